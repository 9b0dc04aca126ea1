"""Whether probabilities keep what they promise, before and after a calibration. Knows no screen."""

from collections.abc import Sequence

import pandas as pd
import plotly.graph_objects as go

from components import numerals
from components.charts import Chart, figure_text, new_figure
from components.i18n import _, language, n_
from components.palette import AGAINST, GRAY, GREEN, faint
from components.results_category_charts import interval
from vitrine.evaluate.calibration import Calibrated, Way
from vitrine.evaluate.figures import Figure
from vitrine.evaluate.reliability import Reliability, ReliabilityBin

_SMALLEST, _LARGEST = 7, 26  # pixels of a mark


def way_name(way: Way) -> str:
    """What a way to calibrate is called."""
    names: dict[Way, str] = {
        "temperature": _("Temperature"),
        "batch": _("Batch mean"),
        "contextual": _("Contextual"),
    }
    return names[way]


def reliability_chart(before: Reliability, after: Reliability | None, way: Way | None) -> Chart:
    """Across: what answers promise; upwards: how many keep it. On the dotted line both are equal. Open
    vermilion circles: as the model gives them; green diamonds: calibrated."""
    figure = new_figure(380, _even())
    _marks(figure, before, _("As the model gives them"), AGAINST, "circle-open")
    if after is not None:
        _marks(figure, after, _("Calibrated"), GREEN, "diamond")
    figure.update_xaxes(title_text=_("Promised"), range=[-0.03, 1.05], tickformat=".0%")
    figure.update_yaxes(title_text=_("Right"), range=[-0.03, 1.05], tickformat=".0%")
    figure.update_layout(
        showlegend=True, legend={"orientation": "h", "y": 1.0, "yanchor": "bottom", "x": 0}
    )
    return Chart(figure, _sentence(before, after, way), _table(before, after))


def _even() -> go.Scatter:
    return go.Scatter(
        x=[0, 1],
        y=[0, 1],
        mode="lines",
        line={"color": GRAY, "width": 1.5, "dash": "dot"},
        hoverinfo="skip",
        showlegend=False,
    )


def _marks(figure: go.Figure, found: Reliability, name: str, colour: str, symbol: str) -> None:
    most = max((one.count for one in found.bins), default=1)
    figure.add_trace(
        go.Scatter(
            x=[one.confidence for one in found.bins],
            y=[one.right.value for one in found.bins],
            mode="lines+markers",
            name=name,
            line={"color": faint(colour, 0.45), "width": 1},
            marker={
                "symbol": symbol,
                "color": colour,
                "line": {"width": 2, "color": colour},
                "size": [_size(one, most) for one in found.bins],
            },
            error_y={
                "array": [one.right.high - one.right.value for one in found.bins],
                "arrayminus": [one.right.value - one.right.low for one in found.bins],
                "color": faint(colour, 0.6),
                "thickness": 1.2,
                "width": 3,
            },
            customdata=[figure_text(f"{name}: {_told(one)}", 160) for one in found.bins],
            hovertemplate="%{customdata}<extra></extra>",
        )
    )


def _size(one: ReliabilityBin, most: int) -> float:
    """The area of a mark goes with its products."""
    return _SMALLEST + (_LARGEST - _SMALLEST) * float((one.count / most) ** 0.5)


def _told(one: ReliabilityBin) -> str:
    return n_(
        "{count} answer promises {promised}, {right} right",
        "{count} answers promise {promised}, {right} right",
        one.count,
        promised=_percent(one.confidence),
        right=_percent(one.right.value),
    )


def _sentence(before: Reliability, after: Reliability | None, way: Way | None) -> str:
    if before.ece is None or before.overconfidence is None:
        return _("No labelled answer has a probability.")
    details = {"gap": _points(before.ece)}
    if before.overconfidence > 0:
        told = _(
            "The model promises more than it keeps: promise and right answers lie {gap} percentage "
            "points apart on average.",
            **details,
        )
    else:
        told = _(
            "The model keeps more than it promises: promise and right answers lie {gap} percentage "
            "points apart on average.",
            **details,
        )
    if after is None or after.ece is None or way is None:
        return told
    return (
        told
        + " "
        + _("Calibrated ({way}): {gap}.", way=way_name(way).lower(), gap=_points(after.ece))
    )


def _table(before: Reliability, after: Reliability | None) -> pd.DataFrame:
    lines = [(_("As the model gives them"), one) for one in before.bins]
    lines += [(_("Calibrated"), one) for one in (after.bins if after else ())]
    return pd.DataFrame(
        {
            "": [name for name, _one in lines],
            _("Probability"): [
                f"{_percent(one.low, 0)} – {_percent(one.high, 0)}" for _name, one in lines
            ],
            _("Products"): [one.count for _name, one in lines],
            _("Promised"): [_percent(one.confidence) for _name, one in lines],
            _("Right"): [
                f"{_percent(one.right.value)} ({interval(one.right)})" for _n, one in lines
            ],
        }
    )


def ways_table(found: Sequence[Calibrated]) -> pd.DataFrame:
    """The figures as the model gives its probabilities, then after each way."""
    if not found:
        return pd.DataFrame()
    lines = [(_("As the model gives them"), found[0].before)]
    lines += [(way_name(one.name), one.after) for one in found]
    return pd.DataFrame(
        {
            "": [name for name, _figures in lines],
            _("Accuracy"): [_percent(figures.accuracy.value) for _name, figures in lines],
            _("Log loss"): [_fixed(figures.log_loss) for _name, figures in lines],
            _("Brier score"): [_fixed(figures.brier) for _name, figures in lines],
            _("Expected calibration error"): [_fixed(figures.ece) for _name, figures in lines],
        }
    )


def _fixed(found: Figure | None) -> str:
    return "–" if found is None else numerals.fixed(found.value, language(), 3)


def _points(share: float) -> str:
    return numerals.decimal(100 * share, language(), 1)


def _percent(share: float, digits: int = 1) -> str:
    return numerals.percent(share, language(), digits)
