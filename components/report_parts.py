"""What a report is made of: sections of exhibits, an exhibit being a sentence with its table or its
picture. Knows no screen. All of it is plain text, which the template escapes, but for pictures."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from markupsafe import Markup

from components import numerals
from components.charts import Chart
from components.i18n import language

SHADES = 5  # steps of a table's ground, from none to full


@dataclass(frozen=True)
class Table:
    """`bars` (one a row, -1 to 1) draws a bar for each; `shades` (rows x columns, 0 to `SHADES`)
    grounds the cells behind the first column."""

    caption: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    numeric: tuple[bool, ...]
    bars: tuple[float, ...] = ()
    shades: tuple[tuple[int, ...], ...] = ()


@dataclass(frozen=True)
class Exhibit:
    """`picture` is HTML or SVG of our own making, with every text in it escaped."""

    sentence: str = ""
    title: str = ""
    table: Table | None = None
    picture: Markup | None = None
    notes: tuple[str, ...] = ()
    mark: str = ""  # a class: bad, notice, good


@dataclass(frozen=True)
class Section:
    """A part of the report; `anchor` stands in the table of contents."""

    anchor: str
    title: str
    exhibits: tuple[Exhibit, ...]


def table(caption: str, frame: pd.DataFrame, bars: Sequence[float] = ()) -> Table:
    """A chart's own table, its numbers written as the language writes them."""
    columns = [_cells(frame.iloc[:, place]) for place in range(frame.shape[1])]
    numeric = tuple(place > 0 and _like_numbers(cells) for place, cells in enumerate(columns))
    rows = tuple(zip(*columns, strict=True))
    return Table(caption, tuple(map(str, frame.columns)), rows, numeric, tuple(bars))


def exhibit(chart: Chart, title: str = "", bars: str | Sequence[float] = ()) -> Exhibit:
    """A chart as sentence and table; `bars`: of this column of the table, scaled to its largest."""
    values = bars if not isinstance(bars, str) else scaled(chart.table[bars].tolist())
    return Exhibit(chart.sentence, title, table(title or chart.sentence, chart.table, values))


def scaled(values: Sequence[float]) -> tuple[float, ...]:
    """Divided by the largest absolute value."""
    most = max((abs(value) for value in values), default=0.0)
    return tuple(value / most if most else 0.0 for value in values)


def shaded(found: Table, counts: np.ndarray) -> Table:
    """Each cell's ground by its share of its row (counts: rows x columns)."""
    whole = np.maximum(counts.sum(axis=1, keepdims=True), 1)
    steps = np.ceil(SHADES * counts / whole).astype(int)
    return Table(
        found.caption,
        found.head,
        found.rows,
        found.numeric,
        shades=tuple(tuple(int(step) for step in row) for row in steps),
    )


def _cells(column: "pd.Series[Any]") -> tuple[str, ...]:
    """Measures have as many digits as the longest of their column needs, two at most: they are read
    one under another."""
    if not pd.api.types.is_float_dtype(column.dtype):
        return tuple(map(_cell, column))
    values = [round(float(value), 2) for value in column]
    digits = max((_digits(value) for value in values if not np.isnan(value)), default=0)
    return tuple(_measure(value, digits) for value in values)


def _digits(value: float) -> int:
    return next(digits for digits in (0, 1, 2) if round(value, digits) == value)


def _measure(value: float, digits: int) -> str:
    if np.isnan(value):
        return "–"
    shown = numerals.fixed(abs(value), language(), digits)
    return f"−{shown}" if value < 0 else shown


def _cell(value: object) -> str:
    if isinstance(value, int | np.integer) and not isinstance(value, bool):
        return numerals.whole(int(value), language())
    if isinstance(value, float | np.floating):
        return _measure(float(value), _digits(round(float(value), 2)))
    return "" if value is None else str(value)


def _like_numbers(cells: Sequence[str]) -> bool:
    """Counts, measures, shares and intervals: they stand to the right."""
    return bool(cells) and all(re.match(r"[−<>]?\s?\d|–$|$", cell) for cell in cells)
