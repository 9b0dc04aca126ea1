"""Files for the reader, made on the spot."""

from collections.abc import Callable

import pytest

from vitrine.catalog.model import Catalog, Columns
from vitrine.catalog.read import read_catalog
from vitrine.settings import Settings

Read = Callable[..., Catalog]


@pytest.fixture(scope="session")
def read() -> Read:
    """Reads text or bytes as a file, with settings given by name."""

    def reader(
        content: str | bytes,
        name: str = "products.csv",
        columns: Columns | None = None,
        **settings: int,
    ) -> Catalog:
        data = content.encode() if isinstance(content, str) else content
        return read_catalog(data, name, Settings(**settings), columns)

    return reader
