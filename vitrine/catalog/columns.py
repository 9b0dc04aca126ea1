"""Which column plays which part: guessed from headings and content, corrected by the user."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property

import pandas as pd

from vitrine.catalog.arrange import Source, arrange
from vitrine.catalog.categories import category_labels, looks_like_tree
from vitrine.catalog.headings import heading_strength, is_known_heading
from vitrine.catalog.model import Catalog, Columns
from vitrine.errors import ColumnMissing

SAMPLE_ROWS = 1_000
STRUCTURED = re.compile(r"\s*(?:https?://|[\[{<])")
YES_NO = {"true", "false", "yes", "no", "oui", "non", "vrai", "faux", "y", "n", "o"}
LETTER = re.compile(r"[^\W\d_]")
NAMED = 0.9  # a heading from here on says it whatever the cells look like
SURE = 0.35  # a heading below this, such as "brand_name", names another thing's id or name
PLAIN_ID = re.compile(r"(?=.*\d)[\w-]+")


def with_columns(catalog: Catalog, columns: Columns) -> Catalog:
    """The same file with other parts for its columns; raises `ColumnMissing`, `FileUnreadable`."""
    check_columns(catalog.table.frame, columns)
    source = Source(catalog.source, catalog.digest, catalog.encoding, catalog.delimiter)
    return arrange(catalog.table, columns, source)


def check_columns(frame: pd.DataFrame, columns: Columns) -> None:
    """Raises `ColumnMissing` for the first column that `frame` has not."""
    there = list(frame.columns)
    for column in (columns.text, columns.category, columns.id, columns.name):
        if column is not None and column not in there:
            raise ColumnMissing(column=column, columns=", ".join(there))


def guess_columns(frame: pd.DataFrame) -> Columns:
    """The likeliest part of each column of a table of text; always names a text column."""
    step = max(1, len(frame) // SAMPLE_ROWS)  # spread out: files are often sorted by category
    sample = frame.iloc[::step]
    looks = [_Look(str(name), sample[name].tolist(), i) for i, name in enumerate(sample.columns)]
    text = _best(looks, _text_score) or looks[0].heading
    rest = [look for look in looks if look.heading != text]
    category = _best(rest, _category_score)
    rest = [look for look in rest if look.heading != category]
    id_ = _best(rest, _id_score)
    rest = [look for look in rest if look.heading != id_]
    return Columns(text=text, category=category, id=id_, name=_best(rest, _name_score))


@dataclass(frozen=True)
class _Look:
    """What a column's filled cells look like."""

    heading: str
    cells: list[str]
    position: int

    @cached_property
    def filled(self) -> list[str]:
        return [cell for cell in self.cells if cell.strip()]

    @cached_property
    def distinct(self) -> float:
        """Different values, as a share of the filled cells."""
        return len(set(self.filled)) / len(self.filled)

    @cached_property
    def words(self) -> float:
        """Mean words a filled cell."""
        return sum(len(cell.split()) for cell in self.filled) / len(self.filled)

    def share(self, matches: Iterable[object]) -> float:
        """How many of the filled cells match."""
        return sum(map(bool, matches)) / len(self.filled)

    @cached_property
    def lettered(self) -> float:
        return self.share(LETTER.search(cell) for cell in self.filled)

    @cached_property
    def structured(self) -> float:
        """Addresses, JSON and markup."""
        return self.share(STRUCTURED.match(cell) for cell in self.filled)


def _best(looks: list[_Look], score: Callable[[_Look], float]) -> str | None:
    """The column with the highest score above 0, the first of equals."""
    scored = [(score(look), -look.position, look.heading) for look in looks if look.filled]
    best = max(scored, default=(0.0, 0, ""))
    return best[2] if best[0] > 0 else None


def _text_score(look: _Look) -> float:
    """Long, different, in words rather than structure; the heading weighs as much twice over."""
    content = look.words / (look.words + 10) * (0.5 + 0.5 * look.distinct) * look.lettered
    content *= 0.3 if look.structured > 0.5 else 1.0
    return content + 2 * heading_strength(look.heading, "text") * (look.lettered > 0.5)


def _category_score(look: _Look) -> float:
    """Few short labels that come again, or a tree of them."""
    labels = [label for label in category_labels(look.filled) if label]
    different = len(set(labels))
    repeats = 2 <= different <= len(labels) / 2
    short = sum(len(label.split()) for label in labels) / len(labels) <= 8
    strength = heading_strength(look.heading, "category")
    if not short:
        return 0.0
    if look.lettered < 0.5:  # numbers for labels are taken where the heading leaves no doubt
        return 0.5 * (strength >= NAMED and repeats)
    if strength >= 0.6 or (strength > 0 and repeats):
        return 1 + strength + 0.3 * repeats
    if look.share(looks_like_tree(cell) for cell in look.filled) > 0.8 and repeats:
        return 0.6
    return 0.3 if _plain_labels(labels) else 0.0


def _plain_labels(labels: list[str]) -> bool:
    """Labels without a heading to say so: 2 to 20 of them, five rows each, made of letters."""
    different = {label.lower() for label in labels}
    worded = all(LETTER.search(label) and not label[0].isdigit() for label in different)
    return 2 <= len(different) <= min(20, len(labels) // 5) and worded and not different <= YES_NO


def _id_score(look: _Look) -> float:
    """Different and short; where no heading says so, only a first column of codes can be it."""
    short = all(len(cell) <= 100 for cell in look.filled) and look.words <= 3
    strength = heading_strength(look.heading, "id")
    if not short or look.structured > 0.5:
        return 0.0
    if look.distinct < 0.5:  # repeated ids are told of where the heading leaves no doubt
        return 0.1 * (strength >= NAMED)
    if strength or look.position > 0 or is_known_heading(look.heading):
        return strength * look.distinct * (strength > SURE)
    codes = all(PLAIN_ID.fullmatch(cell.strip()) for cell in look.filled)
    return 0.1 if codes and look.distinct == 1 else 0.0


def _name_score(look: _Look) -> float:
    """Short titles, by their heading alone."""
    if look.words > 25 or look.lettered < 0.5 or look.distinct < 0.2 or look.structured > 0.5:
        return 0.0
    strength = heading_strength(look.heading, "name")
    return strength if strength > SURE else 0.0
