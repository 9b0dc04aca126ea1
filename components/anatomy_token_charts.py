"""The next token's probabilities before and after temperature and top-p; a text's surprise. Pure."""

import math
from collections.abc import Sequence

import numpy as np
import pandas as pd
import plotly.graph_objects as go
from numpy.typing import NDArray

from components import numerals
from components.charts import Chart, figure_text, new_figure
from components.i18n import _, language
from components.palette import AGAINST, BRASS, GREEN, faint
from vitrine.anatomy.sampling import cross_entropy, perplexity
from vitrine.llm.reply import TokenChoice
from vitrine.llm.surprise import Surprise

_ROW = 25  # pixels a token
_LEGEND = {"orientation": "h", "x": 0, "y": 1.01, "yanchor": "bottom", "traceorder": "reversed"}


def visible(token: str) -> str:
    """A token with its blanks and line breaks made to be seen; one that is no more has a name."""
    named = {"": _("(end of text)"), " ": _("(blank)"), "\n": _("(line break)"), "\t": _("(tab)")}
    return named.get(token) or token.replace(" ", "·").replace("\n", "↵").replace("\t", "⇥")


def next_token_chart(choices: Sequence[TokenChoice], now: NDArray[np.float64]) -> Chart:
    """Thin amber: what the model says; green: what temperature and top-p make of it."""
    names = [visible(choice.text) for choice in choices]
    said = [math.exp(choice.logprob) for choice in choices]
    rows = list(range(len(names)))
    texts = [numerals.percent(share, language()) if share else "" for share in now]
    after = go.Bar(
        x=list(now),
        y=rows,
        orientation="h",
        width=0.72,
        name=_("the chance in a draw"),
        marker={"color": GREEN, "cornerradius": 3},
        hovertemplate="%{customdata}<extra></extra>",
        customdata=[
            f"{figure_text(name)}: {numerals.percent(share, language())}, "
            f"logprob {_logprob(choice.logprob)} → {text or '0'}"
            for name, share, choice, text in zip(names, said, choices, texts, strict=True)
        ],
    )
    before = go.Bar(
        x=said,
        y=rows,
        orientation="h",
        width=0.2,
        name=_("the model’s own probability"),
        marker={"color": BRASS},
        hoverinfo="skip",
    )
    chances = go.Scatter(  # beyond both bars, so that neither covers a number
        x=np.maximum(now, said),
        y=rows,
        mode="text",
        text=[f" {text}" for text in texts],
        textposition="middle right",
        textfont_size=12,
        cliponaxis=False,
        showlegend=False,
        hoverinfo="skip",
    )
    figure = new_figure(_ROW * len(rows) + 54, after, before, chances)
    figure.update_layout(barmode="overlay", showlegend=True, legend=_LEGEND)
    figure.update_xaxes(visible=False, range=[0, max([*now, *said]) * 1.22])
    figure.update_yaxes(
        tickvals=rows,
        ticktext=[figure_text(name, 18) for name in names],
        range=[len(rows) - 0.5, -0.5],
        showgrid=False,
    )
    table = pd.DataFrame(
        {
            _("Token"): names,
            _("Logprob"): [round(choice.logprob, 3) for choice in choices],
            _("Probability"): [numerals.percent(share, language(), 2) for share in said],
            _("After temperature and top-p"): [
                numerals.percent(float(share), language(), 2) for share in now
            ],
        }
    )
    return Chart(figure, _next_sentence(names, said, now), table)


def _next_sentence(names: list[str], said: list[float], now: NDArray[np.float64]) -> str:
    best = int(np.argmax(now))
    details = {
        "token": names[best],
        "said": numerals.percent(said[best], language()),
        "logprob": _logprob(math.log(said[best])),
        "now": numerals.percent(float(now[best]), language()),
        "left": int((now > 0).sum()),
        "count": len(names),
    }
    if np.allclose(now, np.array(said) / sum(said)):
        return _(
            "The model gives “{token}” {said}, a logprob of {logprob}. This page receives the "
            "{count} likeliest tokens alone; scaled up so that these make 100%, “{token}” gets {now}.",
            **details,
        )
    if details["left"] == len(names):
        return _(
            "The model gives “{token}” {said}, a logprob of {logprob}. Shared out over the {count} "
            "tokens known here, and with the sliders as they stand, “{token}” gets {now}.",
            **details,
        )
    return _(
        "The model gives “{token}” {said}, a logprob of {logprob}. Shared out over the tokens known "
        "here, and with the sliders as they stand, “{token}” gets {now}. {left} of the {count} can "
        "still be drawn.",
        **details,
    )


def _logprob(value: float) -> str:
    return numerals.signed(value, language()).lstrip("+")


def surprise_chart(first: str, steps: Sequence[Surprise]) -> Chart:
    """One bar a step, in nats: the higher, the less the model expected it."""
    names = [visible(step.text) for step in steps]
    heights = [-step.logprob for step in steps]
    columns = list(range(len(steps)))
    trace = go.Bar(
        x=columns,
        y=heights,
        marker={
            "color": [faint(AGAINST, 0.55) if step.bounded else GREEN for step in steps],
            "pattern": {"shape": ["/" if step.bounded else "" for step in steps]},
            "cornerradius": 3,
        },
        hovertemplate="%{customdata}<extra></extra>",
        customdata=[
            f"{figure_text(name)}: {_probability(step)}"
            for name, step in zip(names, steps, strict=True)
        ],
    )
    figure = new_figure(300, trace)
    figure.update_xaxes(
        tickvals=columns, ticktext=[figure_text(name, 12) for name in names], tickangle=-60
    )
    figure.update_yaxes(title_text=_("Surprise, −logprob"))
    table = pd.DataFrame(
        {
            _("Token"): names,
            _("Probability"): [_probability(step) for step in steps],
            _("Surprise, −logprob"): [round(height, 2) for height in heights],
        }
    )
    return Chart(figure, _surprise_sentence(first, steps, names), table)


def _probability(step: Surprise) -> str:
    share = numerals.percent(math.exp(step.logprob), language(), 2)
    return _("at most {share}", share=share) if step.bounded else share


def _surprise_sentence(first: str, steps: Sequence[Surprise], names: list[str]) -> str:
    logprobs = [step.logprob for step in steps]
    bounded = sum(step.bounded for step in steps)
    worst = int(np.argmin([step.logprob for step in steps]))
    details = {
        "first": first,
        "loss": numerals.fixed(cross_entropy(logprobs), language(), 2),
        "perplexity": perplexity(logprobs),
        "token": names[worst],
        "bounded": bounded,
        "count": len(steps),
    }
    if bounded:
        return _(
            "After “{first}” the loss is at least {loss}, the perplexity at least {perplexity}: as "
            "if the model chose among that many equally likely tokens at each step. {bounded} of "
            "{count} steps (hatched) are not among the 20 likeliest tokens: of their surprise only "
            "the least that it can be is known.",
            **details,
        )
    return _(
        "After “{first}” the loss is {loss}, the perplexity {perplexity}: as if the model chose "
        "among that many equally likely tokens at each step. “{token}” surprised it most.",
        **details,
    )
