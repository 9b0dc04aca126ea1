"""What the model said of one product, and which words made it say so."""

import math
from collections.abc import Sequence

import pandas as pd

from components import numerals
from components.charts import Chart, bars, signed_bars
from components.i18n import _, language, listed
from components.palette import GRAY, GREEN, faint
from vitrine.classify.prediction import Distribution, Prediction
from vitrine.explain.explanation import Explanation, WordWeight

WORDS_SHOWN = 12


def shares(distribution: Distribution) -> dict[str, float]:
    """Each category's share of the whole mass, the most likely first; with `outside` it sums to 1."""
    found = {name: distribution.share(name) for name in distribution.probabilities}
    return dict(sorted(found.items(), key=lambda entry: -entry[1]))


def answer_chart(prediction: Prediction, distribution: Distribution) -> Chart:
    """A bar for each category, and one for what fell outside them all."""
    inside = shares(distribution)
    names = [*inside, _("None of these")]
    values = [*inside.values(), distribution.outside]
    parts = numerals.percents_to_100(values, language())
    texts = [
        _("at most {share}", share=_bound(distribution, name))
        if name in distribution.bounded
        else text
        for name, text in zip(names, parts, strict=True)
    ]
    colours = [GREEN if name == prediction.category else faint(GREEN, 0.45) for name in inside]
    figure = bars(names, values, texts, [*colours, GRAY])
    table = pd.DataFrame({_("Category"): names, _("Probability"): texts})
    return Chart(figure, _answer_sentence(names, parts), table)


def _bound(distribution: Distribution, name: str) -> str:
    """The most that a category's code can have had; its bar is shorter: the bounds share the rest."""
    return numerals.percent(math.exp(distribution.logprobs[name]), language())


def _answer_sentence(names: Sequence[str], parts: Sequence[str]) -> str:
    """In the percentages that stand beside the bars."""
    return _(
        "“{first}” gets {most} of the probability, “{second}” follows with {next}; {outside} fell on "
        "none of the categories.",
        first=names[0],
        most=parts[0],
        second=names[1],
        next=parts[1],
        outside=parts[-1],
    )


def word_weight_chart(explanation: Explanation) -> Chart:
    """The heaviest words, each with its 95 % interval: to the right towards, to the left away."""
    shown = explanation.words[:WORDS_SHOWN]
    figure = signed_bars(
        [entry.word.text for entry in shown],
        [entry.weight for entry in shown],
        [f"{entry.word.text}: {_interval(entry)}" for entry in shown],
        _("Pull, in log-odds"),
        [(entry.low, entry.high) for entry in shown],
    )
    return Chart(figure, weights_sentence(explanation), weights_table(explanation))


def weights_sentence(explanation: Explanation) -> str:
    """The words that pull most each way, as far as their intervals leave no doubt which way."""
    sure = [entry for entry in explanation.words if entry.low > 0 or entry.high < 0]
    towards = [entry.word.text for entry in sure if entry.weight > 0][:3]
    against = [entry.word.text for entry in sure if entry.weight < 0][:2]
    details = {
        "category": explanation.category,
        "towards": listed(towards),
        "against": listed(against),
    }
    if towards and against:
        return _(
            "The words that pull most towards “{category}”: {towards}. Away from it: {against}.",
            **details,
        )
    if towards:
        return _("The words that pull most towards “{category}”: {towards}.", **details)
    if against:
        return _("The words that pull most away from “{category}”: {against}.", **details)
    heaviest = [entry.word.text for entry in explanation.words if entry.weight][:2]
    if not heaviest:
        return _("No word pulls towards “{category}” or away from it.", **details)
    return _(
        "No single word surely pulls towards “{category}” or away from it. The heaviest: {heaviest}.",
        heaviest=listed(heaviest),
        **details,
    )


def weights_table(explanation: Explanation) -> pd.DataFrame:
    """Every word, by falling absolute weight, in log-odds."""
    words = explanation.words
    return pd.DataFrame(
        {
            _("Word"): [entry.word.text for entry in words],
            _("Weight"): [round(entry.weight, 3) for entry in words],
            _("Interval, low"): [round(entry.low, 3) for entry in words],
            _("Interval, high"): [round(entry.high, 3) for entry in words],
            _("Times in the text"): [len(entry.word.spans) for entry in words],
        }
    )


def _interval(entry: WordWeight) -> str:
    low, high = (numerals.signed(value, language()) for value in (entry.low, entry.high))
    return _(
        "{weight} (95 % between {low} and {high})",
        weight=numerals.signed(entry.weight, language()),
        low=low,
        high=high,
    )
