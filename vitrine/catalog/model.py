"""What a product file becomes: a `Catalog` of rows, the roles of its columns, and what was wrong."""

from dataclasses import dataclass, field

import pandas as pd

from vitrine.messages import Message


@dataclass(frozen=True)
class Problem:
    """A row that could not be used, or was used with a reservation."""

    line: int  # in the file, the heading being line 1
    reason: Message


@dataclass(frozen=True)
class Columns:
    """Which column plays which part; None where the file has none."""

    text: str
    category: str | None = None
    id: str | None = None
    name: str | None = None  # a short title, for lists


@dataclass(frozen=True)
class Product:
    """One row, as the classifier and the pages want it."""

    id: str
    description: str
    category: str | None = None  # the label the file gives; never shown to the model
    name: str | None = None


@dataclass(frozen=True)
class Table:
    """Every readable row of a file, before its columns play parts.

    `frame`: the file's columns as text (missing cells are ""), one row a readable line, index 0…n-1.
    `lines`: each row's line in the file.
    """

    frame: pd.DataFrame
    lines: tuple[int, ...]
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True)
class Catalog:
    """A file's products.

    `frame`: every original column as text, one row a product, in the file's order, index 0…n-1,
    plus none of ours. `lines`: each row's line in the file. `ids`: each row's id, all different.
    `table` keeps the rows that the present columns cannot use, so that other columns may.
    """

    source: str  # the file's name, for people
    frame: pd.DataFrame
    columns: Columns
    lines: tuple[int, ...]
    ids: tuple[str, ...]
    table: Table = field(repr=False)
    problems: tuple[Problem, ...] = ()
    digest: str = ""  # sha256 of the file's bytes, hex
    encoding: str = ""
    delimiter: str = ""
    categories: tuple[str, ...] = field(
        default=()
    )  # in order of first appearance; first level only
