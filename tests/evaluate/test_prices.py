"""Prices as shops write them."""

import pytest
from babel.numbers import format_currency
from hypothesis import given
from hypothesis import strategies as st

from vitrine.evaluate.prices import read_price


@pytest.mark.parametrize(
    ("text", "price"),
    [
        ("374", 374.0),
        ("749.0", 749.0),
        ("Rs. 1,299", 1299.0),
        ("₹1,07,750.50", 107750.5),
        ("$12.5", 12.5),
        ("1.299,00 €", 1299.0),
        ("1 299,50 €", 1299.5),
        ("1\u202f299,50\u00a0€", 1299.5),
        ("1'299.00 CHF", 1299.0),
        ("0.125", 0.125),
        ("0,99", 0.99),
        ("1.299", 1299.0),
        ("1.299.000", 1299000.0),
        ("from 20 to 30", 20.0),
        ("EUR 5,-", 5.0),
    ],
)
def test_it_is_read_as_it_is_meant(text: str, price: float) -> None:
    assert read_price(text) == price


@pytest.mark.parametrize("text", ["", "No rating available", "free", "-5", "−5 €", "$ -3.20"])
def test_what_is_no_price_is_none(text: str) -> None:
    assert read_price(text) is None


@given(st.text(max_size=40))
def test_any_cell_is_a_number_or_none(text: str) -> None:
    found = read_price(text)
    assert found is None or found >= 0


@given(
    st.decimals(min_value=0, max_value=9_999_999, places=2),
    st.sampled_from(
        [("en_US", "USD"), ("fr_FR", "EUR"), ("de_DE", "EUR"), ("en_IN", "INR"), ("de_CH", "CHF")]
    ),
)
def test_what_a_language_writes_is_read_back(value: object, where: tuple[str, str]) -> None:
    locale, currency = where
    written = format_currency(value, currency, locale=locale)  # type: ignore[arg-type]
    assert read_price(written) == pytest.approx(float(value))  # type: ignore[arg-type]
