"""How long answers took. Knows no screen."""

import itertools

import numpy as np
import pandas as pd
import plotly.graph_objects as go
from numpy.typing import NDArray

from components import numerals
from components.charts import Chart, new_figure
from components.i18n import _, language, n_
from components.palette import BRASS, GREEN

_BINS = 30
_LATE = 0.95


def seconds_chart(seconds: NDArray[np.float64]) -> Chart:
    """Products by the seconds that their answer took, up to the 99th percentile; slower ones stand in
    the last bar. The dotted line is the median."""
    end = max(float(np.quantile(seconds, 0.99)), 1e-3)
    counts, edges = np.histogram(np.minimum(seconds, end), bins=_BINS, range=(0, end))
    ranges = [f"{_written(low)} – {_written(high)} s" for low, high in itertools.pairwise(edges)]
    trace = go.Bar(
        x=((edges[:-1] + edges[1:]) / 2).tolist(),
        y=counts.tolist(),
        width=0.9 * end / _BINS,
        marker={"color": GREEN, "line": {"width": 0}},
        customdata=ranges,
        hovertemplate="%{customdata}: %{y}<extra></extra>",
    )
    figure = new_figure(280, trace)
    figure.update_xaxes(title_text=_("Seconds an answer"), showgrid=False, rangemode="tozero")
    figure.update_yaxes(title_text=_("Products"), tickformat=",d")
    figure.add_vline(x=float(np.median(seconds)), line={"color": BRASS, "width": 2, "dash": "dot"})
    table = pd.DataFrame({_("Seconds an answer"): ranges, _("Products"): counts})
    return Chart(figure, _sentence(seconds), table)


def _sentence(seconds: NDArray[np.float64]) -> str:
    return n_(
        "Half of {count} answer took {median} seconds or less (the dotted line), 95 in 100 took {late} "
        "or less.",
        "Half of {count} answers took {median} seconds or less (the dotted line), 95 in 100 took "
        "{late} or less.",
        len(seconds),
        median=_written(float(np.median(seconds))),
        late=_written(float(np.quantile(seconds, _LATE))),
    )


def _written(value: float) -> str:
    return numerals.decimal(value, language(), 3 if value < 1 else 1)
