"""A catalogue as a visitor works with it: with its figures and products made once. Knows no screen."""

from dataclasses import dataclass, field
from functools import cached_property

from vitrine.catalog.columns import with_columns
from vitrine.catalog.model import Catalog, Columns, Product
from vitrine.catalog.products import products
from vitrine.catalog.profile import Profile, profile


@dataclass(frozen=True)
class LoadedCatalog:
    """A catalogue, its profile and its products; `data` are its file's bytes, `is_sample` is true for
    the one that comes with Vitrine."""

    catalog: Catalog
    data: bytes = field(repr=False)
    is_sample: bool = False
    profile: Profile = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "profile", profile(self.catalog))

    @cached_property
    def products(self) -> tuple[Product, ...]:
        """Made when they are first asked for: a large file's take as much memory as the file."""
        return products(self.catalog)

    @cached_property
    def rows(self) -> dict[str, int]:
        """Each product's place by its id."""
        return {product.id: row for row, product in enumerate(self.products)}

    @cached_property
    def searchable(self) -> tuple[str, ...]:
        """What a search looks through, in the products' order: id, name and description, folded."""
        return tuple(
            f"{product.id} {product.name or ''} {product.description}".casefold()
            for product in self.products
        )

    def product(self, id_: str | None) -> Product | None:
        """The product called `id_`, None where there is none."""
        row = self.rows.get(id_) if id_ is not None else None
        return None if row is None else self.products[row]

    def rearranged(self, columns: Columns) -> "LoadedCatalog":
        """The same file with other column roles; raises `CatalogError`."""
        return LoadedCatalog(with_columns(self.catalog, columns), self.data, self.is_sample)
