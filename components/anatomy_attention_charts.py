"""Attention as a map, and RoPE as a circle and a curve. Pure figure builders."""

from collections.abc import Sequence

import numpy as np
import pandas as pd
import plotly.graph_objects as go
from numpy.typing import NDArray

from components import numerals
from components.charts import Chart, figure_text, new_figure
from components.i18n import _, language
from components.palette import AGAINST, GRAY, GREEN, TOWARDS, faint
from vitrine.anatomy.attention import AttentionSteps
from vitrine.anatomy.rope import rotate

Array = NDArray[np.float64]


def attention_chart(
    tokens: Sequence[str], shown: Array, steps: AttentionSteps, row: int, *, is_weights: bool
) -> Chart:
    """Row i is the token that looks, column j what it looks at; forbidden cells stay empty."""
    names = [f"{place + 1} {figure_text(token, 12)}" for place, token in enumerate(tokens)]
    allowed = np.isfinite(steps.masked) if is_weights else np.isfinite(shown)
    values = np.where(allowed, shown, np.nan)
    texts = [shares(line) if is_weights else [_cell(value) for value in line] for line in shown]
    figure = new_figure(
        max(260, 46 * len(tokens) + 70),
        go.Heatmap(
            z=values,
            text=texts,
            texttemplate="%{text}",
            colorscale=[[0, faint(GREEN, 0.05)], [1, faint(GREEN, 0.95)]],
            showscale=False,
            xgap=2,
            ygap=2,
            zmin=0 if is_weights else None,
            zmax=1 if is_weights else None,
            hovertemplate="%{y} → %{x}: %{text}<extra></extra>",
        ),
    )
    places = list(range(len(tokens)))
    figure.update_xaxes(
        tickvals=places, ticktext=names, side="top", showgrid=False, tickangle=-55, title_text=""
    )
    figure.update_yaxes(tickvals=places, ticktext=names, autorange="reversed", showgrid=False)
    figure.update_layout(margin_r=18)  # the last slanted name needs room
    figure.add_shape(
        type="rect",
        x0=-0.5,
        x1=len(tokens) - 0.5,
        y0=row - 0.5,
        y1=row + 0.5,
        line={"color": AGAINST, "width": 2},
    )
    table = pd.DataFrame(texts, columns=names)
    table.insert(0, _("Token"), names)
    return Chart(figure, _attention_sentence(tokens, steps, row), table)


def shares(row: Array) -> list[str]:
    """A row of weights as percentages that, as shown, add up to 100; what is hidden is 0."""
    values = [float(value) for value in row]
    texts = numerals.percents_to_100(values, language(), 0)
    nought = numerals.percent(0, language(), 0)
    return [
        "0" if not value else numerals.percent(value, language(), 0) if text == nought else text
        for text, value in zip(texts, values, strict=True)
    ]


def _cell(value: float) -> str:
    return _fixed(value) if np.isfinite(value) else "−∞"


def _fixed(value: float) -> str:
    text = numerals.signed(float(value), language())
    is_nought = not any(digit in text for digit in "123456789")
    return text[1:] if is_nought or value > 0 else text


def _attention_sentence(tokens: Sequence[str], steps: AttentionSteps, row: int) -> str:
    weights = steps.weights[row]
    best = int(np.argmax(weights))
    future = float(weights[row + 1 :].sum())
    details = {
        "token": tokens[row],
        "place": row + 1,
        "best": tokens[best],
        "best_place": best + 1,
        "share": shares(weights)[best],
        "future": numerals.percent(future, language(), 0),
    }
    if future > 0:
        return _(
            "“{token}” ({place}) looks most at “{best}” ({best_place}): {share}. Without the mask, "
            "{future} of its attention goes to tokens that come after it. Each row is a token that "
            "looks, each column what it looks at.",
            **details,
        )
    return _(
        "“{token}” ({place}) looks most at “{best}” ({best_place}): {share}. Nothing goes to "
        "tokens that come after it. Each row is a token that looks, each column what it looks at.",
        **details,
    )


