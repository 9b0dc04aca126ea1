"""Numbers as each language writes them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from components import numerals
from vitrine.messages import Number, chance, decimal, percent, signed


@pytest.mark.parametrize(("language", "expected"), [("en", "1,050"), ("fr", "1\u202f050")])
def test_counts_are_grouped(language: str, expected: str) -> None:
    assert numerals.whole(1050, language) == expected


@pytest.mark.parametrize(
    ("share", "english", "french"),
    [
        (0.974, "97.4%", "97,4\u202f%"),
        (1.0, "100.0%", "100,0\u202f%"),
        (0.0, "0.0%", "0,0\u202f%"),
        (0.99999, ">99.9%", ">\u202f99,9\u202f%"),
        (0.00001, "<0.1%", "<\u202f0,1\u202f%"),
    ],
)
def test_a_percentage_is_never_rounded_to_certainty(
    share: float, english: str, french: str
) -> None:
    assert numerals.percent(share, "en") == english
    assert numerals.percent(share, "fr") == french


def test_signs_are_always_written() -> None:
    assert numerals.signed(1.2, "en") == "+1.20"
    assert numerals.signed(-0.351, "fr") == "−0,35"


@given(st.lists(st.floats(0.001, 1.0), min_size=1, max_size=21))
def test_shown_percentages_sum_to_100(parts: list[float]) -> None:
    shares = [part / sum(parts) for part in parts]
    texts = numerals.percents_to_100(shares, "en")
    shown = [0 if text.startswith("<") else round(10 * float(text.rstrip("%"))) for text in texts]
    assert sum(shown) == 1000 and "0.0%" not in texts
    assert all(
        abs(tenths / 1000 - share) < 0.001 for tenths, share in zip(shown, shares, strict=True)
    )


@pytest.mark.parametrize(
    ("found", "english", "french"),
    [
        (percent(0.886), "88.6%", "88,6\u202f%"),
        (decimal(0.0359, 3), "0.036", "0,036"),
        (signed(-0.1234), "−0.12", "−0,12"),
        (chance(0.0275), "= 0.028", "= 0,028"),
        (chance(1e-9), "< 0.001", "< 0,001"),
    ],
)
def test_the_engines_numbers_are_written_as_the_language_does(
    found: Number, english: str, french: str
) -> None:
    assert numerals.number(found, "en") == english
    assert numerals.number(found, "fr") == french
    assert str(found) == english.replace("−", "-")
