"""How a catalogue is distributed: categories, balance, duplicates, lengths."""

import hashlib
import math
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from vitrine.catalog.model import Catalog, Problem
from vitrine.catalog.products import labels


@dataclass(frozen=True)
class Summary:
    """What pandas' `describe` says of counts: sample deviation (ddof 1), linear quartiles.

    `std` is None for a single value.
    """

    count: int
    mean: float
    std: float | None
    min: int
    lower_quartile: float
    median: float
    upper_quartile: float
    max: int

    @classmethod
    def of(cls, counts: pd.Series) -> "Summary":
        """Of a series of whole numbers that is not empty."""
        quartiles = counts.quantile([0.25, 0.5, 0.75])
        return cls(
            count=len(counts),
            mean=float(counts.mean()),
            std=float(counts.std()) if len(counts) > 1 else None,
            min=int(counts.min()),
            lower_quartile=float(quartiles[0.25]),
            median=float(quartiles[0.5]),
            upper_quartile=float(quartiles[0.75]),
            max=int(counts.max()),
        )

    def as_json(self) -> dict[str, float | None]:
        """The same under pandas' names."""
        return {
            "count": self.count,
            "mean": self.mean,
            "std": self.std,
            "min": self.min,
            "25%": self.lower_quartile,
            "50%": self.median,
            "75%": self.upper_quartile,
            "max": self.max,
        }


@dataclass(frozen=True)
class Profile:
    """A catalogue in figures.

    `categories`: products in each, the largest first. `word_counts` and `character_counts` have one
    number a product, in the catalogue's order; words are split on white space.
    """

    rows: int
    categories: Mapping[str, int]
    uncategorised: (
        int  # products whose category cell is empty, or all where there is no such column
    )
    duplicate_ids: int  # rows whose id stands above already
    duplicate_descriptions: int
    words: Summary
    characters: Summary
    words_by_category: Mapping[str, Summary]
    problems: tuple[Problem, ...]
    word_counts: pd.Series
    character_counts: pd.Series

    @property
    def imbalance(self) -> float | None:
        """Largest category over smallest: 1 is balanced; None without categories."""
        sizes = self.categories.values()
        return max(sizes) / min(sizes) if sizes else None

    @property
    def evenness(self) -> float | None:
        """Pielou's evenness, entropy over its maximum: 1 is balanced; None below two categories."""
        if len(self.categories) < 2:
            return None
        total = sum(self.categories.values())
        shares = [size / total for size in self.categories.values()]
        return -sum(share * math.log(share) for share in shares) / math.log(len(shares))

    def as_json(self) -> dict[str, object]:
        """The command line's `profile --json`."""
        return {
            "rows": self.rows,
            "categories": dict(self.categories),
            "duplicates": {"id": self.duplicate_ids, "description": self.duplicate_descriptions},
            "words": self.words.as_json(),
            "characters": self.characters.as_json(),
            "words_by_category": {
                name: summary.as_json() for name, summary in self.words_by_category.items()
            },
            "problems": [
                {"line": problem.line, "reason": str(problem.reason)} for problem in self.problems
            ],
        }


def profile(catalog: Catalog) -> Profile:
    """The figures of a catalogue's products; rows left out count only among the problems."""
    # One by one: a list of them is as large as the file.
    texts = catalog.frame[catalog.columns.text]
    words = pd.Series([len(text.split()) for text in texts], name="words")
    characters = pd.Series([len(text) for text in texts], name="characters")
    given = pd.Series(labels(catalog), dtype="object")
    categories = dict(Counter(given.dropna()).most_common())
    by_category = dict(iter(words.groupby(given)))  # get_group fails on a single row
    return Profile(
        rows=len(texts),
        categories=categories,
        uncategorised=int(given.isna().sum()),
        duplicate_ids=_duplicate_ids(catalog),
        duplicate_descriptions=len(texts) - len({_digest(text) for text in texts}),
        words=Summary.of(words),
        characters=Summary.of(characters),
        words_by_category={name: Summary.of(by_category[name]) for name in categories},
        problems=catalog.problems,
        word_counts=words,
        character_counts=characters,
    )


def _digest(text: str) -> bytes:
    return hashlib.sha256(text.encode("utf-8", "replace")).digest()


def _duplicate_ids(catalog: Catalog) -> int:
    if catalog.columns.id is None:
        return 0
    ids = [cell.strip() for cell in catalog.frame[catalog.columns.id].tolist() if cell.strip()]
    return len(ids) - len(set(ids))
