"""What a change to the text does to the answer, drawn beside what it was."""

from collections.abc import Sequence

import pandas as pd
import plotly.graph_objects as go

from components import numerals
from components.answer_charts import shares
from components.charts import Chart, bars
from components.i18n import _, language
from components.palette import BRASS, GRAY, GREEN, faint
from vitrine.classify.prediction import Distribution
from vitrine.explain.asking import likeliest
from vitrine.explain.missing import Missing


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
        y=list(range(len(names))),
        orientation="h",
        width=0.1,
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
    """What the category's probability becomes with each word, the strongest first."""
    texts = [numerals.percent(entry.probability, language()) for entry in found]
    names = [entry.word for entry in found]
    figure = bars(names, [entry.probability for entry in found], texts)
    best = found[0]
    details = {
        "category": category,
        "before": numerals.percent(before, language()),
        "word": best.word,
        "after": texts[0],
    }
    sentence = (
        _(
            "With “{word}” added, “{category}” goes from {before} to {after}.",
            **details,
        )
        if best.shift > 0
        else _("None of these words raises “{category}” from its {before}.", **details)
    )
    table = pd.DataFrame(
        {
            _("Word"): names,
            _("Products of the category with it"): [entry.products for entry in found],
            _("Probability with it"): texts,
            _("Shift, in log-odds"): [round(entry.shift, 2) for entry in found],
        }
    )
    return Chart(figure, sentence, table)
