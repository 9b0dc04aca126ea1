"""The products that are explained: drawn by a fixed seed, long enough to have ten top words."""

import zlib
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from vitrine.catalog.products import products
from vitrine.catalog.read import read_catalog_file
from vitrine.classify.categories import categories_of
from vitrine.explain.words import words
from vitrine.settings import Settings

LEAST_WORDS = 11  # with ten or fewer, any ten top words agree


@dataclass(frozen=True)
class Subject:
    """One product of one file, and the categories it is sorted into."""

    source: str
    id: str
    description: str
    categories: tuple[str, ...]

    @property
    def key(self) -> str:
        """Changes with anything that a model is asked about it."""
        text = zlib.crc32(f"{self.description}{self.categories}".encode())
        return f"{self.source}-{self.id}-{text:08x}"


def draw(path: Path, count: int, seed: int) -> list[Subject]:
    """`count` products of a file; another seed draws others, the same one the same."""
    catalog = read_catalog_file(path, Settings.from_environment())
    fit = [item for item in products(catalog) if len(words(item.description)) >= LEAST_WORDS]
    chosen = np.random.RandomState(seed).choice(len(fit), min(count, len(fit)), replace=False)
    categories = tuple(categories_of(catalog))
    return [
        Subject(path.stem, str(fit[index].id), fit[index].description, categories)
        for index in chosen
    ]
