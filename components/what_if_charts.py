"""What a change to the text does to the answer, drawn beside what it was."""

from collections.abc import Sequence

import pandas as pd
import plotly.graph_objects as go

from components import numerals
from components.answer_charts import shares
from components.charts import Chart, bars, signed_bars
from components.i18n import _, language
from components.palette import BRASS, GRAY, GREEN, faint
from vitrine.classify.prediction import Distribution
from vitrine.explain.asking import likeliest
from vitrine.explain.missing import Missing

_BELOW = 0.27  # rows; under the bar, so that the line crosses no number


def change_chart(before: Distribution, after: Distribution) -> Chart:
    """Green: after the change; the thin amber line: before. In the order of the answer before."""
    names = [*shares(before), _("None of these")]
    was = [*shares(before).values(), before.outside]
    now = [*(after.share(name) for name in shares(before)), after.outside]
    texts = numerals.percents_to_100(now, language())
    best = likeliest(after)
    colours = [GREEN if name == best else faint(GREEN, 0.45) for name in names[:-1]]
    figure = bars(names, now, texts, [*colours, GRAY])
    line = go.Bar(
        x=was,
        y=[row + _BELOW for row in range(len(names))],
        orientation="h",
        width=0.08,
        marker={"color": BRASS},
        hoverinfo="skip",
    )
    figure.add_trace(line).update_layout(barmode="overlay")
    figure.update_xaxes(range=[0, max([*was, *now]) * 1.18])
    table = pd.DataFrame(
        {
            _("Category"): names,
            _("Before"): numerals.percents_to_100(was, language()),
            _("After"): texts,
        }
    )
    return Chart(figure, _change_sentence(before, after), table)


def _change_sentence(before: Distribution, after: Distribution) -> str:
    was, now = likeliest(before), likeliest(after)
    details = {
        "was": was,
        "now": now,
        "before": numerals.percent(before.share(was), language()),
        "after": numerals.percent(after.share(was), language()),
        "next": numerals.percent(after.share(now), language()),
    }
    if was == now:
        return _("The answer stays “{was}”: {before} before, {after} now.", **details)
    return _(
        "The answer changes from “{was}”, which falls from {before} to {after}, to “{now}” with "
        "{next}.",
        **details,
    )


def missing_chart(category: str, before: float, found: Sequence[Missing]) -> Chart:
    """How far each word moves the category's log-odds, the strongest first."""
    texts = [numerals.percent(entry.probability, language()) for entry in found]
    figure = signed_bars(
        [entry.word for entry in found],
        [entry.shift for entry in found],
        [
            f"{entry.word}: {numerals.signed(entry.shift, language())} ({text})"
            for entry, text in zip(found, texts, strict=True)
        ],
        _("Shift, in log-odds"),
    )
    table = pd.DataFrame(
        {
            _("Word"): [entry.word for entry in found],
            _("Shift, in log-odds"): [round(entry.shift, 2) for entry in found],
            _("Probability with it"): texts,
            _("Products of the category with it"): [entry.products for entry in found],
        }
    )
    return Chart(figure, _missing_sentence(category, before, found[0]), table)


def _missing_sentence(category: str, before: float, best: Missing) -> str:
    details = {
        "category": category,
        "word": best.word,
        "before": numerals.percent(before, language()),
        "after": numerals.percent(best.probability, language()),
    }
    if best.shift <= 0:
        return _("None of these words raises “{category}” from its {before}.", **details)
    if details["before"] == details["after"]:
        return _(
            "“{word}” does most for “{category}”, yet it stays at {before}: one word is not enough.",
            **details,
        )
    return _("With “{word}” added, “{category}” goes from {before} to {after}.", **details)
