"""A square for each pair of categories: labels against answers, one run against another. Knows no
screen.

Squares are markers of a scatter, not cells of a heatmap: Streamlit tells of clicks on markers alone.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
import plotly.graph_objects as go
from numpy.typing import NDArray

from components import numerals
from components.charts import Chart, figure_text, new_figure
from components.i18n import _, language, n_
from components.palette import AGAINST, GRAY, GREEN, faint
from vitrine.catalog.headings import unique_names

_ROW = 54  # pixels: the name of a label, and its squares under it
_SQUARE = 32
_STRENGTHS = (0.22, 0.75)  # of a colour, from the rarest to a whole row
Counts = NDArray[np.int64]


@dataclass(frozen=True)
class Squares:
    """Rows are labels, columns answers; `counts[row, column]` products. The first `categories` columns
    are categories, those behind them products without an answer."""

    rows: Sequence[str]
    columns: Sequence[str]
    counts: Counts
    categories: int

    def is_right(self, row: int, column: int) -> bool:
        """Whether label and answer are the same category."""
        return column < self.categories and self.rows[row] == self.columns[column]


def confusion_chart(found: Squares, chosen: tuple[int, int] | None) -> Chart:
    """Labels downwards, answers across, each answer under its letter. `chosen` has a frame."""
    figure = squares_figure(found, _told, chosen)
    return Chart(figure, confusion_sentence(found), squares_table(found, _("Label")))


def squares_figure(
    found: Squares,
    told: Callable[[Squares, int, int], str],
    chosen: tuple[int, int] | None = None,
) -> go.Figure:
    """Green: the same category; vermilion: another; gray: no answer. The stronger, the larger the share
    of its row. `told` says what a square holds, and `customdata` begins with its row and column."""
    cells = [(int(row), int(column)) for row, column in np.argwhere(found.counts)]
    figure = new_figure(_ROW * len(found.rows) + 56, _empty(found), _filled(found, cells, told))
    letters = column_letters(found)
    figure.update_xaxes(
        tickvals=list(range(len(letters))),
        ticktext=letters,
        tickangle=0,
        range=[-0.5, len(letters) - 0.5],
        side="top",
        showgrid=False,
    )
    figure.update_yaxes(visible=False, range=[len(found.rows) - 0.5, -0.6])
    for row, name in enumerate(found.rows):
        _name(figure, row, f"{row_letter(found, row)} {name}".strip())
    if chosen is not None:
        _frame(figure, *chosen)
    return figure


def column_letters(found: Squares) -> list[str]:
    """A letter for each category; what is none of them in one short word, for a phone."""
    without = [_("None"), _("Failed")][: len(found.columns) - found.categories]
    return [chr(ord("A") + place) for place in range(found.categories)] + without


def row_letter(found: Squares, row: int) -> str:
    """The letter of a label that can be answered, else none."""
    categories = list(found.columns[: found.categories])
    name = found.rows[row]
    return chr(ord("A") + categories.index(name)) if name in categories else ""


def _empty(found: Squares) -> go.Scatter:
    """A dot where nothing was answered so, which cannot be chosen."""
    rows, columns = np.nonzero(found.counts == 0)
    return go.Scatter(
        x=columns.tolist(),
        y=rows.tolist(),
        mode="markers",
        marker={"symbol": "circle", "size": 4, "color": faint(GRAY, 0.5)},
        hoverinfo="skip",
    )


def _filled(
    found: Squares, cells: list[tuple[int, int]], told: Callable[[Squares, int, int], str]
) -> go.Scatter:
    texts = [numerals.whole(found.counts[cell], language()) for cell in cells]
    return go.Scatter(
        x=[column for _row, column in cells],
        y=[row for row, _column in cells],
        mode="markers+text",
        text=texts,
        textfont_size=13,
        marker={
            "symbol": "square",
            "size": _SQUARE,
            "opacity": 1,
            "color": [_colour(found, cell) for cell in cells],
        },
        selected={"marker": {"opacity": 1}},
        unselected={"marker": {"opacity": 1}},
        customdata=[
            [row, column, figure_text(told(found, row, column), 160)] for row, column in cells
        ],
        hovertemplate="%{customdata[2]}<extra></extra>",
    )


def _colour(found: Squares, cell: tuple[int, int]) -> str:
    row, column = cell
    share = found.counts[cell] / found.counts[row].sum()
    least, most = _STRENGTHS
    strength = round(least + (most - least) * float(share), 3)
    if column >= found.categories:
        return faint(GRAY, strength)
    return faint(GREEN if found.is_right(row, column) else AGAINST, strength)


def _told(found: Squares, row: int, column: int) -> str:
    return n_(
        "“{label}” answered “{answer}”: {count} product",
        "“{label}” answered “{answer}”: {count} products",
        int(found.counts[row, column]),
        label=found.rows[row],
        answer=found.columns[column],
    )


def _name(figure: go.Figure, row: int, name: str) -> None:
    figure.add_annotation(
        x=0,
        xref="paper",
        y=row - 0.45,
        yref="y",
        text=figure_text(name),
        showarrow=False,
        xanchor="left",
        yanchor="middle",
        font_size=12,
    )


def _frame(figure: go.Figure, row: int, column: int) -> None:
    half = _SQUARE / 2 + 3
    figure.add_shape(
        type="rect",
        xsizemode="pixel",
        ysizemode="pixel",
        xanchor=column,
        yanchor=row,
        x0=-half,
        x1=half,
        y0=-half,
        y1=half,
        line={"color": GRAY, "width": 2.5},
    )


def largest_error(found: Squares) -> tuple[int, int] | None:
    """The pair of label and other answer with the most products; None where everything is right."""
    wrong = [
        (int(found.counts[row, column]), -row, -column)
        for row in range(len(found.rows))
        for column in range(len(found.columns))
        if found.counts[row, column] and not found.is_right(row, column)
    ]
    if not wrong:
        return None
    _count, row, column = max(wrong)
    return -row, -column


def confusion_sentence(found: Squares) -> str:
    """How many are off the diagonal, and the pair that is mixed up most."""
    total = int(found.counts.sum())
    worst = largest_error(found)
    if worst is None:
        return n_(
            "The {count} labelled product is answered rightly: nothing is off the diagonal.",
            "All {count} labelled products are answered rightly: nothing is off the diagonal.",
            total,
        )
    right = sum(
        int(found.counts[row, column])
        for row in range(len(found.rows))
        for column in range(len(found.columns))
        if found.is_right(row, column)
    )
    return n_(
        "{wrong} of {count} labelled product is off the diagonal; most often “{label}” is answered "
        "“{answer}” ({most}).",
        "{wrong} of {count} labelled products are off the diagonal; most often “{label}” is answered "
        "“{answer}” ({most}).",
        total,
        wrong=total - right,
        label=found.rows[worst[0]],
        answer=found.columns[worst[1]],
        most=int(found.counts[worst]),
    )


def squares_table(found: Squares, rows: str) -> pd.DataFrame:
    """The counts; `rows` says what stands at the left."""
    names = list(unique_names([rows, *found.columns]))  # a category may be called “Failed”
    table = pd.DataFrame(found.counts, columns=names[1:])
    table.insert(0, names[0], list(found.rows))
    return table
