"""Logging: one line an event, on standard error, with no word of a product's text."""

import logging


def configure(level: str) -> None:
    """Sets the level and the form of the lines; may be called again."""
    logging.basicConfig(
        level=level, format="%(asctime)s %(levelname)s %(name)s %(message)s", force=True
    )
    for noisy in ("httpx", "httpcore"):
        logging.getLogger(noisy).setLevel(logging.WARNING)
