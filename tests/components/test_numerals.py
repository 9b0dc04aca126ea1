"""Numbers as each language writes them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from components import numerals


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
    shown = [round(10 * float(text.rstrip("%"))) for text in numerals.percents_to_100(shares, "en")]
    assert sum(shown) == 1000
    assert all(
        abs(tenths / 1000 - share) < 0.001 for tenths, share in zip(shown, shares, strict=True)
    )


@pytest.mark.parametrize(
    ("value", "form", "english", "french"),
    [
        (0.1234, "+.2f", "+0.12", "+0,12"),
        (-0.5, "+.2f", "−0.50", "−0,50"),
        (0.034, ".1%", "3.4%", "3,4\u202f%"),
        (1.2e-8, ".2g", "1.2·10⁻⁸", "1,2·10⁻⁸"),
        (0.04, ".2g", "0.04", "0,04"),
    ],
)
def test_a_form_is_kept_in_each_language(
    value: float, form: str, english: str, french: str
) -> None:
    assert numerals.formed(value, form, "en") == english
    assert numerals.formed(value, form, "fr") == french
