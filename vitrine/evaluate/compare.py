"""Two sets of predictions for the same products: where they agree, and which is right more often."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.stats import binomtest

from vitrine.errors import RowsDiffer
from vitrine.evaluate.figures import REACH, Figure, share
from vitrine.evaluate.ids import Ids, shared
from vitrine.evaluate.metrics import evaluate, latency
from vitrine.evaluate.predictions import UNKNOWN, Predictions

NO_ANSWER = "no answer"  # the last row and column of an agreement


@dataclass(frozen=True)
class Comparison:
    """`first` and `second` name the two. `agreement[i, j]` counts products to which the first answered
    `categories[i]` and the second `categories[j]`; the last place is no answer, so that the array has
    one row and column more than there are `categories`.

    Of the labelled products, `both_right` and so on count; all are 0 and what follows from them None
    where nothing is labelled. `mcnemar_p` is the exact test that neither is right more often;
    `difference` the second's accuracy minus the first's. `differing` are places in the predictions.
    """

    first: str
    second: str
    categories: tuple[str, ...]
    agreement: NDArray[np.int64]
    agreeing: Figure
    both_right: int
    only_first: int
    only_second: int
    neither: int
    mcnemar_p: float | None
    difference: Figure | None
    differing: NDArray[np.intp]

    def as_json(self) -> dict[str, Any]:
        """JSON-safe."""
        return {
            "first": self.first,
            "second": self.second,
            "agreement": {
                "categories": [*self.categories, NO_ANSWER],
                "counts": self.agreement.tolist(),
            },
            "agreeing": self.agreeing.as_json(),
            "both_right": self.both_right,
            "only_first": self.only_first,
            "only_second": self.only_second,
            "neither": self.neither,
            "mcnemar_p": self.mcnemar_p,
            "difference": None if self.difference is None else self.difference.as_json(),
            "differing": len(self.differing),
        }


@dataclass(frozen=True)
class Standing:
    """What quality costs: accuracy against seconds (median) and prompt tokens computed, a product."""

    name: str
    accuracy: Figure
    macro_f1: Figure
    seconds: float | None
    tokens: float


def compare(first: Predictions, second: Predictions) -> Comparison:
    """Holds both against the labels of `first`. Raises `RowsDiffer` where they are not for the same
    products in the same order, or there are none."""
    if Ids.of(first.ids) != Ids.of(second.ids) or not len(first):
        raise RowsDiffer(first=first.name, second=second.name)
    names = _all_names(first, second)
    one, other = answers_among(first, second)
    labels = _places(first, names)[first.labels]
    counts = np.bincount(one * (len(names) + 1) + other, minlength=(len(names) + 1) ** 2)
    labelled = first.labelled
    right, too = (one == labels)[labelled], (other == labels)[labelled]
    only_first, only_second = int((right & ~too).sum()), int((~right & too).sum())
    return Comparison(
        first=first.name,
        second=second.name,
        categories=names,
        agreement=counts.reshape(len(names) + 1, -1),
        agreeing=share(int((one == other).sum()), len(first)),
        both_right=int((right & too).sum()),
        only_first=only_first,
        only_second=only_second,
        neither=int((~right & ~too).sum()),
        mcnemar_p=mcnemar(only_first, only_second) if len(right) else None,
        difference=paired_difference(only_first, only_second, len(right)) if len(right) else None,
        differing=np.flatnonzero(one != other),
    )


def pair(first: Predictions, second: Predictions) -> tuple[Predictions, Predictions]:
    """Both over the products that both are about, in the first one's order, held against its labels."""
    own, theirs = shared(first.ids, second.ids)
    whole = np.arange(len(first))
    if len(own) < len(first):
        first = first.where(own)
    if not np.array_equal(theirs, whole) or len(second) != len(whole):
        second = second.where(theirs)
    return first, second.with_labels(first.labels, first.categories)


def answers_among(
    first: Predictions, second: Predictions
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The answers of both as places in one list of categories; behind it, for no answer, its length."""
    names = _all_names(first, second)
    return _answers(first, names), _answers(second, names)


def mcnemar(only_first: int, only_second: int) -> float:
    """McNemar 1947, in its exact form: of the products that one alone has right, each has as many under
    a fair coin. 1 where there are none."""
    differing = only_first + only_second
    return float(binomtest(only_first, differing).pvalue) if differing else 1.0


def paired_difference(only_first: int, only_second: int, products: int) -> Figure:
    """How much more often the second is right, with the interval of Agresti & Min 2005 ("Simple
    improved confidence intervals for comparing matched proportions"): Wald's, with 1/2 added to each
    cell."""
    total, gained = products + 2, only_second - only_first
    middle = gained / total
    variance = (only_first + only_second + 1) / total - middle**2
    half = REACH * float(np.sqrt(variance / total))
    value = gained / products
    return Figure(value, min(value, max(-1.0, middle - half)), max(value, min(1.0, middle + half)))


def standing(found: Predictions, *, resamples: int = 1_000, seed: int = 0) -> Standing:
    """A point of the plot of cost against quality; raises `NoLabels`."""
    figures, taken = evaluate(found, resamples=resamples, seed=seed), latency(found)
    return Standing(
        found.name,
        figures.accuracy,
        figures.macro_f1,
        None if taken is None else taken.median,
        figures.tokens / len(found),
    )


def _all_names(first: Predictions, second: Predictions) -> tuple[str, ...]:
    return tuple(dict.fromkeys([*first.categories, *second.categories]))


def _places(found: Predictions, names: tuple[str, ...]) -> NDArray[np.int64]:
    """Where each of its categories stands in `names`; behind them all, for `UNKNOWN`, none."""
    place = {name: number for number, name in enumerate(names)}
    return np.array([*(place[name] for name in found.categories), len(names)], np.int64)


def _answers(found: Predictions, names: tuple[str, ...]) -> NDArray[np.int64]:
    assert UNKNOWN == -1  # the last of `_places`
    places: NDArray[np.int64] = _places(found, names)[found.answers]
    return places
