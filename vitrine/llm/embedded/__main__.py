"""`python -m vitrine.llm.embedded`: the process that process.py starts and watches."""

import argparse
import logging
import sys
from pathlib import Path

from vitrine.llm.embedded import DEMO_NAME
from vitrine.llm.embedded.failure import ApiError, reason_of
from vitrine.llm.embedded.gguf import NotGguf
from vitrine.llm.embedded.server import die_with_parent, serve


def main() -> int:
    """Serves on the loopback until standard input closes; 1 and a line on why if it cannot."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--model", type=Path, required=True)
    parser.add_argument("--name", default=DEMO_NAME)
    parser.add_argument("--threads", type=int, default=1)
    wanted = parser.parse_args()
    logging.basicConfig(level=logging.WARNING)
    die_with_parent()
    try:
        serve(
            "127.0.0.1",
            wanted.port,
            wanted.model,
            name=wanted.name,
            threads=wanted.threads,
            announce=True,
        )
    except (OSError, NotGguf, ApiError) as error:
        sys.stderr.write(f"{reason_of(error)}\n")
        return 1
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
