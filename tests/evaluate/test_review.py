"""What people say: the labels that follow, the order in which they look, and how far they agree."""

import math
from collections.abc import Sequence

import numpy as np
import pytest
from scipy.stats import binomtest
from sklearn.metrics import cohen_kappa_score

from vitrine.classify.prediction import Distribution, Prediction, Provenance
from vitrine.evaluate.agreement import kappa, preferences
from vitrine.evaluate.predictions import Predictions, gather
from vitrine.evaluate.queue import disagreements, drawn, least_sure
from vitrine.evaluate.review import (
    ANOTHER,
    Preference,
    Review,
    Vote,
    judged,
    label_after,
    label_names,
)

ORIGIN = Provenance("ollama", "llama2", "d", "1", "direct", {})
NAMES = ("Home", "Baby")


def prediction(answer: str | None, share: float | None = 0.9) -> Prediction:
    """None: none of these; "failed": no reply; a share of None: no logprobs."""
    if answer == "failed":
        return Prediction("failed", None, "", None, ORIGIN)
    shares = {name: share if name == answer else 1 - (share or 0) for name in NAMES}
    spread = None if share is None else Distribution(shares, shares, 0.0)
    return Prediction("answered" if answer else "unanswered", answer, "A", spread, ORIGIN)


def predictions(
    answers: Sequence[tuple[str | None, float | None]],
    labels: Sequence[str | None] | None = None,
    ids: Sequence[str] | None = None,
) -> Predictions:
    ids = ids or [f"p{place}" for place in range(len(answers))]
    found = [prediction(*answer) for answer in answers]
    return gather("m", NAMES, ids, ids, labels or [None] * len(ids), found)


def says(category: str | None, answer: str | None = "Home", reviewer: str = "Ann") -> Review:
    verdict = "right" if category is not None and category == answer else "wrong"
    return Review("p0", reviewer, verdict, answer, category)  # type: ignore[arg-type]


UNSURE = Review("p0", "Zoe", "unsure", "Home")


@pytest.mark.parametrize(
    ("reviews", "file_label", "answer", "label"),
    [
        ([], "Home", "Baby", "Home"),
        ([], None, "Baby", None),
        ([UNSURE], "Home", "Baby", "Home"),
        ([says("Baby")], "Home", "Home", "Baby"),
        ([says("Baby")], None, "Home", "Baby"),
        ([says("Home"), says("Baby"), says("Baby")], "Home", "Home", "Baby"),
        ([says("Home"), says("Baby")], "Watches", "Home", "Watches"),
        ([says("Home"), says("Baby")], None, "Home", None),
        ([says(None)], "Home", "Home", ANOTHER),  # the file is as wrong as the answer
        ([says(None)], "Baby", "Home", "Baby"),
        ([says(None)], None, "Home", ANOTHER),
        ([says(None)], None, "Baby", None),  # said of another run's answer
        ([says(None), says(None, "Baby")], None, "Baby", ANOTHER),
        ([says(None), says("Home")], "Baby", "Home", "Baby"),
    ],
)
def test_the_label_that_follows(
    reviews: list[Review], file_label: str | None, answer: str, label: str | None
) -> None:
    assert label_after(reviews, file_label, answer) == label


def test_predictions_are_held_against_the_labels_chosen() -> None:
    found = predictions([("Home", 0.9), ("Baby", 0.8), ("Home", 0.7)], ["Home", "Home", None])
    reviews = {"p1": (says("Baby", "Baby"),), "p2": (says(None),), "gone": (says("Home"),)}
    assert judged(found, "file", reviews) is found
    corrected = judged(found, "corrected", reviews)
    assert label_names(corrected) == ["Home", "Baby", ANOTHER]
    assert corrected.right.tolist() == [True, True, False]
    alone = judged(found, "reviews", reviews)
    assert label_names(alone) == [None, "Baby", ANOTHER]
    assert alone.categories == ("Home", "Baby", ANOTHER)
    assert alone.asked == 2


ANSWERS = [("Home", 0.9), (None, 0.5), ("Baby", 0.6), ("failed", None), ("Home", None)]


def test_the_least_sure_come_first() -> None:
    assert least_sure(predictions(ANSWERS)).tolist() == [1, 2, 0, 4]


