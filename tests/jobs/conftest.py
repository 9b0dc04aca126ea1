"""A store of the test's own."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from vitrine.jobs.store import Store, open_store
from vitrine.settings import Settings


@pytest.fixture
def settings(state_dir: Path) -> Settings:
    return Settings(state_dir=state_dir, engine="ollama", connect_timeout=1.0, read_timeout=1.0)


@pytest.fixture
def store(settings: Settings) -> Iterator[Store]:
    found = open_store(settings)
    yield found
    found.close()
