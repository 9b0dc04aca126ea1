"""What is judged: a catalogue's labels and the predictions for its products, side by side, in arrays.

Everything in this room is a function of `Predictions`, wherever they come from: a run in the store, the
yardstick, a calibrated copy. A million products take some 100 MB.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from vitrine.classify.prediction import Prediction, Status
from vitrine.evaluate.ids import Ids

_ARRAYS = (
    *("positions", "labels", "answers", "failed", "probabilities", "outside", "words", "seconds"),
    "tokens",
)
UNKNOWN = -1  # in `labels`: the product has none; in `answers`: no category was answered


@dataclass(frozen=True)
class Predictions:
    """Parallel arrays, an item a product, in the input's order.

    `categories` are those that the model chose from and those that labels name, the model's first:
    `labels` and `answers` are places in it, or `UNKNOWN`. `positions` are the products' places in the
    run, `ids` their ids. `asked` is how many of them are the model's;
    a product whose label is not among these counts as labelled, and can only be answered wrongly.
    `probabilities` has a row a product and a column for each category asked, NaN where the server gave
    no logprobs or the product has no answer; rows sum to 1. `outside` is the mass outside the
    categories, NaN likewise. `words` counts the description's, split on white space. `seconds` are the
    server's for the row, `tokens` the prompt tokens computed for it.
    """

    name: str  # of the model, or of the yardstick, for people
    categories: tuple[str, ...]
    asked: int
    ids: Sequence[str]
    positions: NDArray[np.int64]
    labels: NDArray[np.int32]
    answers: NDArray[np.int32]
    failed: NDArray[np.bool_]  # no reply; an answer that is no category is not failed
    probabilities: NDArray[np.float64]
    outside: NDArray[np.float64]
    words: NDArray[np.int32]
    seconds: NDArray[np.float64]
    tokens: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.ids)

    @property
    def labelled(self) -> NDArray[np.bool_]:
        """Whether a product has a label: what figures of correctness rest on."""
        return np.not_equal(self.labels, UNKNOWN)

    @property
    def right(self) -> NDArray[np.bool_]:
        """Whether the answer is the label; an unanswered, failed or unlabelled product is not right."""
        return self.labelled & np.equal(self.answers, self.labels)

    @cached_property
    def confidence(self) -> NDArray[np.float64]:
        """The probability of the answered category; NaN where there is no answer or no number."""
        found = np.full(len(self), np.nan, self.probabilities.dtype)
        rows = np.flatnonzero(self.answers != UNKNOWN)
        found[rows] = self.probabilities[rows, self.answers[rows]]
        return found

    def where(self, chosen: NDArray[np.bool_] | NDArray[np.intp]) -> "Predictions":
        """Only the products chosen, by a mask or by their places."""
        places = np.arange(len(self))[chosen]
        kept = {name: getattr(self, name)[places] for name in _ARRAYS}
        return replace(self, ids=Ids.of(self.ids).take(places), **kept)

    def between(self, first: int, end: int) -> "Predictions":
        """The products from place `first` up to `end`, without a copy."""
        kept = {name: getattr(self, name)[first:end] for name in _ARRAYS}
        return replace(self, ids=self.ids[first:end], **kept)

    def with_labels(self, labels: NDArray[np.int32], names: Sequence[str]) -> "Predictions":
        """The same answers held against `labels`, a product's being its place in `names`."""
        used, first = np.unique(labels, return_index=True)
        order = [names[place] for place in used[np.argsort(first)].tolist() if place != UNKNOWN]
        categories = all_categories(self.categories[: self.asked], order)
        number = {name: place for place, name in enumerate(categories)}
        places = np.array([*(number.get(name, UNKNOWN) for name in names), UNKNOWN], np.int32)
        return replace(self, categories=categories, labels=places[labels])


def all_categories(asked: Sequence[str], labels: Sequence[str | None]) -> tuple[str, ...]:
    """The categories asked, then those that only labels name, in order of appearance."""
    return tuple(dict.fromkeys([*asked, *(label for label in labels if label is not None)]))


def gather(
    name: str,
    asked: Sequence[str],
    ids: Sequence[str],
    texts: Sequence[str],
    labels: Sequence[str | None],
    predictions: Sequence[Prediction],
    positions: Sequence[int] | None = None,
) -> Predictions:
    """Predictions for products that are in memory, an item a product in each sequence; `positions`
    None: one behind the other from 0."""
    names = all_categories(asked, labels)
    place = {category: number for number, category in enumerate(names)}
    statuses: list[Status] = [found.status for found in predictions]
    return Predictions(
        name=name,
        categories=names,
        asked=len(asked),
        ids=tuple(ids),
        positions=np.arange(len(ids)) if positions is None else np.array(positions, np.int64),
        labels=np.array([UNKNOWN if one is None else place[one] for one in labels], np.int32),
        answers=np.array([_answer(found, place) for found in predictions], np.int32),
        failed=np.array([status == "failed" for status in statuses], np.bool_),
        probabilities=np.array([_row(found, asked) for found in predictions]).reshape(
            len(predictions), len(asked)
        ),
        outside=np.array([_outside(found) for found in predictions]),
        words=np.array([len(text.split()) for text in texts], np.int32),
        seconds=np.array([found.seconds for found in predictions]),
        tokens=np.array([_computed(found) for found in predictions], np.int64),
    )


def _answer(found: Prediction, place: dict[str, int]) -> int:
    return UNKNOWN if found.category is None else place[found.category]


def _row(found: Prediction, asked: Sequence[str]) -> list[float]:
    if found.distribution is None:
        return [np.nan] * len(asked)
    return [found.distribution.probabilities[name] for name in asked]


def _outside(found: Prediction) -> float:
    return np.nan if found.distribution is None else found.distribution.outside


def _computed(found: Prediction) -> int:
    return found.prompt_tokens - (found.prompt_tokens_cached or 0)
