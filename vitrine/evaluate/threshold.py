"""The review threshold: answers at least this sure are accepted, the others are left for people.

How many of the accepted are right, at a threshold that was fixed before, is a share, with Wilson's
interval. A threshold chosen because it looked good on some products looks better there than it is:
what `for_target` promises is therefore measured on products that had no part in the choice.
"""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from vitrine.evaluate.figures import Figure, share
from vitrine.evaluate.predictions import Predictions

FOLDS = 10
_POINTS = 200  # of a curve
_STEPS = 8  # how far a target is raised, in steps, until its promise is kept
_FAR = 2.0  # times as many left for people, and
_MORE = 0.05  # of all products more: what a small doubt about a promise is not worth
_NEVER = np.inf  # a threshold at which nothing is accepted


@dataclass(frozen=True)
class ReviewPoint:
    """At `threshold`, `accepted` of all products (a share `accepted_share`) are taken as answered and
    `left_for_people` are looked at. `right`: of the accepted, as far as they have labels; None where
    none has. `surer`: where a target is missed by less than can be told from chance, the point that
    keeps it and leaves far more; else None."""

    threshold: float
    accepted: int
    accepted_share: float
    right: Figure | None
    left_for_people: int
    surer: "ReviewPoint | None" = None


@dataclass(frozen=True)
class ReviewCurve:
    """What each threshold brings. `thresholds` rise; the other arrays go with them: `accepted_share`,
    and of the accepted the share `right` between `low` and `high`, NaN where none has a label.

    A product that is unanswered, failed or without a probability goes to people at every threshold.
    """

    thresholds: NDArray[np.float64]
    accepted_share: NDArray[np.float64]
    right: NDArray[np.float64]
    low: NDArray[np.float64]
    high: NDArray[np.float64]
    _sorted: "_Sorted"

    def at(self, threshold: float) -> ReviewPoint:
        """A threshold that is given, whatever the products."""
        return self._sorted.at(threshold)

    def takes_all(self, point: ReviewPoint) -> bool:
        """Whether every answer with a probability is accepted there."""
        return point.accepted == len(self._sorted.confidence)

    def for_target(self, rate: float, seed: int = 0) -> ReviewPoint | None:
        """The lowest threshold at which the accepted can be expected to be right at this rate; None
        where none is, or no accepted product has a label.

        The rate is what is expected, not the lower end of its interval: who wants to be surer asks for
        a higher one, and sees what that costs. `right` is the promise for other products: in each of
        ten folds the threshold is chosen on the other nine, and the accepted of all ten are counted
        (cross-fitting). Where a promise falls short of `rate`, the choice is made for a higher one;
        but not where that leaves far more for people and the promise's interval holds `rate`: then
        the first choice stands, and names the `surer` one.
        """
        kept = self._sorted
        order = np.random.default_rng(seed).permutation(len(kept.confidence))
        fold = (order % FOLDS).astype(np.int8)
        aimed = rate + (1.0 - rate) * np.arange(_STEPS) / _STEPS
        points = [
            self._promised(threshold, promise)
            for threshold, promise in zip(
                kept.lowest(aimed).tolist(), kept.promises(aimed, fold), strict=True
            )
            if threshold < _NEVER and promise is not None
        ]
        keeping = next((one for one in points if one.right and one.right.value >= rate), None)
        first = points[0] if points else None
        if first is None or first.right is None or first.right.high < rate:
            return keeping
        if keeping is None or self._far(first, keeping):
            return replace(first, surer=keeping)
        return keeping

    def _promised(self, threshold: float, promise: Figure) -> ReviewPoint:
        """Where every answer is accepted, none was chosen for being right: what is counted holds."""
        found = self.at(threshold)
        return found if self.takes_all(found) else replace(found, right=promise)

    def _far(self, first: ReviewPoint, other: ReviewPoint) -> bool:
        more = other.left_for_people - first.left_for_people
        return (
            other.left_for_people > _FAR * first.left_for_people
            and more > _MORE * self._sorted.products
        )


def curve(found: Predictions) -> ReviewCurve:
    """The curve of these predictions, labelled or not, at up to 200 thresholds that divide the answers
    evenly, besides 0."""
    kept = _Sorted.of(found)
    sure = kept.confidence if len(kept.confidence) else [0.0]
    thresholds = np.unique([0.0, *np.quantile(sure, np.linspace(0, 1, _POINTS))])
    points = [kept.at(float(threshold)) for threshold in thresholds]
    rights = [
        (p.right.value, p.right.low, p.right.high) if p.right else (np.nan,) * 3 for p in points
    ]
    right, low, high = np.array(rights).T
    shares = np.array([point.accepted_share for point in points])
    return ReviewCurve(thresholds, shares, right, low, high, kept)


@dataclass(frozen=True)
class _Sorted:
    """The products with a confidence, the least sure first; `products` counts those without, too."""

    products: int
    confidence: NDArray[np.float64]
    labelled: NDArray[np.bool_]
    right: NDArray[np.bool_]

    @classmethod
    def of(cls, found: Predictions) -> "_Sorted":
        confidence = found.confidence
        known = np.flatnonzero(np.isfinite(confidence))
        order = known[np.argsort(confidence[known], kind="stable")]
        return cls(len(found), confidence[order], found.labelled[order], found.right[order])

    def at(self, threshold: float) -> ReviewPoint:
        first = int(np.searchsorted(self.confidence, threshold))
        labelled, right = int(self.labelled[first:].sum()), int(self.right[first:].sum())
        rate = share(right, labelled) if labelled else None
        return _point(threshold, len(self.confidence) - first, self.products, rate)

    def lowest(
        self, rates: NDArray[np.float64], among: NDArray[np.bool_] | None = None
    ) -> NDArray[np.float64]:
        """For each of these rates the lowest confidence from which on the labelled `among` are right at
        that rate or a higher one."""
        counted = self.labelled if among is None else self.labelled & among
        confidence = self.confidence[counted]
        if not len(confidence):
            return np.full(len(rates), _NEVER)
        right = np.cumsum(self.right[counted][::-1], dtype=np.float64)[::-1]
        right /= np.arange(len(confidence), 0, -1)
        starts = np.concatenate([[True], confidence[1:] > confidence[:-1]])  # all of a tie, or none
        best = np.maximum.accumulate(right[starts])  # so far: it rises, and can be searched
        place = np.searchsorted(best, rates)
        return np.append(confidence[starts], _NEVER)[place]

    def promises(self, rates: NDArray[np.float64], fold: NDArray[np.int8]) -> list[Figure | None]:
        """How many of the accepted are right where each fold's threshold is chosen on the others, for
        each of these rates."""
        right, accepted = np.zeros(len(rates), np.int64), np.zeros(len(rates), np.int64)
        for number in range(FOLDS):
            judged = self.labelled & (fold == number)
            confidence = self.confidence[judged]
            hits = np.append(np.cumsum(self.right[judged][::-1])[::-1], 0)
            first = np.searchsorted(confidence, self.lowest(rates, fold != number))
            accepted += len(confidence) - first
            right += hits[first]
        return [
            share(hits, count) if count else None
            for hits, count in zip(right.tolist(), accepted.tolist(), strict=True)
        ]


def _point(threshold: float, accepted: int, products: int, right: Figure | None) -> ReviewPoint:
    return ReviewPoint(
        threshold, accepted, accepted / products if products else 0.0, right, products - accepted
    )
