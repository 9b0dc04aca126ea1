"""What every chart is: a figure, one sentence saying what it shows, and its table. Knows no screen."""

import html
from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd
import plotly.graph_objects as go

from components import numerals
from components.i18n import language, one_line
from components.palette import AGAINST, GRAY, GREEN, TEMPLATE, TOWARDS, faint

ROW_HEIGHT = 44  # pixels for a bar and the label above it
SIGNED_ROW_HEIGHT = 30  # for a bar with its label beside it
LABEL_LENGTH = 60
_WORD_LENGTH = 22


@dataclass(frozen=True)
class Chart:
    """`sentence` stands above the figure and is its alternative text; `table` has what it draws."""

    figure: go.Figure
    sentence: str
    table: pd.DataFrame


def new_figure(height: int, *traces: object) -> go.Figure:
    """An empty figure in the house template, with the language's number marks."""
    figure = go.Figure(data=list(traces))
    return figure.update_layout(
        template=TEMPLATE,
        height=height,
        separators=numerals.plotly_separators(language()),
        xaxis_fixedrange=True,
        yaxis_fixedrange=True,
    )


def figure_text(text: str, length: int = LABEL_LENGTH) -> str:
    """Text of a user, cut to `length` and kept from acting as plotly's HTML."""
    text = one_line(text)
    short = text if len(text) <= length else text[: length - 1].rstrip() + "…"
    return html.escape(short, quote=False)


def bars(
    names: Sequence[str],
    values: Sequence[float],
    texts: Sequence[str],
    colours: Sequence[str] | str = GREEN,
) -> go.Figure:
    """Horizontal bars, the first on top, each under its name: long names cost no width on a phone."""
    rows = list(range(len(names)))
    trace = go.Bar(
        x=list(values),
        y=rows,
        orientation="h",
        width=0.36,
        text=[figure_text(text) for text in texts],
        textposition="outside",
        textangle=0,
        textfont_size=13,
        cliponaxis=False,
        marker={"color": colours, "cornerradius": 3},
        hovertemplate="%{customdata}<extra></extra>",
        customdata=[
            f"{figure_text(name)}: {figure_text(text)}"
            for name, text in zip(names, texts, strict=True)
        ],
    )
    figure = new_figure(ROW_HEIGHT * len(rows) + 16, trace)
    figure.update_xaxes(visible=False, range=[0, max([*values, 1e-9]) * 1.18])
    return name_rows(figure, names)


def signed_bars(
    words: Sequence[str],
    values: Sequence[float],
    hovers: Sequence[str],
    axis: str,
    intervals: Sequence[tuple[float, float]] | None = None,
    doubtful: Sequence[bool] | None = None,
) -> go.Figure:
    """Horizontal bars to both sides of zero, the first on top, perhaps each with its interval; those
    that are `doubtful` are faint. The sign stands beside the word: colour never speaks alone."""
    rows = list(range(len(words)))
    colours = [TOWARDS if value >= 0 else AGAINST for value in values]
    if doubtful is not None:
        colours = [
            faint(colour) if doubt else colour
            for colour, doubt in zip(colours, doubtful, strict=True)
        ]
    trace = go.Bar(
        x=list(values),
        y=rows,
        orientation="h",
        width=0.62,
        marker={"color": colours, "cornerradius": 3},
        error_x=None if intervals is None else _whiskers(values, intervals),
        hovertemplate="%{customdata}<extra></extra>",
        customdata=[figure_text(hover, 2 * LABEL_LENGTH) for hover in hovers],
    )
    figure = new_figure(SIGNED_ROW_HEIGHT * len(rows) + 64, trace)
    figure.update_yaxes(
        tickvals=rows,
        ticktext=[
            f"{figure_text(word, _WORD_LENGTH)} {'+' if value >= 0 else '−'}"
            for word, value in zip(words, values, strict=True)
        ],
        range=[len(rows) - 0.5, -0.5],
        showgrid=False,
    )
    return figure.update_xaxes(title_text=axis, zeroline=True, zerolinecolor=GRAY)


def _whiskers(
    values: Sequence[float], intervals: Sequence[tuple[float, float]]
) -> dict[str, object]:
    pairs = list(zip(values, intervals, strict=True))
    return {
        "array": [high - value for value, (_low, high) in pairs],
        "arrayminus": [value - low for value, (low, _high) in pairs],
        "color": GRAY,
        "thickness": 1.5,
        "width": 4,
    }


def name_rows(figure: go.Figure, names: Sequence[str], lift: float = 0.42) -> go.Figure:
    """Writes each row's name above it, at the left edge, and lists the rows downwards."""
    figure.update_yaxes(visible=False, range=[len(names) - 0.5, -0.85])
    texts = [
        {
            "x": 0,
            "xref": "paper",
            "y": row - lift,
            "yref": "y",
            "text": figure_text(name),
            "showarrow": False,
            "xanchor": "left",
            "yanchor": "middle",
            "align": "left",
            "font": {"size": 13},
        }
        for row, name in enumerate(names)
    ]
    # All at once: plotly checks the whole list anew with every one that is added.
    figure.update_layout(annotations=[*figure.layout.annotations, *texts])
    return figure
