"""Two sets of answers for the same products, beside each other. Knows no screen."""

from collections.abc import Sequence

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from components import numerals
from components.charts import Chart, bars, figure_text, new_figure
from components.i18n import _, language, n_
from components.palette import AGAINST, GRAY, GREEN, TOWARDS
from components.results_category_charts import interval
from components.results_confusion_charts import Squares, squares_figure, squares_table
from vitrine.evaluate.compare import Comparison, Standing
from vitrine.messages import chance

SURE = 0.05  # of McNemar's test


def agreement_chart(found: Comparison) -> Chart:
    """The first one's answers downwards, the second one's across; categories that neither gave are
    left out."""
    names = [*found.categories, _("No answer")]
    kept = np.flatnonzero(found.agreement.sum(axis=0) + found.agreement.sum(axis=1))
    categories = int((kept < len(found.categories)).sum())
    shown = [names[place] for place in kept]
    squares = Squares(shown, shown, found.agreement[np.ix_(kept, kept)], categories)
    sentence = n_(
        "Of {count} product both give the same answer for {share}; they differ in {differing}.",
        "Of {count} products both give the same answer for {share}; they differ in {differing}.",
        int(found.agreement.sum()),
        share=_percent(found.agreeing.value),
        differing=len(found.differing),
    )
    return Chart(squares_figure(squares, _told), sentence, squares_table(squares, _("This run")))


def _told(found: Squares, row: int, column: int) -> str:
    return n_(
        "“{first}” here, “{second}” there: {count} product",
        "“{first}” here, “{second}” there: {count} products",
        int(found.counts[row, column]),
        first=found.rows[row],
        second=found.columns[column],
    )


def right_chart(found: Comparison) -> Chart:
    """How many labelled products both, one alone, or neither answers rightly."""
    names = [_("Both right"), _("Only this run"), _("Only the other"), _("Neither")]
    sizes = [found.both_right, found.only_first, found.only_second, found.neither]
    whole = max(1, sum(sizes))
    shares = [_percent(size / whole) for size in sizes]
    texts = [
        f"{numerals.whole(size, language())} · {share}"
        for size, share in zip(sizes, shares, strict=True)
    ]
    figure = bars(names, sizes, texts, [GREEN, TOWARDS, AGAINST, GRAY])
    figure.update_xaxes(range=[0, max(1, *sizes) * 1.32])
    table = pd.DataFrame({_("Right"): names, _("Products"): sizes, _("Share"): shares})
    return Chart(figure, verdict(found), table)


def verdict(found: Comparison) -> str:
    """Which one is right more often, and whether that is more than chance."""
    if found.difference is None or found.mcnemar_p is None:
        return _("Without labels nobody can say which of the two is right more often.")
    details = {
        "first": found.only_first,
        "second": found.only_second,
        "p": numerals.number(chance(found.mcnemar_p), language()),
        "points": numerals.decimal(100 * abs(found.difference.value), language(), 1),
        "low": numerals.signed(100 * found.difference.low, language(), 1),
        "high": numerals.signed(100 * found.difference.high, language(), 1),
    }
    counts = _(
        "{first} products only this run has right, {second} only the other (McNemar’s exact test, "
        "p {p}).",
        **details,
    )
    if found.mcnemar_p >= SURE:
        return counts + " " + _("That may well be chance: neither is shown to be better.")
    better = (
        _(
            "This run is right more often, by {points} percentage points (the other minus this one: "
            "{low} to {high}).",
            **details,
        )
        if found.difference.value < 0
        else _(
            "The other is right more often, by {points} percentage points (95 %: {low} to {high}).",
            **details,
        )
    )
    return counts + " " + better


