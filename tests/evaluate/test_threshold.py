"""The review threshold counts right, and keeps on other products what it promises on these."""

import numpy as np
import pytest

from tests.evaluate.making import drawn, planted
from vitrine.evaluate.figures import share
from vitrine.evaluate.predictions import Predictions
from vitrine.evaluate.threshold import curve


def by_hand() -> Predictions:
    """0.95 right, 0.9 right, 0.9 wrong, 0.6 without a label; one unanswered, one failed."""
    sure = np.array([0.95, 0.9, 0.9, 0.6, 0.5, 0.5])
    return planted(
        [0, 0, 1, -1, 0, 0],
        [0, 0, 0, 0, -1, -1],
        2,
        failed=[5],
        probabilities=np.stack([sure, 1 - sure], 1),
    )


def test_a_threshold_by_hand() -> None:
    found = curve(by_hand())
    at = found.at(0.9)
    assert (at.accepted, at.left_for_people) == (3, 3) and at.accepted_share == 0.5
    assert at.right == share(2, 3)
    assert found.at(0.0).accepted == 4 and found.at(0.0).right == share(2, 3)
    assert found.at(0.951).accepted == 0 and found.at(0.951).right is None
    assert found.thresholds[0] == 0.0 and found.accepted_share[0] == pytest.approx(4 / 6)


def test_the_curve_is_what_each_threshold_gives() -> None:
    found = curve(drawn(np.random.default_rng(0), 500))
    for place in range(0, len(found.thresholds), 17):
        point = found.at(float(found.thresholds[place]))
        assert point.right is not None
        assert found.accepted_share[place] == point.accepted_share
        assert (found.right[place], found.low[place], found.high[place]) == (
            point.right.value, point.right.low, point.right.high,
        )  # fmt: skip


def test_a_target_that_nothing_reaches_has_no_threshold() -> None:
    sure = np.linspace(0.5, 0.99, 50)
    wrong = planted([1] * 50, [0] * 50, 2, probabilities=np.stack([sure, 1 - sure], 1))
    assert curve(wrong).for_target(0.9) is None
    assert curve(planted([0, 1], [0, 1], 2)).for_target(0.9) is None  # no probabilities
    unlabelled = planted([-1] * 50, [0] * 50, 2, probabilities=np.stack([sure, 1 - sure], 1))
    assert curve(unlabelled).for_target(0.9) is None


def test_a_higher_target_leaves_more_for_people() -> None:
    found = curve(drawn(np.random.default_rng(3), 4_000, sharp=3.0))
    points = [found.for_target(rate) for rate in (0.8, 0.9, 0.95)]
    left = [point.left_for_people for point in points if point is not None]
    assert len(left) == 3 and left == sorted(left) and left[0] < left[-1]


def test_a_small_doubt_does_not_cost_most_of_the_catalogue() -> None:
    """960 of 1,000 answers are all but sure and 4 of these wrong, one in each of four folds: 99.5 % is
    all but reached there, and nothing but the 100 surest would reach it for certain."""
    rng = np.random.default_rng(0)
    sure = np.concatenate(
        [rng.uniform(0.97, 0.99, 100), rng.uniform(0.9, 0.96, 860), rng.uniform(0.3, 0.8, 40)]
    )
    answers = np.zeros(1_000, int)
    labels = answers.copy()
    labels[[150, 400, 700, 900]] = 1
    labels[960:990] = 1
    found = curve(planted(labels, answers, 2, probabilities=np.stack([sure, 1 - sure], 1)))
    points = [found.for_target(0.996, seed) for seed in range(10)]
    for point in points:
        assert point is not None and point.right is not None
        assert point.left_for_people < 150 and point.right.high >= 0.996
        if point.right.value < 0.996 and point.surer is not None:
            assert point.surer.left_for_people > 2 * point.left_for_people
    assert any(point and point.surer for point in points)


def test_where_all_are_accepted_what_is_counted_is_promised() -> None:
    found = drawn(np.random.default_rng(5), 1_000, sharp=3.0)
    point = curve(found).for_target(0.5)
    assert point is not None and point.accepted == len(found)
    assert point.right == share(int(found.right.sum()), len(found))


def test_a_promise_is_kept_on_other_products() -> None:
    """200 catalogues of 400 products: the promised rate is held against 100,000 others at the same
    threshold. On average it is not too high, and its interval has the truth as often as it claims."""
    others = drawn(np.random.default_rng(99), 100_000, sharp=3.0)
    sure, right = others.confidence, others.right
    gaps, inside = [], 0
    for data in range(200):
        point = curve(drawn(np.random.default_rng(data), 400, sharp=3.0)).for_target(0.9, seed=data)
        assert point is not None and point.right is not None and point.right.value >= 0.9
        truth = right[sure >= point.threshold].mean()
        gaps.append(point.right.value - truth)
        inside += point.right.low <= truth <= point.right.high
    assert abs(np.mean(gaps)) < 0.01
    assert inside / 200 >= 0.92
