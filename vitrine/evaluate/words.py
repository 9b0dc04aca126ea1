"""Whether the number of words goes with right answers, overall and category by category."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray
from scipy.stats import beta, chi2_contingency

from vitrine.errors import NoLabels
from vitrine.evaluate.figures import Figure, share
from vitrine.evaluate.logistic import fit_logistic
from vitrine.evaluate.predictions import Predictions
from vitrine.messages import N_, Message, chance, percent, signed

QUANTILES = 5
SURE = 0.05  # p below which there is something to see
_LITTLE = 0.01  # of what is right or wrong, accounted for by the words
_POINTS = 60  # of the curve
_AT_ONCE = 100_000  # products

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
    if not found.labelled.any():
        raise NoLabels()
    lengths, counts = _counted(found)
    whole = _Lengths(lengths, *counts.sum(0))
    r, p = _correlation(whole)
    quantiles = _quantiles(whole)
    p_fifths = _uneven(quantiles)
    judged = WordsAndCorrectness(
        n=int(whole.trials.sum()),
        r=r,
        p=p,
        p_fifths=p_fifths,
        seen=_seen(r, p, p_fifths),
        logistic=_curve(whole),
        quantiles=quantiles,
        by_category=_by_category(lengths, counts, found.categories),
        sentences=(),
    )
    return replace(judged, sentences=_sentences(judged))


@dataclass(frozen=True)
class _Lengths:
    """How many products of each of `words` were answered wrongly, and how many rightly: all that the
    figures here rest on, however many the products are."""

    words: NDArray[np.int64]
    wrong: NDArray[np.int64]
    right: NDArray[np.int64]

    @property
    def trials(self) -> NDArray[np.int64]:
        """Right and wrong."""
        return self.wrong + self.right


def _counted(found: Predictions) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The numbers of words that labelled products have, and how many of each category have them: a
    category, wrong and right, a number of words."""
    lengths = np.unique(found.words[found.labelled])
    counts = np.zeros((len(found.categories), 2, len(lengths)), np.int64)
    for start in range(0, len(found), _AT_ONCE):
        part = found.between(start, start + _AT_ONCE)
        kept = part.labelled
        place = np.searchsorted(lengths, part.words[kept])
        cells = (part.labels[kept] * 2 + part.right[kept]) * len(lengths) + place
        counts += np.bincount(cells, minlength=counts.size).reshape(counts.shape)
    return lengths.astype(np.int64), counts


def holm(p: Sequence[float]) -> list[float]:
    """p-values of a family of tests, corrected: Holm 1979, "A Simple Sequentially Rejective Multiple
    Test Procedure"."""
    order = np.argsort(p, kind="stable")
    raised = np.asarray(p)[order] * (len(p) - np.arange(len(p)))
    found = np.empty(len(p))
    found[order] = np.minimum(np.maximum.accumulate(raised), 1.0)
    return [float(one) for one in found]


def _correlation(found: _Lengths) -> tuple[float | None, float | None]:
    """The point-biserial r, and p of its being 0 (the beta distribution of r, as in SciPy's
    `pointbiserialr`); None with fewer than three products, or no spread."""
    n, hits = int(found.trials.sum()), int(found.right.sum())
    if n < 3 or hits in (0, n) or np.count_nonzero(found.trials) < 2:
        return None, None
    away = found.words - float(found.words @ found.trials) / n
    both = float(found.right @ away)
    r = both / float(np.sqrt((found.trials @ away**2) * hits * (n - hits) / n))
    r, half = min(1.0, max(-1.0, r)), n / 2 - 1
    return r, float(2 * beta.sf(abs(r), half, half, loc=-1, scale=2))


def _by_category(
    lengths: NDArray[np.int64], counts: NDArray[np.int64], categories: Sequence[str]
) -> dict[str, WordsInCategory]:
    parts = {
        name: _Lengths(lengths, *own)
        for name, own in zip(categories, counts, strict=True)
        if own.any()
    }
    links = {name: _correlation(part) for name, part in parts.items()}
    tested = {name: p for name, (_r, p) in links.items() if p is not None}
    corrected = dict(zip(tested, holm(list(tested.values())), strict=True))
    return {
        name: WordsInCategory(
            int(part.trials.sum()),
            share(int(part.right.sum()), int(part.trials.sum())),
            *links[name],
            corrected.get(name),
        )
        for name, part in parts.items()
    }


def _quantiles(found: _Lengths) -> tuple[Quantile, ...]:
    """Fifths by length; products of one length stay together, so that fifths may differ in size."""
    upto = np.cumsum(found.trials)
    ranks = np.floor((upto[-1] - 1) * np.linspace(0, 1, QUANTILES + 1)[1:-1])
    edges = np.unique(found.words[np.searchsorted(upto, ranks, side="right")])
    part = np.searchsorted(edges, found.words, side="left")
    quantiles = []
    for number in np.unique(part):
        own = part == number
        lengths, hits = found.words[own], int(found.right[own].sum())
        count = int(found.trials[own].sum())
        quantiles.append(Quantile(int(lengths[0]), int(lengths[-1]), count, share(hits, count)))
    return tuple(quantiles)


def _curve(found: _Lengths) -> Curve | None:
    logs = np.log(np.maximum(found.words, 1.0))
    fitted = fit_logistic(logs, found.right, found.trials)
    if fitted is None:
        return None
    shown = np.geomspace(max(1.0, float(found.words[0])), float(found.words[-1]), _POINTS)
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