def test_where_another_run_answers_differently() -> None:
    found = predictions([*ANSWERS, ("Baby", 0.7)])
    other = predictions(
        [("Home", 0.9), ("Home", 0.9), ("Home", 0.9), (None, 0.5), ("failed", None)],
        ids=["p0", "p1", "p2", "p4", "p5"],
    )
    assert disagreements(found, other).tolist() == [1, 2, 4]
    assert disagreements(found, found).tolist() == []


def test_chance_is_the_same_for_the_same_seed() -> None:
    found = predictions([("Home", 0.9)] * 40 + [("failed", None)])
    first = drawn(found, 1)
    assert sorted(first.tolist()) == list(range(40))
    assert first.tolist() == drawn(found, 1).tolist() != drawn(found, 2).tolist()


def test_kappa_is_scikit_learns() -> None:
    chance = np.random.default_rng(0)
    for size in (2, 5, 60):
        first = [str(one) for one in chance.integers(0, 3, size)]
        second = [one if chance.random() < 0.6 else str(chance.integers(0, 4)) for one in first]
        found = kappa(_by_id(first), {**_by_id(second), "only there": "1"})
        expected = float(cohen_kappa_score(first, second))
        assert found.value == pytest.approx(expected)
        assert found.products == size
        assert found.observed == pytest.approx(
            np.mean([a == b for a, b in zip(first, second, strict=True)])
        )


def test_kappas_interval_is_that_of_fleiss_cohen_and_everitt() -> None:
    """The figures are those of `statsmodels.stats.inter_rater.cohens_kappa` 0.14."""
    table = np.array([[44, 5, 1], [7, 20, 3], [9, 5, 6]])
    pairs = [(a, b) for a in range(3) for b in range(3) for _ in range(table[a, b])]
    found = kappa(_by_id([str(a) for a, _b in pairs]), _by_id([str(b) for _a, b in pairs]))
    assert found.value == pytest.approx(0.4915254237)
    assert (found.low, found.high) == pytest.approx((0.3501582012, 0.6328926462))


def test_kappas_interval_holds_the_truth_as_often_as_it_says() -> None:
    chance = np.random.default_rng(1)
    truth, hits = 0.5, 0
    for _ in range(400):
        first = chance.integers(0, 2, 120)
        second = np.where(chance.random(120) < truth, first, chance.integers(0, 2, 120))
        found = kappa(_by_id(map(str, first)), _by_id(map(str, second)))
        hits += found.low <= truth <= found.high  # type: ignore[operator]
    assert 0.92 <= hits / 400 <= 0.98


@pytest.mark.parametrize(("first", "second"), [([], []), (["a", "a"], ["a", "a"])])
def test_kappa_is_not_made_up(first: list[str], second: list[str]) -> None:
    found = kappa(_by_id(first), _by_id(second))
    assert (found.value, found.low, found.high) == (None, None, None)
    assert found.products == len(first)


def test_perfect_agreement_is_one() -> None:
    found = kappa(_by_id(["a", "b"]), _by_id(["a", "b"]))
    assert (found.value, found.low, found.high) == (1.0, 1.0, 1.0)


def vote(preference: Preference, on_left: str = "first") -> Vote:
    return Vote("p", "Ann", preference, on_left)  # type: ignore[arg-type]


def test_votes_are_counted_and_tested_by_their_signs() -> None:
    votes = [vote("first")] * 9 + [vote("second", "second")] * 2 + [vote("both")] * 4
    found = preferences([*votes, vote("neither")])
    assert dict(found.counts) == {"first": 9, "second": 2, "both": 4, "neither": 1}
    assert found.votes == 16
    assert (
        found.p
        == pytest.approx(binomtest(9, 11).pvalue)
        == pytest.approx(2 * sum(math.comb(11, wins) for wins in range(3)) / 2**11)
    )
    assert found.left == 1.0


def test_votes_that_prefer_nothing_prove_nothing() -> None:
    assert preferences([vote("both"), vote("neither")]).p is None
    assert preferences([]).votes == 0


def _by_id(labels: object) -> dict[str, str]:
    return {f"p{place}": label for place, label in enumerate(labels)}  # type: ignore[call-overload]
