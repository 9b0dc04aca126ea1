"""Fixtures that more than one folder uses."""

from collections.abc import Iterator

import pytest

from tests.faulty_server import FaultyServer


@pytest.fixture
def faulty_server() -> Iterator[FaultyServer]:
    """A local model server that misbehaves on request; healthy until then."""
    with FaultyServer() as server:
        yield server
