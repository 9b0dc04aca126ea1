"""Whether the number of words goes with right answers. Knows no screen."""

from collections.abc import Mapping

import pandas as pd
import plotly.graph_objects as go

from components import numerals
from components.charts import Chart, new_figure, signed_bars
from components.i18n import _, language, listed, n_
from components.palette import GREEN, TOWARDS, faint
from components.results_category_charts import interval
from vitrine.evaluate.words import SURE, Curve, Quantile, WordsAndCorrectness, WordsInCategory
from vitrine.messages import chance


def words_chart(found: WordsAndCorrectness) -> Chart:
    """Blue diamonds: the share right in each fifth by length, with its interval; green: the logistic
    curve with its band."""
    figure = new_figure(360)
    if found.logistic is not None:
        _curve(figure, found.logistic)
    _fifths(figure, found.quantiles)
    lows = [one.rate.low for one in found.quantiles]
    figure.update_xaxes(
        title_text=_("Words of the description"),
        type="log",
        tickvals=[digit * 10**power for power in range(6) for digit in (1, 2, 5)],
        tickformat=",d",
    )
    figure.update_yaxes(
        title_text=_("Right"),
        tickformat=".0%",
        range=[max(0.0, min(lows, default=0.0) - 0.05), 1.01],
    )
    return Chart(figure, fifths_sentence(found), _fifths_table(found))


def _curve(figure: go.Figure, curve: Curve) -> None:
    words = curve.words.tolist()
    edge = {"mode": "lines", "line": {"width": 0}, "hoverinfo": "skip"}
    figure.add_traces(
        [
            go.Scatter(x=words, y=curve.high.tolist(), **edge),
            go.Scatter(
                x=words,
                y=curve.low.tolist(),
                fill="tonexty",
                fillcolor=faint(GREEN, 0.2),
                **edge,
            ),
            go.Scatter(
                x=words,
                y=curve.rate.tolist(),
                mode="lines",
                line={"color": GREEN, "width": 2.5},
                hoverinfo="skip",
            ),
        ]
    )


def _fifths(figure: go.Figure, quantiles: tuple[Quantile, ...]) -> None:
    figure.add_trace(
        go.Scatter(
            x=[(one.low * one.high) ** 0.5 if one.low else 1 for one in quantiles],
            y=[one.rate.value for one in quantiles],
            mode="markers",
            marker={"symbol": "diamond", "size": 12, "color": TOWARDS},
            error_y={
                "array": [one.rate.high - one.rate.value for one in quantiles],
                "arrayminus": [one.rate.value - one.rate.low for one in quantiles],
                "color": TOWARDS,
                "thickness": 1.5,
                "width": 4,
            },
            customdata=[_told(one) for one in quantiles],
            hovertemplate="%{customdata}<extra></extra>",
        )
    )


def _told(one: Quantile) -> str:
    return n_(
        "{low} to {high} words: {rate} of {count} product right",
        "{low} to {high} words: {rate} of {count} products right",
        one.count,
        low=one.low,
        high=one.high,
        rate=_percent(one.rate.value),
    )


def fifths_sentence(found: WordsAndCorrectness) -> str:
    """The shortest fifth beside the longest."""
    short, long = found.quantiles[0], found.quantiles[-1]
    if short is long:
        return n_(
            "{count} product, all of about one length: {rate} right.",
            "{count} products, all of about one length: {rate} right.",
            found.n,
            rate=_percent(short.rate.value),
        )
    return _(
        "Of the shortest descriptions (up to {low} words) {first} are answered rightly, of the longest "
        "({high} or more) {last}.",
        low=short.high,
        high=long.low,
        first=_percent(short.rate.value),
        last=_percent(long.rate.value),
    )


def _fifths_table(found: WordsAndCorrectness) -> pd.DataFrame:
    return pd.DataFrame(
        {
            _("Words"): [f"{one.low} – {one.high}" for one in found.quantiles],
            _("Products"): [one.count for one in found.quantiles],
            _("Right"): [_percent(one.rate.value) for one in found.quantiles],
            _("95 % interval"): [interval(one.rate) for one in found.quantiles],
        }
    )


def by_category_chart(found: Mapping[str, WordsInCategory]) -> Chart:
    """The correlation of words and right answers in each category that has one; faint where it may
    well be chance."""
    known = {name: one for name, one in found.items() if one.r is not None}
    figure = signed_bars(
        list(known),
        [one.r or 0.0 for one in known.values()],
        [f"{name}: {_correlation(one)}" for name, one in known.items()],
        _("Correlation of words and right answers"),
        doubtful=[not _shows(one) for one in known.values()],
    )
    figure.update_xaxes(range=[-1.05, 1.05])
    return Chart(figure, _category_sentence(found, known), _category_table(found))


def _shows(one: WordsInCategory) -> bool:
    return one.p_together is not None and one.p_together < SURE


def _correlation(one: WordsInCategory) -> str:
    return f"{numerals.signed(one.r or 0.0, language())} (p {_p(one.p_together)})"


def _category_sentence(
    found: Mapping[str, WordsInCategory], known: Mapping[str, WordsInCategory]
) -> str:
    if not known:
        return _(
            "No category has right and wrong answers of several lengths: nothing to correlate."
        )
    shown = [name for name, one in known.items() if _shows(one)]
    silent = len(found) - len(known)
    told = (
        _("Longer or shorter makes a difference in {names}.", names=listed(shown))
        if shown
        else _("In no category is there more than chance may give (Holm’s correction).")
    )
    if not silent:
        return told
    return (
        told
        + " "
        + n_(
            "{count} category is all right or all of one length.",
            "{count} categories are all right or all of one length.",
            silent,
        )
    )


def _category_table(found: Mapping[str, WordsInCategory]) -> pd.DataFrame:
    return pd.DataFrame(
        {
            _("Category"): list(found),
            _("Products"): [one.n for one in found.values()],
            _("Right"): [
                f"{_percent(one.rate.value)} ({interval(one.rate)})" for one in found.values()
            ],
            "r": [None if one.r is None else round(one.r, 3) for one in found.values()],
            "p": [_p(one.p) for one in found.values()],
            _("p, all together"): [_p(one.p_together) for one in found.values()],
        }
    )


def _p(value: float | None) -> str:
    return "–" if value is None else numerals.number(chance(value), language())


def _percent(share: float) -> str:
    return numerals.percent(share, language())
