"""The fit gives back planted weights, and intervals that cover as they claim."""

import math

import numpy as np
import pytest

from vitrine.classify.prediction import Distribution
from vitrine.explain.design import kernel_masks
from vitrine.explain.surrogate import fit, log_odds, r_squared


def spread(**logprobs: float) -> Distribution:
    return Distribution({name: math.exp(value) for name, value in logprobs.items()}, logprobs, 0.0)


def test_log_odds_are_exact_where_one_minus_p_is_zero() -> None:
    sure = spread(a=-1e-30, b=-70.0, c=-80.0)
    assert log_odds(sure, "a") == pytest.approx(70.0, abs=1e-3)
    assert log_odds(sure, "a", against="c") == pytest.approx(80.0)


def test_intervals_cover_nineteen_times_in_twenty() -> None:
    truth = np.array([1.5, -1.0, 0.5, 0.0, 0.0, 2.0])
    random, covered = np.random.RandomState(5), 0
    for _ in range(200):
        masks = kernel_masks(6, 300, random)
        noisy = masks @ truth + random.normal(scale=0.7, size=300)
        found = fit(masks, noisy, np.ones(300))
        covered += int((np.abs(found.weights - truth) <= 1.96 * found.errors).sum())
    assert 0.92 <= covered / 1200 <= 0.98


def test_r_squared_is_none_where_there_is_nothing_to_give() -> None:
    masks = kernel_masks(3, 10, np.random.RandomState(0))
    flat = fit(masks, np.ones(10), np.ones(10))
    assert r_squared(flat, masks, np.ones(10)) is None
    assert r_squared(flat, masks[:2], np.ones(2)) is None
