"""Words and correctness: against scipy, and on planted links."""

import json

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.optimize import minimize
from scipy.special import expit
from scipy.stats import chi2_contingency, pointbiserialr

from tests.evaluate.making import planted
from vitrine.errors import NoLabels
from vitrine.evaluate.figures import share
from vitrine.evaluate.logistic import Logistic, fit_logistic
from vitrine.evaluate.predictions import Predictions
from vitrine.evaluate.words import holm, words_and_correctness


def linked(seed: int, slope: float, n: int = 800) -> Predictions:
    """Two categories; the log-odds of a right answer rise by `slope` with the log of the words."""
    rng = np.random.default_rng(seed)
    words = np.exp(rng.normal(3.8, 0.7, n)).astype(int).clip(3)
    right = rng.random(n) < expit(1.0 + slope * (np.log(words) - 3.8))
    labels = rng.integers(0, 2, n)
    return planted(labels, np.where(right, labels, 1 - labels), 2, words=words)


def fitted(x: np.ndarray, right: np.ndarray) -> Logistic | None:
    """From a row a product."""
    values, place, trials = np.unique(x, return_inverse=True, return_counts=True)
    return fit_logistic(values, np.bincount(place[right], minlength=len(values)), trials)


def test_the_correlation_is_scipys() -> None:
    found = linked(0, 0.6)
    mine = words_and_correctness(found)
    whole = pointbiserialr(found.right, found.words)
    assert (mine.r, mine.p) == pytest.approx((whole.statistic, whole.pvalue))
    for label, name in enumerate(found.categories):
        own = found.where(found.labels == label)
        part = pointbiserialr(own.right, own.words)
        assert (mine.by_category[name].r, mine.by_category[name].p) == pytest.approx(
            (part.statistic, part.pvalue)
        )


def test_the_logistic_curve_is_that_of_greatest_likelihood() -> None:
    found = linked(1, 0.8)
    x, right = np.log(found.words.astype(float)), found.right
    mine = fitted(x, right)

    def loss(weights: np.ndarray) -> float:
        odds = weights[0] + weights[1] * x
        return float(np.sum(np.logaddexp(0, odds) - right * odds))

    reference = minimize(loss, [0.0, 0.0], method="BFGS", options={"gtol": 1e-8})
    assert mine is not None
    assert (mine.intercept, mine.slope) == pytest.approx(tuple(reference.x), abs=1e-4)
    rows = np.stack([np.ones_like(x), x], 1)
    rates = expit(rows @ reference.x)
    information = (rows * (rates * (1 - rates))[:, None]).T @ rows
    assert mine.covariance == pytest.approx(np.linalg.inv(information), rel=1e-3)


def test_the_band_covers_as_it_claims() -> None:
    """The planted curve at 45 words lies in the band of 92 to 98 % of 300 catalogues."""
    at = np.log([45.0])
    truth = expit(1.0 + 0.5 * (at[0] - 3.8))
    inside = 0
    for data in range(300):
        found = linked(data, 0.5, 300)
        curve = fitted(np.log(found.words.astype(float)), found.right)
        assert curve is not None
        _rate, low, high = curve.at(at)[:, 0]
        inside += low <= truth <= high
    assert 0.92 <= inside / 300 <= 0.98


@pytest.mark.parametrize(
    ("slope", "begins"),
    [(1.5, "Longer descriptions"), (-1.5, "Shorter descriptions"), (0.0, "Nothing to see")],
)
def test_the_sentence_says_what_was_planted(slope: float, begins: str) -> None:
    assert str(words_and_correctness(linked(2, slope)).sentences[0]).startswith(begins)


