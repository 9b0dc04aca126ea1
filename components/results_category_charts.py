"""Precision, recall and F1 of each category. Knows no screen."""

from collections.abc import Sequence

import pandas as pd
import plotly.graph_objects as go

from components import numerals
from components.charts import ROW_HEIGHT, Chart, figure_text, name_rows, new_figure
from components.i18n import _, language
from components.palette import BRASS, GRAY, GREEN, TOWARDS
from vitrine.evaluate.figures import Figure
from vitrine.evaluate.metrics import CategoryFigures


def interval(found: Figure, is_share: bool = True) -> str:
    """Its 95 % interval, as the figure itself is written."""
    if is_share:
        low, high = (numerals.percent(value, language()) for value in (found.low, found.high))
    else:
        low, high = (numerals.fixed(value, language(), 3) for value in (found.low, found.high))
    return _("{low} to {high}", low=low, high=high)


def categories_chart(found: Sequence[CategoryFigures]) -> Chart:
    """A line a category, the weakest first: F1 with its interval, precision and recall beside it, each
    in a shape of its own."""
    shown = sorted((one for one in found if one.support), key=lambda one: one.f1.value)
    rows = list(range(len(shown)))
    figure = new_figure(
        ROW_HEIGHT * len(rows) + 90,
        _marks(shown, [one.recall for one in shown], _("Recall"), "diamond-open", BRASS, 10),
        _marks(shown, [one.precision for one in shown], _("Precision"), "square-open", TOWARDS, 9),
        _marks(shown, [one.f1 for one in shown], "F1", "circle", GREEN, 11, whiskers=True),
    )
    figure.update_xaxes(range=_range(shown), tickformat=".0%")
    figure.update_layout(
        showlegend=True,
        legend={
            "orientation": "h",
            "y": 1.0,
            "yanchor": "bottom",
            "x": 0,
            "traceorder": "reversed",
        },
    )
    return Chart(name_rows(figure, [one.name for one in shown]), _sentence(shown), _table(found))


def _marks(
    shown: Sequence[CategoryFigures],
    values: Sequence[Figure],
    name: str,
    symbol: str,
    colour: str,
    size: int,
    whiskers: bool = False,
) -> go.Scatter:
    return go.Scatter(
        x=[value.value for value in values],
        y=list(range(len(shown))),
        mode="markers",
        name=name,
        marker={"symbol": symbol, "color": colour, "size": size, "line": {"width": 2}},
        error_x={
            "array": [value.high - value.value for value in values],
            "arrayminus": [value.value - value.low for value in values],
            "color": GRAY,
            "thickness": 1.5,
            "width": 4,
        }
        if whiskers
        else None,
        customdata=[
            figure_text(f"{one.name}: {name} {_percent(value.value)} ({interval(value)})", 160)
            for one, value in zip(shown, values, strict=True)
        ],
        hovertemplate="%{customdata}<extra></extra>",
    )


def _range(shown: Sequence[CategoryFigures]) -> list[float]:
    """From a little below the least, so that near 100 % there is something to see."""
    least = min(
        (min(one.f1.low, one.precision.value, one.recall.value) for one in shown), default=0.0
    )
    return [max(-0.02, least - 0.06), 1.02]


def _sentence(shown: Sequence[CategoryFigures]) -> str:
    if not shown:
        return _("No product of a category has a label.")
    worst, best = shown[0], shown[-1]
    if len(shown) == 1:
        return _("“{name}” has an F1 of {f1}.", name=worst.name, f1=_percent(worst.f1.value))
    return _(
        "Best is “{best}” with an F1 of {most}; weakest “{worst}” with {least}: {recall} of its "
        "products are found, and {precision} of what is sorted there belongs there.",
        best=best.name,
        worst=worst.name,
        most=_percent(best.f1.value),
        least=_percent(worst.f1.value),
        recall=_percent(worst.recall.value),
        precision=_percent(worst.precision.value),
    )


def _table(found: Sequence[CategoryFigures]) -> pd.DataFrame:
    columns: dict[str, list[object]] = {
        _("Category"): [one.name for one in found],
        _("Labelled so"): [one.support for one in found],
        _("Answered so"): [one.predicted for one in found],
    }
    for name, values in (
        (_("Precision"), [one.precision for one in found]),
        (_("Recall"), [one.recall for one in found]),
        ("F1", [one.f1 for one in found]),
    ):
        columns[name] = [f"{_percent(value.value)} ({interval(value)})" for value in values]
    return pd.DataFrame(columns)


def _percent(value: float) -> str:
    return numerals.percent(value, language())
