"""What accepting answers automatically brings, at every threshold. Knows no screen."""

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from components import numerals
from components.charts import Chart, new_figure
from components.i18n import _, language, n_
from components.palette import BRASS, GREEN, faint
from vitrine.evaluate.threshold import ReviewCurve, ReviewPoint

_TABLE_ROWS = 21


def threshold_chart(curve: ReviewCurve, chosen: ReviewPoint) -> Chart:
    """Across: the share that is accepted; upwards: the share of these that is right, with its band. The
    diamond is the threshold that is chosen."""
    known = np.isfinite(curve.right)
    shares, right = curve.accepted_share[known], curve.right[known]
    low, high = curve.low[known], curve.high[known]
    figure = new_figure(340, *_band(shares, low, high), _line(curve, known))
    if chosen.right is not None:
        figure.add_trace(
            go.Scatter(
                x=[chosen.accepted_share],
                y=[chosen.right.value],
                mode="markers",
                marker={"symbol": "diamond", "size": 15, "color": BRASS},
                hoverinfo="skip",
                cliponaxis=False,
            )
        )
    least = float(low.min()) if len(low) else 0.0
    figure.update_xaxes(
        title_text=_("Accepted automatically"), range=[-0.02, 1.02], tickformat=".0%"
    )
    figure.update_yaxes(
        title_text=_("Right among these"),
        range=[max(0.0, _floor(least, right)), 1.005],
        tickformat=".0%",
    )
    return Chart(figure, threshold_sentence(chosen, curve.takes_all(chosen)), _table(curve))


def _floor(least: float, right: np.ndarray) -> float:
    """Where the axis begins: the wide bands of the few surest answers need not fit whole."""
    lowest = float(right.min()) if len(right) else 0.0
    return max(least - 0.01, lowest - 0.1)


def _band(shares: np.ndarray, low: np.ndarray, high: np.ndarray) -> list[go.Scatter]:
    edge = {"mode": "lines", "line": {"width": 0}, "hoverinfo": "skip"}
    return [
        go.Scatter(x=shares.tolist(), y=high.tolist(), **edge),
        go.Scatter(
            x=shares.tolist(), y=low.tolist(), fill="tonexty", fillcolor=faint(GREEN, 0.2), **edge
        ),
    ]


def _line(curve: ReviewCurve, known: np.ndarray) -> go.Scatter:
    points = zip(
        curve.thresholds[known], curve.accepted_share[known], curve.right[known], strict=True
    )
    told = [
        _(
            "from {threshold} on: {accepted} accepted, {right} right",
            threshold=_percent(float(threshold)),
            accepted=_percent(float(accepted)),
            right=_percent(float(right)),
        )
        for threshold, accepted, right in points
    ]
    return go.Scatter(
        x=curve.accepted_share[known].tolist(),
        y=curve.right[known].tolist(),
        mode="lines",
        line={"color": GREEN, "width": 2.5},
        customdata=told,
        hovertemplate="%{customdata}<extra></extra>",
    )


def threshold_sentence(chosen: ReviewPoint, everything: bool) -> str:
    """What a shop has to know to decide; `everything`: no answer is left out."""
    left = n_("{count} is left for people", "{count} are left for people", chosen.left_for_people)
    accepted = _percent(chosen.accepted_share)
    if not chosen.accepted:
        return _("Nothing is accepted automatically: {left}.", left=left)
    if chosen.right is None:
        return _(
            "{accepted} are accepted automatically; how many of them are right is not known, for none "
            "has a label. {left}.",
            accepted=accepted,
            left=left,
        )
    if everything:
        return _(
            "Every answer is accepted: {right} of them are right (± {margin}); {left}.",
            right=_percent(chosen.right.value),
            margin=_points(chosen.right.margin),
            left=left,
        )
    return _(
        "Accept {accepted} automatically, expect {right} of them to be right (± {margin}); {left}.",
        accepted=accepted,
        right=_percent(chosen.right.value),
        margin=_points(chosen.right.margin),
        left=left,
    )


def _points(margin: float) -> str:
    return numerals.decimal(100 * margin, language(), 1)


def _percent(share: float) -> str:
    return numerals.percent(share, language())


def _table(curve: ReviewCurve) -> pd.DataFrame:
    """Some twenty thresholds, from accepting all to accepting the surest."""
    rows = np.unique(np.linspace(0, len(curve.thresholds) - 1, _TABLE_ROWS).round().astype(int))
    kept = [row for row in rows.tolist() if np.isfinite(curve.right[row])]
    return pd.DataFrame(
        {
            _("Accepted from"): [_percent(float(curve.thresholds[row])) for row in kept],
            _("Accepted automatically"): [
                _percent(float(curve.accepted_share[row])) for row in kept
            ],
            _("Right among these"): [_percent(float(curve.right[row])) for row in kept],
            _("95 % interval"): [
                _(
                    "{low} to {high}",
                    low=_percent(float(curve.low[row])),
                    high=_percent(float(curve.high[row])),
                )
                for row in kept
            ],
        }
    )
