"""Which words pull towards each category over many products, and how two such views agree."""

from collections.abc import Mapping, Sequence

import pandas as pd

from components import numerals
from components.charts import Chart, signed_bars
from components.i18n import _, language, listed, n_
from vitrine.explain.agreement import LEAST_WORDS, Agreement
from vitrine.explain.importance import WordImportance, away, towards

SHOWN_TOWARDS, SHOWN_AWAY = 10, 6
_NAMED = 4  # words of each side that the sentence names
_NOISE = 0.1


def shown_words(
    words: Sequence[WordImportance], by_homogeneity: bool
) -> tuple[tuple[WordImportance, ...], tuple[WordImportance, ...]]:
    """What the figure holds of each side; the words of a tenth of the heaviest's pull are noise."""
    least = _NOISE * max((abs(entry.believed(by_homogeneity)) for entry in words), default=0.0)
    pulling, pushing = (
        tuple(entry for entry in side if abs(entry.believed(by_homogeneity)) >= least)
        for side in (towards(words, by_homogeneity), away(words, by_homogeneity))
    )
    return pulling[:SHOWN_TOWARDS], pushing[:SHOWN_AWAY]


def importance_chart(
    category: str, words: Sequence[WordImportance], products: int, by_homogeneity: bool = False
) -> Chart:
    """The words of one category, towards it on top, away from it below, each with its 95 %
    interval, faint where that leaves the direction open; `products` products were sorted there."""
    pulling, pushing = shown_words(words, by_homogeneity)
    shown = [*pulling, *pushing]
    figure = signed_bars(
        [entry.word for entry in shown],
        [entry.weight for entry in shown],
        [f"{entry.word}: {_told(entry)}" for entry in shown],
        _("Mean pull, in log-odds"),
        [(entry.low, entry.high) for entry in shown],
        [not entry.certain for entry in shown],
    )
    return Chart(
        figure,
        importance_sentence(category, words, products, by_homogeneity),
        importance_table(words, by_homogeneity),
    )


def importance_sentence(
    category: str, words: Sequence[WordImportance], products: int, by_homogeneity: bool = False
) -> str:
    """The surest words each way, and how many products they rest on."""
    pulling, pushing = shown_words(words, by_homogeneity)
    details = {
        "category": category,
        "products": n_("{count} product", "{count} products", products),
        "towards": _named(pulling),
        "away": _named(pushing),
    }
    if not details["towards"] and not details["away"]:
        return _(
            "Over {products} that the model sorts into “{category}”, no word’s direction is certain "
            "yet: explain more products. These are the best guesses.",
            **details,
        )
    if details["towards"] and details["away"]:
        return _(
            "The surest words towards “{category}”: {towards}. Away from it: {away}. Means over "
            "{products} that the model sorts there.",
            **details,
        )
    if details["towards"]:
        return _(
            "The surest words towards “{category}”: {towards}. Means over {products} that the model "
            "sorts there.",
            **details,
        )
    return _(
        "The surest words away from “{category}”: {away}. Means over {products} that the model sorts "
        "there.",
        **details,
    )


def importance_table(words: Sequence[WordImportance], by_homogeneity: bool = False) -> pd.DataFrame:
    """Every word of the category, the surest towards it first, the surest away from it last."""
    ordered = [*towards(words, by_homogeneity), *reversed(away(words, by_homogeneity))]
    return pd.DataFrame(
        {
            _("Word"): [entry.word for entry in ordered],
            _("Mean weight"): [round(entry.weight, 2) for entry in ordered],
            _("Interval, low"): [round(entry.low, 2) for entry in ordered],
            _("Interval, high"): [round(entry.high, 2) for entry in ordered],
            _("Products with it"): [entry.products for entry in ordered],
            _("Homogeneity"): [round(entry.homogeneity, 2) for entry in ordered],
        }
    )


def _named(side: Sequence[WordImportance]) -> str:
    return listed([entry.word for entry in side if entry.certain][:_NAMED])


def _told(entry: WordImportance) -> str:
    return n_(
        "{weight} (95 % between {low} and {high}; {count} product)",
        "{weight} (95 % between {low} and {high}; {count} products)",
        entry.products,
        weight=numerals.signed(entry.weight, language()),
        low=numerals.signed(entry.low, language()),
        high=numerals.signed(entry.high, language()),
    )


def agreement_chart(found: Mapping[str, Agreement], other: str) -> Chart:
    """Spearman's correlation for each category that has one; `other` names the other view."""
    known = {name: one for name, one in found.items() if one.correlation is not None}
    values = [one.correlation or 0.0 for one in known.values()]
    figure = signed_bars(
        list(known),
        values,
        [
            f"{name}: {numerals.signed(one.correlation or 0.0, language())} ({_shared(one)})"
            for name, one in known.items()
        ],
        _("Rank correlation"),
    )
    figure.update_xaxes(range=[-1.05, 1.05])
    table = pd.DataFrame(
        {
            _("Category"): list(found),
            _("Rank correlation"): [
                None if one.correlation is None else round(one.correlation, 2)
                for one in found.values()
            ],
            _("Words both know"): [len(one.words) for one in found.values()],
        }
    )
    return Chart(figure, _agreement_sentence(known, other), table)


def _shared(one: Agreement) -> str:
    return n_("{count} word", "{count} words", len(one.words))


def _agreement_sentence(known: Mapping[str, Agreement], other: str) -> str:
    if not known:
        return _(
            "No category has {least} words that both this and {other} know: too few to compare.",
            least=LEAST_WORDS,
            other=other,
        )
    ordered = sorted(known, key=lambda name: -(known[name].correlation or 0.0))
    details = {
        name: numerals.signed(known[category].correlation or 0.0, language())
        for name, category in (("best", ordered[0]), ("worst", ordered[-1]))
    }
    return _(
        "1 means the words stand in the same order here and in {other}, 0 that the orders have nothing "
        "in common. Most alike: “{first}” ({best}); least: “{last}” ({worst}).",
        other=other,
        first=ordered[0],
        last=ordered[-1],
        **details,
    )


def difference_table(found: Agreement, here: str, there: str) -> pd.DataFrame:
    """The words whose ranks lie furthest apart come first; rank 1 pulls most towards the category."""
    return pd.DataFrame(
        {
            _("Word"): [entry.word for entry in found.words],
            _("Rank: {view}", view=here): [entry.rank_here for entry in found.words],
            _("Rank: {view}", view=there): [entry.rank_there for entry in found.words],
            _("Score: {view}", view=here): [round(entry.here, 2) for entry in found.words],
            _("Score: {view}", view=there): [round(entry.there, 2) for entry in found.words],
        }
    )
