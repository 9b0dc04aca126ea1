"""The two norms as bars, SwiGLU as curves and as a surface. Pure figure builders."""

import numpy as np
import pandas as pd
import plotly.graph_objects as go
from numpy.typing import NDArray

from components import numerals
from components.charts import Chart, new_figure
from components.i18n import _, language
from components.palette import AGAINST, BRASS, GRAY, GREEN, TOWARDS, faint
from vitrine.anatomy.norms import NormSteps
from vitrine.anatomy.swiglu import surface, swiglu, swish

Array = NDArray[np.float64]


def norms_chart(vector: Array, layer: NormSteps, rms: NormSteps) -> Chart:
    """The vector and what each norm makes of it, number by number."""
    names = [str(place + 1) for place in range(len(vector))]
    series = (
        (_("input"), vector, GRAY, ""),
        ("LayerNorm", layer.output, BRASS, "/"),
        ("RMSNorm", rms.output, GREEN, ""),
    )
    figure = new_figure(340)
    for name, values, colour, pattern in series:
        figure.add_bar(
            x=names,
            y=values.round(3),
            name=name,
            marker={"color": colour, "pattern": {"shape": pattern}},
            hovertemplate="%{y}<extra>" + name + "</extra>",
        )
    figure.update_layout(barmode="group", showlegend=True, legend=_LEGEND)
    figure.update_xaxes(title_text=_("Place in the vector"))
    figure.update_yaxes(zeroline=True, zerolinecolor=GRAY)
    sentence = _(
        "LayerNorm takes the mean {mean} off and divides by {deviation}; RMSNorm only divides by "
        "{rms}. What comes out has mean {layer_mean} and {rms_mean}.",
        mean=_two(layer.mean),
        deviation=_two(layer.scale),
        rms=_two(rms.scale),
        layer_mean=_two(float(layer.output.mean())),
        rms_mean=_two(float(rms.output.mean())),
    )
    table = pd.DataFrame(
        {
            _("Place in the vector"): names,
            _("input"): vector.round(3),
            _("without its mean"): layer.centred.round(3),
            "LayerNorm": layer.output.round(3),
            "RMSNorm": rms.output.round(3),
        }
    )
    return Chart(figure, sentence, table)


def curves_chart(gate: float, value: float) -> Chart:
    """Swish, and SwiGLU at one value, over the gate."""
    axis = np.linspace(-4, 4, 81)
    figure = new_figure(_HEIGHT)
    for name, heights, colour, dash in (
        ("Swish", swish(axis), BRASS, "dash"),
        ("SwiGLU", swiglu(axis, np.full_like(axis, value)), GREEN, "solid"),
        (_("the value alone"), np.full_like(axis, value), GRAY, "dot"),
    ):
        figure.add_scatter(
            x=axis,
            y=heights,
            mode="lines",
            name=name,
            line={"color": colour, "dash": dash, "width": 2.5},
        )
    out = float(swiglu(np.array([gate]), np.array([value]))[0])
    figure.add_scatter(
        x=[gate], y=[out], mode="markers", marker={"color": AGAINST, "size": 13}, showlegend=False
    )
    figure.update_layout(showlegend=True, legend=_LEGEND)
    figure.update_xaxes(title_text=_("Gate: xW"), zeroline=True, zerolinecolor=GRAY)
    reach = max(8.0, 1.15 * abs(out))  # the point is always in sight
    figure.update_yaxes(zeroline=True, zerolinecolor=GRAY, range=[-reach, reach])
    opened = float(swish(np.array([gate]))[0])
    sentence = _(
        "With the gate at {gate}, Swish gives {opened}; times the value {value} this makes {out}.",
        gate=_two(gate),
        opened=_two(opened),
        value=_two(value),
        out=_two(out),
    )
    shown = axis[::10]
    table = pd.DataFrame(
        {
            _("Gate: xW"): shown.round(1),
            "Swish": swish(shown).round(3),
            "SwiGLU": swiglu(shown, np.full_like(shown, value)).round(3),
        }
    )
    return Chart(figure, sentence, table)


def surface_chart(gate: float, value: float) -> Chart:
    """SwiGLU over gate and value, with the chosen point on it."""
    axis, heights = surface()
    out = float(swiglu(np.array([gate]), np.array([value]))[0])
    figure = new_figure(
        _HEIGHT,
        go.Surface(
            x=axis,
            y=axis,
            z=heights,
            colorscale=[[0, TOWARDS], [0.5, faint(GRAY, 1)], [1, GREEN]],
            showscale=False,
            hovertemplate="xW %{x:.1f} · xV %{y:.1f} → %{z:.1f}<extra></extra>",
        ),
        go.Scatter3d(  # a pin: its head stands above the surface, which would hide half of it
            x=[gate, gate],
            y=[value, value],
            z=[out, out + _PIN],
            mode="lines",
            line={"color": AGAINST, "width": 5},
            hoverinfo="skip",
        ),
        go.Scatter3d(
            x=[gate],
            y=[value],
            z=[out + _PIN],
            mode="markers",
            marker={"color": AGAINST, "size": 7},
            hoverinfo="skip",
        ),
    )
    plain = {
        "backgroundcolor": "rgba(0,0,0,0)",
        "gridcolor": faint(GRAY, 0.5),
        "color": GRAY,
        "nticks": 5,
    }
    figure.update_layout(
        scene={
            "dragmode": "turntable",
            "xaxis": {"title": "xW", **plain},
            "yaxis": {"title": "xV", **plain},
            "zaxis": {"title": "SwiGLU", "range": [-17, 17 + _PIN], **plain},
            "aspectmode": "manual",
            "aspectratio": {"x": 1, "y": 1, "z": 0.7},
            "camera": {"eye": {"x": -1.2, "y": -1.7, "z": 0.7}, "center": {"z": -0.12}},
        }
    )
    sentence = _(
        "Over all gates and values: where the gate is negative (left), the surface lies flat; "
        "where it is positive (right), the value passes."
    )
    picked = slice(None, None, 10)
    table = pd.DataFrame(
        heights[picked, picked].round(2), columns=[f"xW = {x:g}" for x in axis[picked]]
    )
    table.insert(0, "xV", axis[picked])
    return Chart(figure, sentence, table)


_PIN = 6
_HEIGHT = 380  # of the curves and the surface, which stand side by side
_LEGEND = {"orientation": "h", "x": 0, "y": 1.02, "yanchor": "bottom"}


def _two(value: float) -> str:
    text = numerals.signed(value, language())
    return text.lstrip("+").replace("−0.00", "0.00").replace("−0,00", "0,00")
