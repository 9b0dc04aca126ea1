"""Answers without labels: how they spread over the categories, and how sure they are."""

import itertools
from collections.abc import Sequence

import numpy as np
import pandas as pd
import plotly.graph_objects as go
from numpy.typing import NDArray

from components import numerals
from components.charts import Chart, bars, new_figure
from components.i18n import _, language, n_
from components.palette import BRASS, GRAY, GREEN
from vitrine.evaluate.answers import spread
from vitrine.evaluate.predictions import Predictions

_BINS = 20
_SURE = 0.9


def spread_chart(found: Predictions) -> Chart:
    """Answers in each category, the most frequent first; then those in none, then the failed."""
    counted = spread(found)
    inside = sorted(counted.by_category.items(), key=lambda entry: -entry[1])
    rest = [(_("None of these"), counted.unanswered), (_("Failed"), counted.failed)]
    lines = [*inside, *(line for line in rest if line[1])]
    names, sizes = [name for name, _size in lines], [size for _name, size in lines]
    shares = [numerals.percent(size / max(1, len(found)), language()) for size in sizes]
    texts = [
        f"{numerals.whole(size, language())} · {share}"
        for size, share in zip(sizes, shares, strict=True)
    ]
    colours = [GREEN] * len(inside) + [GRAY] * (len(lines) - len(inside))
    figure = bars(names, sizes, texts, colours)
    figure.update_xaxes(range=[0, max([1, *sizes]) * 1.32])
    table = pd.DataFrame({_("Category"): names, _("Answers"): sizes, _("Share"): shares})
    return Chart(
        figure, _spread_sentence(lines, len(found), counted.unanswered + counted.failed), table
    )


def _spread_sentence(lines: Sequence[tuple[str, int]], products: int, without: int) -> str:
    details = {"first": lines[0][0], "share": numerals.percent(lines[0][1] / products, language())}
    told = n_(
        "Of {count} product, most go to “{first}”: {share}.",
        "Of {count} products, most go to “{first}”: {share}.",
        products,
        **details,
    )
    if not without:
        return told
    return told + " " + n_("{count} has no category.", "{count} have no category.", without)


def confidence_chart(found: Predictions) -> Chart:
    """How many answers lie in each twentieth of confidence, and their median."""
    values = found.confidence[~np.isnan(found.confidence)]
    counts, edges = np.histogram(values, bins=_BINS, range=(0, 1))
    ranges = [
        f"{numerals.percent(low, language(), 0)} – {numerals.percent(high, language(), 0)}"
        for low, high in itertools.pairwise(edges)
    ]
    trace = go.Bar(
        x=((edges[:-1] + edges[1:]) / 2).tolist(),
        y=counts.tolist(),
        width=0.9 / _BINS,
        marker={"color": GREEN, "line": {"width": 0}},
        customdata=ranges,
        hovertemplate="%{customdata}: %{y}<extra></extra>",
    )
    figure = new_figure(300, trace)
    figure.update_xaxes(
        title_text=_("Probability of the answer"),
        range=[-0.01, 1.01],
        tickformat=".0%",
        showgrid=False,
    )
    figure.update_yaxes(title_text=_("Products"), tickformat=",d", rangemode="tozero")
    if len(values):
        figure.add_vline(
            x=float(np.median(values)), line={"color": BRASS, "width": 2, "dash": "dot"}
        )
    table = pd.DataFrame({_("Probability of the answer"): ranges, _("Products"): counts})
    return Chart(figure, _confidence_sentence(values), table)


def _confidence_sentence(values: NDArray[np.float64]) -> str:
    if not len(values):
        return _("The server gave no probabilities: how sure the answers are is not known.")
    return n_(
        "Half of {count} answer has a probability of {median} or more (the dotted line); {sure} "
        "reach {limit}.",
        "Half of the {count} answers have a probability of {median} or more (the dotted line); {sure} "
        "reach {limit}.",
        len(values),
        median=numerals.percent(float(np.median(values)), language()),
        sure=numerals.percent(float((values >= _SURE).mean()), language()),
        limit=numerals.percent(_SURE, language(), 0),
    )
