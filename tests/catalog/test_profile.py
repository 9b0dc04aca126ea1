"""The figures, against pandas' describe and by hand."""

import json
import math

import pandas as pd
import pytest

from vitrine.catalog.profile import profile

CSV = """id,description,category
1,one two three,Home
2,one two,Home
2,one  two three\tfour,Toys
3,one two three,
4,one two three four five six seven,Home
5,,Home
"""


def test_the_table_is_pandas_describe(read):
    catalog = read(CSV)
    figures = profile(catalog)
    assert figures.word_counts.tolist() == [3, 2, 4, 3, 7]
    for summary, series in [
        (figures.words, figures.word_counts),
        (figures.characters, catalog.frame["description"].map(len)),
    ]:
        assert summary.as_json() == pytest.approx(series.describe().to_dict())


def test_the_json_has_exactly_its_keys_and_survives_strict_json(read):
    figures = profile(read(CSV)).as_json()
    assert json.loads(json.dumps(figures, allow_nan=False)) == figures
    assert figures["rows"] == 5
    assert figures["categories"] == {"Home": 3, "Toys": 1}
    assert figures["duplicates"] == {"id": 1, "description": 1}
    assert figures["words_by_category"]["Home"]["50%"] == 3
    assert figures["words_by_category"]["Toys"]["std"] is None
    assert [problem["line"] for problem in figures["problems"]] == [4, 7]
    assert all(isinstance(problem["reason"], str) for problem in figures["problems"])
    assert list(figures) == [
        "rows", "categories", "duplicates", "words", "characters", "words_by_category", "problems",
    ]  # fmt: skip


def test_balance(read):
    figures = profile(read(CSV))
    assert figures.uncategorised == 1
    assert figures.imbalance == 3
    assert figures.evenness == pytest.approx(
        -(0.75 * math.log(0.75) + 0.25 * math.log(0.25)) / math.log(2)
    )
    even = profile(read("description,category\na b,X\nc d,X\ne f,Y\ng h,Y\n"))
    assert (even.imbalance, even.evenness) == (1, pytest.approx(1))


def test_one_product_without_category(read):
    figures = profile(read("description\njust this\n"))
    assert figures.words.as_json() == pd.Series([2]).describe().replace(math.nan, None).to_dict()
    assert (figures.categories, figures.uncategorised) == ({}, 1)
    assert (figures.imbalance, figures.evenness) == (None, None)
    assert figures.duplicate_ids == 0
    assert figures.as_json()["words_by_category"] == {}


def test_a_single_product_has_figures(read):
    figures = profile(read("description,category\nonly one product here,A\n"))
    assert figures.words_by_category["A"].count == 1
