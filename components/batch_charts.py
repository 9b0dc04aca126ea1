"""A batch in figures: answers by category, and why products failed."""

from collections.abc import Sequence

import pandas as pd

from components import numerals
from components.charts import Chart, bars
from components.i18n import _, language, listed, n_, translate
from components.palette import AGAINST, GRAY, GREEN
from vitrine.jobs.model import Progress
from vitrine.messages import Message

_ROOM = 1.32  # of the longest bar: a count and a share stand behind it, on a phone too


def answers_chart(progress: Progress, categories: Sequence[str]) -> Chart:
    """Answers in each category, the most frequent first, those in none of them last."""
    counted = {name: progress.by_label.get(name, 0) for name in categories}
    inside = dict(sorted(counted.items(), key=lambda entry: -entry[1]))
    outside = progress.by_label.get(None, 0)
    names = [*inside, *([_("None of these")] if outside else [])]
    sizes = [*inside.values(), *([outside] if outside else [])]
    whole = max(1, progress.answered)
    shares = [numerals.percent(size / whole, language()) for size in sizes]
    texts = [
        f"{numerals.whole(size, language())} · {share}"
        for size, share in zip(sizes, shares, strict=True)
    ]
    colours = [GREEN] * len(inside) + [GRAY] * (len(names) - len(inside))
    table = pd.DataFrame({_("Category"): names, _("Answers"): sizes, _("Share"): shares})
    sentence = _answers_sentence(inside, progress.answered, outside)
    figure = bars(names, sizes, texts, colours)
    figure.update_xaxes(range=[0, max(1, *sizes) * _ROOM])
    return Chart(figure, sentence, table)


def _answers_sentence(inside: dict[str, int], answered: int, outside: int) -> str:
    if not answered:
        return _("No product has an answer yet.")
    if outside == answered:
        return n_(
            "The {count} answer is none of the categories.",
            "None of the {count} answers is one of the categories.",
            answered,
        )
    first, *_others = inside
    tied = [name for name, size in inside.items() if size == inside[first]]
    told = (
        _most(answered, first, inside[first])
        if len(tied) == 1
        else _as_many(tied, answered, inside)
    )
    if not outside:
        return told
    return (
        told
        + " "
        + n_("{count} is none of the categories.", "{count} are none of the categories.", outside)
    )


def _most(answered: int, first: str, size: int) -> str:
    return n_(
        "Of {count} answer, most go to “{category}”: {share}.",
        "Of {count} answers, most go to “{category}”: {share}.",
        answered,
        category=first,
        share=numerals.percent(size / answered, language()),
    )


def _as_many(tied: list[str], answered: int, inside: dict[str, int]) -> str:
    return n_(
        "Of {count} answer, as many go to each of {categories}: {share}.",
        "Of {count} answers, as many go to each of {categories}: {share}.",
        answered,
        categories=listed(tied),
        share=numerals.percent(inside[tied[0]] / answered, language()),
    )


def failures_chart(found: Sequence[tuple[Message, int]]) -> Chart:
    """Products by the reason why they were given up; the most frequent first."""
    names = [translate(reason) for reason, _count in found]
    sizes = [count for _reason, count in found]
    texts = [numerals.whole(size, language()) for size in sizes]
    table = pd.DataFrame({_("Reason"): names, _("Products"): sizes})
    sentence = _failures_sentence(names, sizes)
    return Chart(bars(names, sizes, texts, AGAINST), sentence, table)


def _failures_sentence(names: Sequence[str], sizes: Sequence[int]) -> str:
    if not names:
        return _("No product failed.")
    return n_(
        "{count} product failed. The most frequent reason: {reason}",
        "{count} products failed. The most frequent reason: {reason}",
        sum(sizes),
        reason=names[0],
    )
