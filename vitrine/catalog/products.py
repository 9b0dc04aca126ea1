"""The products of a catalogue, one by one and all together."""

from collections.abc import Sequence
from typing import overload

from vitrine.catalog.categories import category_labels
from vitrine.catalog.model import Catalog, Product
from vitrine.errors import ProductUnknown


def products(catalog: Catalog) -> tuple[Product, ...]:
    """Every product, in the file's order."""
    texts = catalog.frame[catalog.columns.text].tolist()
    rows = zip(catalog.ids, texts, labels(catalog), _names(catalog), strict=True)
    return tuple(Product(*row) for row in rows)


def product(catalog: Catalog, id_: str) -> Product:
    """The product called `id_`; raises `ProductUnknown`."""
    try:
        row = catalog.ids.index(id_)
    except ValueError as error:
        raise ProductUnknown(id=id_) from error
    text = str(catalog.frame[catalog.columns.text].iloc[row])
    return Product(id_, text, labels(catalog)[row], _names(catalog)[row])


class Descriptions(Sequence[str]):
    """The texts of some rows, each made when it is read: a list of them is as large as the file."""

    def __init__(self, catalog: Catalog, rows: Sequence[int]) -> None:
        self._texts = catalog.frame[catalog.columns.text].array
        self._rows = rows

    def __len__(self) -> int:
        return len(self._rows)

    @overload
    def __getitem__(self, place: int) -> str: ...
    @overload
    def __getitem__(self, place: slice) -> Sequence[str]: ...
    def __getitem__(self, place: int | slice) -> str | Sequence[str]:
        if isinstance(place, slice):
            return [str(self._texts[row]) for row in self._rows[place]]
        return str(self._texts[self._rows[place]])


def labels(catalog: Catalog) -> list[str | None]:
    """The category that the file gives each product, first level only; None where it gives none."""
    column = catalog.columns.category
    if column is None:
        return [None] * len(catalog.frame)
    return category_labels(catalog.frame[column].tolist())


def _names(catalog: Catalog) -> list[str | None]:
    column = catalog.columns.name
    if column is None:
        return [None] * len(catalog.frame)
    return [name.strip() or None for name in catalog.frame[column].tolist()]