def test_lengths_that_differ_without_a_slope_are_seen() -> None:
    """Only products of middling length are right: no correlation, and yet something to see."""
    words = np.arange(500) % 100 + 1
    right = (np.arange(500) % 5 > 0) & (words > 40) & (words <= 60)
    found = words_and_correctness(planted([0] * 500, np.where(right, 0, 1), 2, words=words))
    assert found.seen == "uneven" and found.p is not None and found.p > 0.05
    table = [[round(one.rate.value * one.count) for one in found.quantiles]]
    table += [[one.count - table[0][place] for place, one in enumerate(found.quantiles)]]
    assert found.p_fifths == pytest.approx(chi2_contingency(table).pvalue)


def test_chance_alone_is_seldom_taken_for_a_link() -> None:
    """No link planted: at most one in ten of 200 catalogues has any category that shows one (Holm)."""
    shown = seen = 0
    for data in range(200):
        rng = np.random.default_rng(data)
        labels = rng.integers(0, 7, 400)
        right = rng.random(400) < 0.8
        found = planted(
            labels, np.where(right, labels, 6 - labels), 7, words=rng.integers(5, 99, 400)
        )
        mine = words_and_correctness(found)
        seen += mine.seen != "nothing"
        parts = mine.by_category.values()
        shown += any(part.p_together is not None and part.p_together < 0.05 for part in parts)
    assert shown <= 20 and seen <= 20


def test_holm_by_hand() -> None:
    """Holm 1979: the least p times 4, the next times 3, … and never below the one before."""
    assert holm([0.01, 0.04, 0.03, 0.005]) == pytest.approx([0.03, 0.06, 0.06, 0.02])
    assert holm([0.9, 0.8]) == [1.0, 1.0] and holm([]) == []


def test_fifths_hold_all_products_and_their_rates() -> None:
    found = linked(4, 1.0, 500)
    mine = words_and_correctness(found)
    assert sum(part.count for part in mine.quantiles) == 500 and len(mine.quantiles) == 5
    for part in mine.quantiles:
        own = (found.words >= part.low) & (found.words <= part.high)
        assert own.sum() == part.count and part.rate == share(
            int(found.right[own].sum()), part.count
        )


@pytest.mark.parametrize(
    ("answers", "words"), [([0, 0, 0], [3, 9, 5]), ([1, 1, 1], [3, 9, 5]), ([0, 1, 0], [4, 4, 4])]
)
def test_without_spread_nothing_is_said(answers: list[int], words: list[int]) -> None:
    mine = words_and_correctness(planted([0, 0, 0], answers, 2, words=words))
    assert mine.r is None and mine.logistic is None
    assert "Nothing can be said" in str(mine.sentences[0])


def test_words_that_part_right_from_wrong_have_no_curve() -> None:
    words = np.arange(10, 50)
    found = planted([0] * 40, [1] * 20 + [0] * 20, 2, words=words)
    assert words_and_correctness(found).logistic is None


def test_unlabelled_products_have_no_say() -> None:
    found = planted([0, 1, 0, -1], [0, 1, 1, 0], 2, words=[3, 5, 9, 400])
    assert words_and_correctness(found).n == 3
    with pytest.raises(NoLabels):
        words_and_correctness(planted([-1], [0], 2))


ROW = st.tuples(st.integers(-1, 3), st.integers(-1, 1), st.integers(0, 30))


@given(st.lists(ROW, min_size=1, max_size=15))
def test_any_products_give_json(rows: list[tuple[int, int, int]]) -> None:
    labels, answers, words = (list(part) for part in zip(*rows, strict=True))
    found = planted(labels, answers, 2, words=words)
    if found.labelled.any():
        json.dumps(words_and_correctness(found).as_json(), allow_nan=False)


@given(st.lists(st.integers(0, 30), min_size=1, max_size=200))
def test_fifths_end_where_numpys_quantiles_do(words: list[int]) -> None:
    right = np.arange(len(words)) % 3 == 0
    found = planted([0] * len(words), np.where(right, 0, 1), 2, words=words)
    edges = np.unique(np.quantile(words, [0.2, 0.4, 0.6, 0.8], method="lower"))
    highs = [part.high for part in words_and_correctness(found).quantiles]
    assert highs[: len(edges)] == edges.tolist()
