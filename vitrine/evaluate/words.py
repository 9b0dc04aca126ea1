"""Whether the number of words goes with right answers, overall and category by category."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray
from scipy.stats import chi2_contingency, pointbiserialr

from vitrine.errors import NoLabels
from vitrine.evaluate.figures import Figure, share
from vitrine.evaluate.logistic import Logistic, fit_logistic
from vitrine.evaluate.predictions import Predictions
from vitrine.messages import N_, Message, chance, percent, signed

QUANTILES = 5
SURE = 0.05  # p below which there is something to see
_LITTLE = 0.01  # of what is right or wrong, accounted for by the words
_POINTS = 60  # of the curve

_NOTHING = N_(
    "Nothing to see: over {n} labelled products, the number of words does not go with right answers "
    "(r = {r}, p {p})."
)
_LONGER = N_(
    "Longer descriptions are more often sorted right: over {n} labelled products r = {r}, p {p}."
)
_SHORTER = N_(
    "Shorter descriptions are more often sorted right: over {n} labelled products r = {r}, p {p}."
)
_UNEVEN = N_(
    "Right answers do not rise or fall with the number of words (r = {r}, p {p}), and yet "
    "lengths differ (p {p_fifths}): of the products of {low} to {high} words {rate} are "
    "right, the fewest."
)
_WEAK = N_("The link is weak: the number of words accounts for {part} of what is right or wrong.")
_SAME = N_(
    "Nothing can be said: the {n} labelled products are all right, all wrong, or all of one length."
)
_CATEGORIES = N_("Of the categories, looked at together (Holm), it shows in: {names}.")
_NO_CATEGORY = N_("In no category by itself does it show, looked at together (Holm).")


Seen = Literal["longer", "shorter", "uneven", "nothing"]


@dataclass(frozen=True)
class Quantile:
    """Products of `low` to `high` words, both included: how many, and the share of them right, with
    Wilson's interval."""

    low: int
    high: int
    count: int
    rate: Figure


@dataclass(frozen=True)
class WordsInCategory:
    """One category by itself. `p_together` is p after Holm's correction over all categories that have
    one. r and p are None where all products are right, all wrong, or all of one length."""

    n: int
    rate: Figure
    r: float | None
    p: float | None
    p_together: float | None


@dataclass(frozen=True)
class Curve:
    """The share right at each number of `words`, between `low` and `high`."""

    words: NDArray[np.float64]
    rate: NDArray[np.float64]
    low: NDArray[np.float64]
    high: NDArray[np.float64]


@dataclass(frozen=True)
class WordsAndCorrectness:
    """`r` and `p` are the point-biserial correlation of words and being right over `n` labelled
    products; `p_fifths` is that of fifths of lengths all having the same rate (Pearson's χ²), for a
    link that does not go one way only. `seen` is what the two show, looked at together (Holm); None
    where nothing can be said. `logistic` is a fit on the logarithm of the words, wide to one side;
    None where there is none. `sentences` say it for a reader."""

    n: int
    r: float | None
    p: float | None
    p_fifths: float | None
    seen: Seen | None
    logistic: Curve | None
    quantiles: tuple[Quantile, ...]
    by_category: Mapping[str, WordsInCategory]
    sentences: tuple[Message, ...]

    def as_json(self) -> dict[str, Any]:
        """JSON-safe."""
        return {
            "n": self.n,
            "r": self.r,
            "p": self.p,
            "p_fifths": self.p_fifths,
            "seen": self.seen,
            "quantiles": [
                {"low": q.low, "high": q.high, "count": q.count, "rate": q.rate.as_json()}
                for q in self.quantiles
            ],
            "by_category": {
                name: {**vars(found), "rate": found.rate.as_json()}
                for name, found in self.by_category.items()
            },
            "sentences": [str(sentence) for sentence in self.sentences],
        }


def words_and_correctness(found: Predictions) -> WordsAndCorrectness:
    """Over the labelled products; an unanswered or failed one is not right. Raises `NoLabels`."""
    kept = found.labelled
    if not kept.any():
        raise NoLabels()
    lengths, right, labels = found.words[kept], found.right[kept], found.labels[kept]
    words = lengths.astype(np.float64)
    r, p = _correlation(words, right)
    quantiles = _quantiles(lengths, right)
    p_fifths = _uneven(quantiles)
    seen = _seen(r, p, p_fifths)
    judged = WordsAndCorrectness(
        n=len(words),
        r=r,
        p=p,
        p_fifths=p_fifths,
        seen=seen,
        logistic=_curve(words, fit_logistic(np.log(np.maximum(words, 1.0)), right)),
        quantiles=quantiles,
        by_category=_by_category(words, right, labels, found.categories),
        sentences=(),
    )
    return replace(judged, sentences=_sentences(judged))


