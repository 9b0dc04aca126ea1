"""The dashboard's one engine: what it takes from the settings."""

import logging
from collections.abc import Iterator

import pytest

from components import engine


@pytest.fixture
def root_log() -> Iterator[logging.Logger]:
    """The root of the log, put back as it was."""
    root = logging.getLogger()
    level, handlers = root.level, root.handlers[:]
    root.handlers = []
    engine.settings.clear()
    yield root
    root.setLevel(level)
    root.handlers = handlers
    engine.settings.clear()


def test_the_log_of_the_dashboard_has_the_level_that_is_set(
    root_log: logging.Logger, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("VITRINE_LOG_LEVEL", "ERROR")
    engine.settings()
    assert root_log.level == logging.ERROR and root_log.handlers
