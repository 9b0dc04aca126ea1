"""Exact log-odds, LIME's fit over imagined samples, and how well it does on texts kept aside."""

import math

import numpy as np
import pytest

from vitrine.classify.prediction import Distribution
from vitrine.explain.design import distances, kernel, lime_masks, sparse_masks
from vitrine.explain.local import INTERVAL
from vitrine.explain.process import Kernel, Posterior, learn
from vitrine.explain.surrogate import (
    Neighbourhood,
    Surrogate,
    fit,
    log_odds,
    log_odds_of,
    r_squared,
)


def spread(**logprobs: float) -> Distribution:
    return Distribution({name: math.exp(value) for name, value in logprobs.items()}, logprobs, 0.0)


def test_log_odds_are_exact_where_one_minus_p_is_zero() -> None:
    sure = spread(a=-1e-30, b=-70.0, c=-80.0)
    assert log_odds(sure, "a") == pytest.approx(70.0, abs=1e-3)
    assert log_odds(sure, "a", against="c") == pytest.approx(80.0)


def test_rows_of_logprobs_have_the_same_log_odds_as_one_distribution() -> None:
    rows = np.log([[0.7, 0.2, 0.1], [0.1, 0.3, 0.6]])
    names = ("a", "b", "c")
    for target, against in (("a", None), ("c", None), ("b", "c")):
        one_by_one = [
            log_odds(spread(**dict(zip(names, row, strict=True))), target, against) for row in rows
        ]
        assert log_odds_of(rows, names, target, against) == pytest.approx(one_by_one)


def pulled(masks: np.ndarray) -> np.ndarray:
    """A response with two words that each suffice, one that adds and one that takes away."""
    either = np.maximum(masks[:, 1], masks[:, 4])
    return np.asarray(3.0 * either + 1.0 * masks[:, 7] - 2.0 * masks[:, 9])


def limes_own(words: int) -> np.ndarray:
    masks = lime_masks(words, 40_000, np.random.RandomState(9))
    return fit(masks, pulled(masks), kernel(distances(masks)))[1]


def learnt(words: int, rows: int, seed: int) -> Surrogate:
    masks = sparse_masks(words, rows, np.random.RandomState(seed)).astype(float)
    response = pulled(masks)
    process = learn(masks, response[:, None], Kernel.plain(words))
    return Neighbourhood(words).fit(Posterior(process, masks, response))


def test_a_hundred_answers_give_what_limes_thousands_give() -> None:
    """Words that stand in for each other included: a plain fit to as many rows is off by far more."""
    truth = limes_own(14)
    for seed in range(3):
        assert np.abs(learnt(14, 100, seed).weights - truth).max() < 0.25


def test_intervals_cover_what_they_claim() -> None:
    truth = limes_own(14)
    covered = [
        np.abs(found.weights - truth) <= INTERVAL * found.errors + 0.02  # the reference's own error
        for found in (learnt(14, 60, seed) for seed in range(12))
    ]
    assert np.mean(covered) >= 0.93


def test_linearity_says_whether_words_act_together() -> None:
    masks = sparse_masks(10, 100, np.random.RandomState(0)).astype(float)
    alone, together = masks @ np.arange(10.0), 9.0 * masks[:, 0] * masks[:, 1] * masks[:, 2]
    found = []
    for response in (alone, together):
        process = learn(masks, response[:, None], Kernel.plain(10))
        found.append(Neighbourhood(10).fit(Posterior(process, masks, response)).linearity)
    assert found[0] > 0.95 > 0.8 > found[1]


def test_r_squared_is_none_where_there_is_nothing_to_give() -> None:
    assert r_squared(np.ones(3), np.ones(3)) is None
    assert r_squared(np.zeros(2), np.arange(2.0)) is None
    assert r_squared(np.ones(3), np.arange(3.0)) == pytest.approx(0.0)
    assert r_squared(np.array([0.0, 1.0, 9.0]), np.arange(3.0), np.array([1.0, 1.0, 0.0])) == 1.0
