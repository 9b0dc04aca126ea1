"""What a report is made of: sections of exhibits, an exhibit being a sentence with its table or its
picture. Knows no screen. All of it is plain text, which the template escapes, but for pictures."""

from collections.abc import Sequence
from dataclasses import dataclass

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
    numeric = tuple(pd.api.types.is_numeric_dtype(kind) for kind in frame.dtypes)
    rows = tuple(tuple(map(_cell, row)) for row in frame.itertuples(index=False, name=None))
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


def _cell(value: object) -> str:
    if isinstance(value, bool | str):
        return str(value)
    if isinstance(value, int | np.integer):
        return numerals.whole(int(value), language())
    if isinstance(value, float | np.floating):
        number = float(value)
        shown = numerals.decimal(abs(number), language(), 2)
        return "–" if np.isnan(number) else f"−{shown}" if number < 0 else shown
    return "" if value is None else str(value)