def holm(p: Sequence[float]) -> list[float]:
    """p-values of a family of tests, corrected: Holm 1979, "A Simple Sequentially Rejective Multiple
    Test Procedure"."""
    order = np.argsort(p, kind="stable")
    raised = np.asarray(p)[order] * (len(p) - np.arange(len(p)))
    found = np.empty(len(p))
    found[order] = np.minimum(np.maximum.accumulate(raised), 1.0)
    return [float(one) for one in found]


def _correlation(
    words: NDArray[np.float64], right: NDArray[np.bool_]
) -> tuple[float | None, float | None]:
    """r, and p of its being 0 (Student's t); None with fewer than three products, or no spread."""
    if len(words) < 3 or right.all() or not right.any() or np.ptp(words) == 0:
        return None, None
    found = pointbiserialr(right, words)
    return float(found.statistic), float(found.pvalue)


def _by_category(
    words: NDArray[np.float64],
    right: NDArray[np.bool_],
    labels: NDArray[np.int32],
    categories: Sequence[str],
) -> dict[str, WordsInCategory]:
    named = np.unique(labels).tolist()
    parts = [labels == label for label in named]
    links = [_correlation(words[part], right[part]) for part in parts]
    tested = [number for number, (_r, p) in enumerate(links) if p is not None]
    corrected = dict(zip(tested, holm([p for _r, p in links if p is not None]), strict=True))
    return {
        categories[label]: WordsInCategory(
            int(part.sum()),
            share(int(right[part].sum()), int(part.sum())),
            *links[number],
            corrected.get(number),
        )
        for number, (label, part) in enumerate(zip(named, parts, strict=True))
    }


def _quantiles(words: NDArray[np.int32], right: NDArray[np.bool_]) -> tuple[Quantile, ...]:
    """Fifths by length; products of one length stay together, so that fifths may differ in size."""
    edges = np.unique(np.quantile(words, np.linspace(0, 1, QUANTILES + 1)[1:-1], method="lower"))
    part = np.searchsorted(edges, words, side="left")
    found = []
    for number in np.unique(part):
        own = part == number
        lengths, hits, count = words[own], int(right[own].sum()), int(own.sum())
        found.append(Quantile(int(lengths.min()), int(lengths.max()), count, share(hits, count)))
    return tuple(found)


def _curve(words: NDArray[np.float64], fitted: Logistic | None) -> Curve | None:
    if fitted is None:
        return None
    shown = np.geomspace(max(1.0, float(words.min())), float(words.max()), _POINTS)
    rate, low, high = fitted.at(np.log(shown))
    return Curve(shown, rate, low, high)


def _uneven(quantiles: Sequence[Quantile]) -> float | None:
    """p of all fifths having one rate; None where there is one fifth, or all are right or wrong."""
    right = [round(part.rate.value * part.count) for part in quantiles]
    wrong = [part.count - hits for part, hits in zip(quantiles, right, strict=True)]
    if len(quantiles) < 2 or not sum(right) or not sum(wrong):
        return None
    return float(chi2_contingency([right, wrong], correction=False).pvalue)


def _seen(r: float | None, p: float | None, p_fifths: float | None) -> Seen | None:
    if r is None or p is None or p_fifths is None:
        return None
    straight, uneven = holm([p, p_fifths])
    if straight < SURE:
        return "longer" if r > 0 else "shorter"
    return "uneven" if uneven < SURE else "nothing"


def _sentences(found: WordsAndCorrectness) -> tuple[Message, ...]:
    r, p, p_fifths = found.r, found.p, found.p_fifths
    if found.seen is None or r is None or p is None or p_fifths is None:
        return (Message(_SAME, {"n": found.n}),)
    worst = worst_fifth(found)
    facts = {"n": found.n, "r": signed(r), "p": chance(p)}
    facts |= {"low": worst.low, "high": worst.high, "rate": percent(worst.rate.value)}
    facts |= {"p_fifths": chance(p_fifths)}
    weak = found.seen in ("longer", "shorter") and r**2 < _LITTLE
    shown = [
        name
        for name, one in found.by_category.items()
        if one.p_together is not None and one.p_together < SURE
    ]
    return (
        Message(_SEEN[found.seen], facts),
        *([Message(_WEAK, {"part": percent(r**2)})] if weak else []),
        Message(_CATEGORIES, {"names": ", ".join(shown)}) if shown else Message(_NO_CATEGORY),
    )


def worst_fifth(found: WordsAndCorrectness) -> Quantile:
    """The fifth of lengths with the lowest rate."""
    return min(found.quantiles, key=lambda part: part.rate.value)


_SEEN: Mapping[Seen, str] = {
    "longer": _LONGER,
    "shorter": _SHORTER,
    "uneven": _UNEVEN,
    "nothing": _NOTHING,
}
