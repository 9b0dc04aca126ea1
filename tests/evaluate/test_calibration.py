"""Calibrations find what was planted, and are judged on products they were not fitted on."""

import numpy as np
import pytest

from tests.evaluate.making import drawn, planted
from vitrine.classify.calibrate import Prior, batch, contextual, temperature
from vitrine.evaluate.calibration import apply, calibrations, crosswise
from vitrine.evaluate.figures import share
from vitrine.evaluate.predictions import Predictions
from vitrine.evaluate.reliability import reliability


def overconfident(n: int = 4_000, factor: float = 2.0) -> Predictions:
    """A calibrated model whose log-probabilities were multiplied."""
    found = drawn(np.random.default_rng(0), n)
    sharper = found.probabilities**factor
    return planted(
        found.labels,
        found.answers,
        4,
        probabilities=sharper / sharper.sum(1, keepdims=True),
    )


def biased(n: int = 4_000) -> tuple[Predictions, np.ndarray]:
    """A calibrated model on even categories that then prefers the first one nine times too much."""
    found = drawn(np.random.default_rng(1), n, 3)
    prior = np.array([0.9, 0.05, 0.05])
    shifted = found.probabilities * prior
    shifted /= shifted.sum(1, keepdims=True)
    return planted(found.labels, shifted.argmax(1), 3, probabilities=shifted), prior


def test_the_planted_temperature_is_found() -> None:
    found = overconfident()
    assert temperature(found.probabilities, found.labels).temperature == pytest.approx(2.0, rel=0.1)


def test_temperature_leaves_answers_and_mends_confidence() -> None:
    found = overconfident()
    tried = {each.name: each for each in calibrations(found)}
    mended = tried["temperature"]
    assert mended.after.accuracy.value == mended.before.accuracy.value
    assert mended.before.ece is not None and mended.after.ece is not None
    assert mended.before.ece.value > 0.1 > 0.03 > mended.after.ece.value
    assert mended.after.log_loss is not None and mended.before.log_loss is not None
    assert mended.after.log_loss.high < mended.before.log_loss.low


@pytest.mark.parametrize("name", ["contextual", "batch"])
def test_a_preference_is_taken_out(name: str) -> None:
    found, prior = biased()
    tried = {each.name: each for each in calibrations(found, np.stack([prior, prior]))}
    assert tried[name].after.accuracy.low > tried[name].before.accuracy.high


def test_a_prior_by_hand() -> None:
    """(0.6, 0.4) over (0.75, 0.25): 0.8 to 1.6, a third and two thirds."""
    assert Prior((0.75, 0.25)).apply(np.array([[0.6, 0.4]])) == pytest.approx(
        np.array([[1 / 3, 2 / 3]])
    )
    rows = np.array([[0.9, 0.1], [0.5, 0.5], [np.nan, np.nan]])
    assert batch(rows).prior == pytest.approx((0.7, 0.3))
    assert contextual(rows[:1]).prior == pytest.approx((0.9, 0.1))


def test_nothing_is_learnt_from_nothing() -> None:
    none = np.empty((0, 2))
    assert temperature(none, np.array([], np.int32)).temperature == 1.0
    assert Prior(batch(none).prior).apply(np.array([[0.7, 0.3]])) == pytest.approx(
        np.array([[0.7, 0.3]])
    )


def test_each_half_is_judged_by_the_other() -> None:
    found = drawn(np.random.default_rng(2), 101)
    learnt_from: list[frozenset[str]] = []

    def learn(half: Predictions) -> Prior:
        learnt_from.append(frozenset(half.ids))
        return Prior((1.0,) * 4)

    same = crosswise(found, learn, seed=0)
    assert learnt_from[0] | learnt_from[1] == set(found.ids)
    assert not learnt_from[0] & learnt_from[1]
    assert np.allclose(same.probabilities, found.probabilities)


def test_unanswered_products_stay_unanswered() -> None:
    spreads = np.array([[0.6, 0.4], [np.nan, np.nan], [0.6, 0.4]])
    found = apply(Prior((0.9, 0.1)), planted([1, 0, 0], [0, 0, -1], 2, probabilities=spreads))
    assert found.answers.tolist() == [1, 0, -1]
    assert np.isnan(found.probabilities[1]).all()


def test_without_probabilities_there_is_nothing_to_calibrate() -> None:
    assert calibrations(planted([0, 1], [0, 1], 2)) == ()


@pytest.mark.parametrize("labels", [[0], [0, 0], [0, 1], [2, 2, 2]])
def test_few_products_do_no_harm(labels: list[int]) -> None:
    spreads = np.full((len(labels), 2), 0.5)
    found = planted(labels, [0] * len(labels), 2, probabilities=spreads)
    tried = calibrations(found, np.array([[0.5, 0.5]]))
    assert [each.name for each in tried] == ["temperature", "batch", "contextual"]


def test_a_diagram_by_hand() -> None:
    """Three answers 0.95 sure, two right; one 0.55 sure, right."""
    sure = np.array([0.95, 0.95, 0.95, 0.55])
    found = reliability(
        planted([0, 0, 1, 0], [0] * 4, 2, probabilities=np.stack([sure, 1 - sure], 1))
    )
    low, high = found.bins
    assert (low.low, low.high, low.count, low.confidence) == pytest.approx((0.5, 0.6, 1, 0.55))
    assert high.right == share(2, 3) and high.gap == pytest.approx(0.95 - 2 / 3)
    assert found.ece == pytest.approx((3 * (0.95 - 2 / 3) + 0.45) / 4)
    assert found.overconfidence == pytest.approx((3 * (0.95 - 2 / 3) - 0.45) / 4)


def test_without_numbers_a_diagram_is_empty() -> None:
    found = reliability(planted([0, 1], [0, 1], 2))
    assert found.bins == () and found.ece is None
