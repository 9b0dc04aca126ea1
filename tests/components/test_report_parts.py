"""The report's tables: numbers that are read one under another, each as its language writes it."""

import numpy as np
import pandas as pd
import pytest

from components import i18n
from components.report_parts import table


@pytest.mark.parametrize(
    ("values", "shown"),
    [
        ([0.5, 0.46, -0.1], ("0.50", "0.46", "−0.10")),
        ([108.5, 84.0, 94.3], ("108.5", "84.0", "94.3")),
        ([39.0, 1234.0], ("39", "1,234")),
        ([0.333, np.nan], ("0.33", "–")),
        ([-0.001, 1.0], ("0", "1")),
    ],
)
def test_a_column_of_measures_has_one_number_of_digits(
    values: list[float], shown: tuple[str, ...]
) -> None:
    i18n.use("en")
    frame = pd.DataFrame({"Word": ["w"] * len(values), "Weight": values})
    assert tuple(row[1] for row in table("", frame).rows) == shown


def test_counts_shares_and_intervals_stand_to_the_right() -> None:
    i18n.use("en")
    frame = pd.DataFrame(
        {
            "Id": ["1", "2"],
            "Products": [150, 1],
            "Share": ["14.3%", "<0.1%"],
            "Right": ["93.5% (89.4% to 97.0%)", "–"],
            "Answer": ["Watches", "3 of them"],
            "Begun": [True, False],
        }
    )
    assert table("", frame).numeric == (False, True, True, True, False, False)


def test_an_empty_table_is_one() -> None:
    found = table("", pd.DataFrame({"Word": [], "Weight": []}))
    assert found.rows == () and found.head == ("Word", "Weight")


def test_french_writes_its_own_mark() -> None:
    i18n.use("fr")
    try:
        assert table("", pd.DataFrame({"Mot": ["a", "b"], "Poids": [0.5, 1.25]})).rows == (
            ("a", "0,50"),
            ("b", "1,25"),
        )
    finally:
        i18n.use("en")