def standings_chart(found: Sequence[tuple[str, Standing]]) -> Chart:
    """Across: the median seconds of an answer; upwards: accuracy with its interval. The further up and
    to the left, the better. The first one is this run."""
    known = [(name, one) for name, one in found if one.seconds is not None]
    colours = [GREEN, *[TOWARDS] * (len(known) - 1)]
    letters = [chr(ord("A") + place % 26) for place in range(len(known))]
    trace = go.Scatter(
        x=[max(one.seconds or 0.0, 1e-5) for _name, one in known],
        y=[one.accuracy.value for _name, one in known],
        mode="markers+text",
        text=letters,
        textposition="middle right",
        marker={"size": 13, "color": colours, "symbol": "diamond"},
        error_y={
            "array": [one.accuracy.high - one.accuracy.value for _name, one in known],
            "arrayminus": [one.accuracy.value - one.accuracy.low for _name, one in known],
            "color": GRAY,
            "thickness": 1.5,
            "width": 4,
        },
        customdata=[figure_text(f"{name}: {_stands(one)}", 200) for name, one in known],
        hovertemplate="%{customdata}<extra></extra>",
        cliponaxis=False,
    )
    figure = new_figure(320, trace)
    figure.update_xaxes(title_text=_("Seconds an answer (median)"), type="log", **_decades(known))
    figure.update_yaxes(title_text=_("Accuracy"), tickformat=".0%")
    return Chart(figure, _standings_sentence(known), _standings_table(found, letters))


def _decades(known: Sequence[tuple[str, Standing]]) -> dict[str, object]:
    """Room to both sides, and marks at powers of ten alone."""
    logs = [float(np.log10(max(one.seconds or 0.0, 1e-5))) for _name, one in known] or [0.0]
    low, high = min(logs) - 0.4, max(logs) + 0.4
    powers = range(int(np.floor(low)), int(np.ceil(high)) + 1)
    return {
        "range": [low, high],
        "tickvals": [10.0**power for power in powers],
        "ticktext": [numerals.decimal(10.0**power, language(), 6) for power in powers],
    }


def _stands(one: Standing) -> str:
    return _(
        "{accuracy} right ({interval}), {seconds} s",
        accuracy=_percent(one.accuracy.value),
        interval=interval(one.accuracy),
        seconds=_seconds(one.seconds),
    )


def _standings_sentence(known: Sequence[tuple[str, Standing]]) -> str:
    if not known:
        return _("No answer’s time is known.")
    best = max(known, key=lambda entry: entry[1].accuracy.value)
    fastest = min(known, key=lambda entry: entry[1].seconds or 0.0)
    if best is fastest:
        return _(
            "“{best}” is right most often ({accuracy}), and fastest too.",
            best=best[0],
            accuracy=_percent(best[1].accuracy.value),
        )
    return _(
        "“{best}” is right most often ({accuracy}, {slow} seconds an answer); “{fastest}” is fastest "
        "({quick} seconds, {other} right).",
        best=best[0],
        accuracy=_percent(best[1].accuracy.value),
        slow=_seconds(best[1].seconds),
        fastest=fastest[0],
        quick=_seconds(fastest[1].seconds),
        other=_percent(fastest[1].accuracy.value),
    )


def _standings_table(found: Sequence[tuple[str, Standing]], letters: Sequence[str]) -> pd.DataFrame:
    marks = iter(letters)
    return pd.DataFrame(
        {
            "": ["" if one.seconds is None else next(marks) for _name, one in found],
            _("Run"): [name for name, _one in found],
            _("Accuracy"): [
                f"{_percent(one.accuracy.value)} ({interval(one.accuracy)})" for _n, one in found
            ],
            _("Macro-F1"): [round(one.macro_f1.value, 3) for _name, one in found],
            _("Seconds an answer (median)"): [_seconds(one.seconds) for _name, one in found],
            _("Prompt tokens a product"): [round(one.tokens, 1) for _name, one in found],
        }
    )


def _seconds(value: float | None) -> str:
    return "–" if value is None else numerals.decimal(value, language(), 4)


def _percent(share: float) -> str:
    return numerals.percent(share, language())
