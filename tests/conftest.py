"""Fixtures that more than one folder uses."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from tests.faulty_server import FaultyServer

# Speed belongs in bench/: a loaded machine must not fail a test.
settings.register_profile("vitrine", deadline=None)
settings.load_profile("vitrine")


@pytest.fixture
def faulty_server() -> Iterator[FaultyServer]:
    """A local model server that misbehaves on request; healthy until then."""
    with FaultyServer() as server:
        yield server


@pytest.fixture(autouse=True)
def state_dir(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Runs are kept in a folder of the test's own, also by the processes it starts."""
    folder = tmp_path / "state"
    monkeypatch.setenv("VITRINE_STATE_DIR", str(folder))
    return folder
