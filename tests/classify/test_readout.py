"""Logprobs become a distribution; what is written becomes a code or nothing."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vitrine.classify.readout import answer_code, distribution
from vitrine.llm.reply import TokenChoice

CODES = {"A": "Home", "B": "Baby", "C": "Watches"}


def choice(text: str, probability: float) -> TokenChoice:
    return TokenChoice(text, math.log(probability))


def test_spellings_are_summed_and_the_rest_stays_outside() -> None:
    """By hand: A 0.3 + 0.2, B 0.25, C 0.05 make 0.8; "Sure" and a lower-case a are outside."""
    found = distribution(
        [choice("A", 0.3), choice("B", 0.25), choice(" A", 0.2), choice("Sure", 0.15),
         choice("C", 0.05), choice("a", 0.05)],
        CODES,
    )  # fmt: skip
    assert found.probabilities == pytest.approx({"Home": 0.625, "Baby": 0.3125, "Watches": 0.0625})
    assert found.outside == pytest.approx(0.2)
    assert found.logprobs["Home"] == pytest.approx(math.log(0.5))
    assert found.bounded == ()


def test_a_code_out_of_sight_is_bounded_by_the_least_listed() -> None:
    found = distribution([choice("A", 0.6), choice("B", 0.3), choice("x", 0.01)], CODES)
    assert found.bounded == ("Watches",)
    assert math.exp(found.logprobs["Watches"]) == pytest.approx(2 * 0.01)


def test_the_bound_is_no_more_than_the_mass_left_over() -> None:
    found = distribution([choice("A", 0.9), choice("B", 0.099)], CODES)
    assert math.exp(found.logprobs["Watches"]) == pytest.approx(0.001)


@given(
    st.lists(st.tuples(st.sampled_from(["A", " A", "B", " C", "no", ""]), st.floats(-40, -0.01)))
)
def test_any_logprobs_give_a_distribution_that_sums_to_one(pairs: list[tuple[str, float]]) -> None:
    found = distribution([TokenChoice(*pair) for pair in pairs], CODES)
    assert sum(found.probabilities.values()) == pytest.approx(1.0)
    assert 0.0 <= found.outside <= 1.0
    assert all(value >= 0.0 for value in found.probabilities.values())


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("A", "A"),
        (" b", "B"),
        ("C)", "C"),
        ('"B"', "B"),
        ("Category: A. Home", "A"),
        ("(c)", "C"),
        ("Answer", None),
        ("Baby", None),
        ("D", None),
        ("", None),
        ("Sure! A", None),
    ],
)
def test_an_answer_names_a_code_or_none(text: str, code: str | None) -> None:
    assert answer_code(text, CODES) == code
