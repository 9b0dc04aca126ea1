"""The note's four figures and its table, from a catalogue whose figures are known."""

import pandas as pd
import pytest

from components.catalog_charts import (
    balance_sentence,
    category_chart,
    character_count_chart,
    lengths_table,
    word_count_chart,
    words_by_category_chart,
)
from vitrine.catalog.profile import Profile, profile
from vitrine.catalog.read import read_catalog
from vitrine.settings import Settings


def profile_of(rows: list[tuple[str, str]]) -> Profile:
    """Rows are (description, category)."""
    data = pd.DataFrame(rows, columns=["description", "category"]).to_csv(index=False).encode()
    return profile(read_catalog(data, "test.csv", Settings()))


UNEVEN = [("one two three four", "Big <i")] * 6 + [("five six words in this text", "Small")] * 2


def test_category_sizes_are_drawn_largest_first() -> None:
    chart = category_chart(profile_of(UNEVEN))
    (bars,) = chart.figure.data
    assert list(bars.x) == [6, 2]
    assert list(chart.table["Category"]) == ["Big <i", "Small"]
    assert list(chart.table["Share"]) == ["75.0%", "25.0%"]
    assert {note.text for note in chart.figure.layout.annotations} == {"Big &lt;i", "Small"}


def test_balance_is_put_in_words() -> None:
    assert balance_sentence(profile_of(UNEVEN)) == (
        "The 2 categories are uneven: “Big <i” has 6 products, 3 times as many as “Small” with 2."
    )
    even = [(f"text of product {row}", category) for row in range(4) for category in ("A1x", "B2y")]
    assert balance_sentence(profile_of(even)) == (
        "The 2 categories are balanced: 4 products in each."
    )


def test_every_product_is_in_a_bar_of_the_histograms() -> None:
    figures = profile_of(UNEVEN)
    for chart in (word_count_chart(figures), character_count_chart(figures)):
        assert sum(chart.figure.data[0].y) == 8
        assert chart.table["Products"].sum() == 8
        assert "median" in chart.sentence


def test_one_product_is_enough_for_a_histogram() -> None:
    chart = word_count_chart(profile_of([("only one product here", "A")]))
    assert list(chart.figure.data[0].y) == [1]


def test_boxes_hold_each_categorys_quartiles() -> None:
    chart = words_by_category_chart(profile_of(UNEVEN))
    (boxes,) = chart.figure.data
    assert list(boxes.median) == [6, 4]
    assert list(boxes.lowerfence) == [6, 4]
    assert "longest in “Small” (median 6 words)" in chart.sentence


def test_the_table_is_what_describe_says() -> None:
    figures = profile_of(UNEVEN)
    row = lengths_table(figures).set_index("").loc["Words"]
    expected = pd.Series([4] * 6 + [6] * 2).describe()
    shown = row[["Count", "Mean", "Std. deviation", "Minimum", "25%", "Median", "75%", "Maximum"]]
    assert shown.astype(float).tolist() == pytest.approx(expected.tolist(), abs=0.05)
