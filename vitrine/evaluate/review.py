"""What people say of answers, and the labels that follow from it."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from vitrine.evaluate.ids import Ids
from vitrine.evaluate.predictions import UNKNOWN, Predictions
from vitrine.messages import N_

Verdict = Literal["right", "wrong", "unsure"]
# first, second: that run's answer is preferred; both, neither: they are as good, or as bad.
Preference = Literal["first", "second", "both", "neither"]
PREFERENCES: tuple[Preference, ...] = ("first", "second", "both", "neither")
# file: the labels of the run's file. corrected: those, but a review's category wins. reviews: what
# reviews say alone.
LabelSource = Literal["file", "corrected", "reviews"]
LABEL_SOURCES: tuple[LabelSource, ...] = ("file", "corrected", "reviews")

# The label of a product whose answer was called wrong without saying what is right.
ANOTHER = N_("Another category")
CRITERIA = ("usefulness", "clarity", "safety", "agreement")
BEST = 5  # of a criterion; 1 is the worst


@dataclass(frozen=True)
class Review:
    """What one person says of the `answer` (None: none of the categories) for a product.

    `category` is the one the reviewer holds for right: the answer itself where the verdict is
    "right", None where it is "wrong" without another or "unsure". The criteria are those for a written
    `justification`, from 1 to 5, None where it was not judged.
    """

    product_id: str
    reviewer: str
    verdict: Verdict
    answer: str | None = None
    category: str | None = None
    usefulness: int | None = None  # does it help to decide?
    clarity: int | None = None  # is it easy to understand?
    safety: int | None = None  # is it free of what could harm or mislead?
    agreement: int | None = None  # does it do what was asked of the model?
    justification: str | None = None


@dataclass(frozen=True)
class Vote:
    """Which of two runs' answers for a product one person prefers, not knowing whose is whose."""

    product_id: str
    reviewer: str
    preference: Preference
    on_left: Literal["first", "second"]  # whose answer stood there


def judged(
    found: Predictions, source: LabelSource, reviews: Mapping[str, Sequence[Review]]
) -> Predictions:
    """The same answers held against the labels that `source` names; `reviews` by product id, one of
    each reviewer."""
    if source == "file":
        return found
    ids = Ids.of(found.ids)
    labels = found.labels.copy() if source == "corrected" else np.full_like(found.labels, UNKNOWN)
    places = {name: place for place, name in enumerate(found.categories)}
    for place in np.flatnonzero(ids.among(reviews)).tolist():
        given = None if labels[place] == UNKNOWN else found.categories[labels[place]]
        label = label_after(reviews[ids[place]], given, answer_name(found, place))
        labels[place] = UNKNOWN if label is None else places.setdefault(label, len(places))
    return found.with_labels(labels, list(places))


def label_after(
    reviews: Sequence[Review], file_label: str | None, answer: str | None
) -> str | None:
    """A product's label after its reviews, for a run that gave this `answer`.

    The category that most reviewers give wins, a tie leaves the file's. Where most call an answer wrong
    and name none, the file's stays unless it is that answer; the label is then `ANOTHER`, as it is
    where the file has none and this run gave that answer.
    """
    ballots = Counter(
        ANOTHER if one.category is None else one.category
        for one in reviews
        if one.verdict != "unsure"
    )
    leading = ballots.most_common(2)
    if not leading or (len(leading) == 2 and leading[0][1] == leading[1][1]):
        return file_label
    label = leading[0][0]
    if label != ANOTHER:
        return label
    denied = {one.answer for one in reviews if one.verdict == "wrong" and one.category is None}
    if file_label is None:
        return ANOTHER if answer in denied else None
    return ANOTHER if file_label in denied else file_label


def answer_name(found: Predictions, place: int) -> str | None:
    """One product's answered category; None where there is none."""
    return _names(found, [int(found.answers[place])])[0]


def label_name(found: Predictions, place: int) -> str | None:
    """One product's label; None where it has none."""
    return _names(found, [int(found.labels[place])])[0]


def answer_names(found: Predictions) -> list[str | None]:
    """Each product's answered category; None where there is none."""
    return _names(found, found.answers.tolist())


def label_names(found: Predictions) -> list[str | None]:
    """Each product's label; None where it has none."""
    return _names(found, found.labels.tolist())


def _names(found: Predictions, places: Sequence[int]) -> list[str | None]:
    return [None if place == UNKNOWN else found.categories[place] for place in places]
