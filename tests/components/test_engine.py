"""The dashboard's one engine: what it takes from the settings."""

import logging
from collections.abc import Iterator

import pytest

from components import engine
from tests.faulty_server import Behaviour, FaultyServer, busy, healthy


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


def test_a_server_that_fails_is_looked_at_once(
    root_log: logging.Logger, faulty_server: FaultyServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A second look doubles the wait, and could find it well where there is no engine to ask."""
    monkeypatch.setenv("VITRINE_ENGINE", "ollama")
    monkeypatch.setenv("OLLAMA_HOST", faulty_server.host)
    faulty_server.always("/api/tags", busy)
    engine.look_again()
    view = engine.view()
    engine.look_again()
    assert view.engine is None and not view.health.well and view.health.troubles
    assert len(faulty_server.requests_to("/api/tags")) == 1


def test_looking_again_finds_an_ollama_that_was_started_meanwhile(
    root_log: logging.Logger, faulty_server: FaultyServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OLLAMA_HOST", faulty_server.host)
    faulty_server.always("/api/version", busy)
    engine.idle_ollama.clear()
    assert engine.idle_ollama() is None
    faulty_server.always("/api/version", healthy)
    engine.look_again()
    assert engine.idle_ollama() == faulty_server.host
    engine.idle_ollama.clear()


def test_an_ollama_in_use_is_left_only_when_two_looks_in_a_row_fail(
    root_log: logging.Logger, faulty_server: FaultyServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("VITRINE_ENGINE", "auto")
    monkeypatch.setenv("OLLAMA_HOST", faulty_server.host)

    def kinds(*behaviours: Behaviour) -> list[str]:
        found = []
        for behaviour in behaviours:
            faulty_server.always("/api/tags", behaviour)
            engine.view_of.clear()
            view = engine.view()
            assert view.engine is not None
            found.append(view.engine.kind)
        return found

    engine.look_again()
    assert kinds(healthy, busy, healthy, busy) == ["ollama"] * 4
    assert kinds(busy, busy, healthy) == ["embedded", "embedded", "ollama"]
    engine.look_again()
    assert kinds(busy) == ["embedded"]
    engine.look_again()
