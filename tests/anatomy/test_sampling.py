"""Temperature, top-p, cross-entropy and perplexity."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from vitrine.anatomy.sampling import cross_entropy, perplexity, top_p, with_temperature

LOGPROBS = st.lists(st.floats(-30, 0), min_size=1, max_size=20)
HALVES = [math.log(share) for share in (0.5, 0.25, 0.125)]


def test_temperature_one_only_renormalises() -> None:
    assert with_temperature(HALVES, 1.0) == pytest.approx([4 / 7, 2 / 7, 1 / 7])


def test_half_a_temperature_squares_the_odds() -> None:
    assert with_temperature(HALVES, 0.5) == pytest.approx([16 / 21, 4 / 21, 1 / 21])


def test_nought_is_the_greedy_choice() -> None:
    assert with_temperature([-2.0, -1.0, -3.0], 0.0).tolist() == [0, 1, 0]


@given(LOGPROBS, st.floats(1e-300, 10))
def test_any_temperature_gives_shares_in_the_same_order(
    logprobs: list[float], temperature: float
) -> None:
    found = with_temperature(logprobs, temperature)
    assert found.sum() == pytest.approx(1.0)
    order = np.argsort(logprobs)
    assert (np.diff(found[order]) >= -1e-12).all()


def test_top_p_keeps_the_token_that_crosses_the_line() -> None:
    probabilities = np.array([0.2, 0.5, 0.3])
    assert top_p(probabilities, 0.5).tolist() == [0, 1, 0]
    assert top_p(probabilities, 0.51) == pytest.approx([0, 0.625, 0.375])
    assert top_p(probabilities, 1.0) == pytest.approx(probabilities)


@given(LOGPROBS, st.floats(0.01, 1))
def test_top_p_keeps_enough_and_no_more(logprobs: list[float], share: float) -> None:
    probabilities = with_temperature(logprobs, 1.0)
    found = top_p(probabilities, share)
    kept = probabilities[found > 0]
    assert found.sum() == pytest.approx(1.0)
    assert kept.sum() >= share - 1e-9
    assert kept.sum() - kept.min() < share + 1e-9


@pytest.mark.parametrize("share", [0.0, 1.1])
def test_a_share_outside_is_refused(share: float) -> None:
    with pytest.raises(ValueError, match="share"):
        top_p(np.array([1.0]), share)


def test_a_negative_temperature_and_no_tokens_are_refused() -> None:
    with pytest.raises(ValueError, match="temperature"):
        with_temperature([-1.0], -0.1)
    with pytest.raises(ValueError, match="tokens"):
        cross_entropy([])


def test_a_fair_coin_has_a_perplexity_of_two() -> None:
    assert cross_entropy([math.log(0.5)] * 3) == pytest.approx(math.log(2))
    assert perplexity([math.log(0.5)] * 3) == pytest.approx(2.0)
    assert perplexity([0.0]) == 1.0