def worked_row(tokens: Sequence[str], steps: AttentionSteps, row: int) -> pd.DataFrame:
    """One token's softmax, step by step."""
    masked = steps.masked[row]
    powers = np.exp(masked)
    return pd.DataFrame(
        {
            _("Looks at"): [f"{place + 1} {token}" for place, token in enumerate(tokens)],
            "q·k": [_cell(value) for value in steps.scores[row]],
            "÷ √d": [_cell(value) for value in steps.scaled[row]],
            _("After the mask"): [_cell(value) for value in masked],
            "exp": [_fixed(value) for value in powers],
            _("÷ sum {sum} = share", sum=_fixed(float(powers.sum()))): shares(steps.weights[row]),
        }
    )


def rotation_chart(angle: float, places: tuple[int, int]) -> Chart:
    """A query's pair and a key's, equal before they turn by `angle` radians a position."""
    turned = [rotate(np.array([1.0, 0.0]), place * angle) for place in places]
    circle = np.linspace(0, 2 * np.pi, 100)
    figure = new_figure(
        320,
        go.Scatter(
            x=np.cos(circle),
            y=np.sin(circle),
            mode="lines",
            line={"color": faint(GRAY, 0.6), "width": 1},
            hoverinfo="skip",
        ),
    )
    names = (_("query"), _("key"))
    # outside the circle, on the arrow's own side, so that no word lies on an arrow
    for name, place, vector, colour in zip(names, places, turned, (TOWARDS, AGAINST), strict=True):
        figure.add_scatter(
            x=[0, vector[0]],
            y=[0, vector[1]],
            mode="lines+markers+text",
            text=["", f"{name} · {numerals.whole(place, language())}"],
            textposition=_beside(vector),
            marker={"size": [1, 11], "color": colour},
            line={"color": colour, "width": 3, "dash": "solid" if name == names[0] else "dash"},
            hoverinfo="skip",
        )
    figure.update_xaxes(visible=False, range=[-2, 2])
    figure.update_yaxes(visible=False, range=[-1.3, 1.4], scaleanchor="x")
    sentence = _(
        "One pair of numbers of a query and of a key, the same before they are turned. At "
        "positions {first} and {second} they stand {angle}° apart. Move both along the text: they "
        "turn together, and the angle stays.",
        first=places[0],
        second=places[1],
        angle=float(np.degrees(np.arccos(np.clip(turned[0] @ turned[1], -1, 1)))),
    )
    table = pd.DataFrame(
        {
            "": list(names),
            _("Position"): list(places),
            "x": [round(float(vector[0]), 3) for vector in turned],
            "y": [round(float(vector[1]), 3) for vector in turned],
        }
    )
    return Chart(figure, sentence, table)


def _beside(tip: Array) -> str:
    """Where a word stands beside an arrow's tip, away from the middle."""
    upright = "top" if tip[1] >= 0 else "bottom"
    side = "center" if abs(tip[0]) < 0.4 else "right" if tip[0] > 0 else "left"
    return f"{upright} {side}"


def distance_chart(distances: Array, dots: Array, chosen: int, there: float, start: int) -> Chart:
    """The dot product over the distance; `there` is the chosen one's with the key at `start`."""
    line = go.Scatter(
        x=distances, y=dots, mode="lines", line={"color": GREEN, "width": 2}, hoverinfo="x+y"
    )
    mark = go.Scatter(
        x=[chosen],
        y=[dots[chosen]],
        mode="markers",
        marker={"color": AGAINST, "size": 13},
        hoverinfo="x+y",
    )
    figure = new_figure(320, line, mark)
    figure.update_xaxes(title_text=_("Distance in tokens"))
    figure.update_yaxes(title_text=_("Match (dot product)"))
    sentence = _(
        "How well query and key match, their dot product: at distance {distance} it is {here} at "
        "the beginning of the text, and {there} when the key stands at position {start}. Only the "
        "distance counts.",
        distance=chosen,
        here=_cell(float(dots[chosen])),
        there=_cell(there),
        start=start,
    )
    table = pd.DataFrame(
        {_("Distance in tokens"): distances.astype(int), _("Dot product"): dots.round(3)}
    )
    return Chart(figure, sentence, table)
