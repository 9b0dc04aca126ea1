"""The figures of overall importance: the surest words of each side, their intervals, their table."""

import math

import pytest

from components import i18n
from components.importance_charts import (
    SHOWN_AWAY,
    SHOWN_TOWARDS,
    agreement_chart,
    difference_table,
    importance_chart,
    importance_sentence,
)
from components.palette import AGAINST, TOWARDS, faint
from vitrine.explain.agreement import agreement
from vitrine.explain.importance import WordImportance


def word(name: str, low: float, high: float, homogeneity: float = 1.0) -> WordImportance:
    mean = (low + high) / 2
    return WordImportance(name, mean, low, high, 5, mean, homogeneity)


WORDS = (
    word("maybe", -0.5, 2.5),
    word("dial", 1.0, 2.0, 0.2),
    word("mug", -3.0, -2.0),
    word("watch", 2.0, 3.0),
)


def test_the_surest_towards_stand_on_top_and_away_below() -> None:
    chart = importance_chart("Watches", WORDS, 10)
    (bars,) = chart.figure.data
    assert list(chart.figure.layout.yaxis.ticktext) == ["watch +", "dial +", "maybe +", "mug −"]
    assert list(bars.x) == [2.5, 1.5, 1.0, -2.5]
    assert list(bars.error_x.array) == pytest.approx([0.5, 0.5, 1.5, 0.5])
    assert list(bars.marker.color) == [TOWARDS, TOWARDS, faint(TOWARDS), AGAINST]
    assert chart.sentence == (
        "The surest words towards “Watches”: “watch” and “dial”. Away from it: “mug”. Means over 10 "
        "products that the model sorts there."
    )


def test_the_table_holds_the_uncertain_words_too() -> None:
    table = importance_chart("Watches", WORDS, 10).table
    assert list(table["Word"]) == ["watch", "dial", "maybe", "mug"]
    assert list(table["Products with it"]) == [5, 5, 5, 5]
    assert list(table["Interval, low"]) == [2.0, 1.0, -0.5, -3.0]


def test_homogeneity_moves_a_shared_word_down_but_draws_the_same_weight() -> None:
    words = (word("shop", 3.0, 4.0, 0.1), word("dial", 1.0, 2.0, 1.0))
    assert list(importance_chart("W", words, 9).figure.data[0].x) == [3.5, 1.5]
    assert list(importance_chart("W", words, 9, by_homogeneity=True).figure.data[0].x) == [1.5, 3.5]


def test_where_nothing_is_certain_the_best_guesses_are_drawn_and_called_so() -> None:
    chart = importance_chart("Watches", (word("maybe", -0.5, 2.5),), 1)
    assert list(chart.figure.layout.yaxis.ticktext) == ["maybe +"]
    assert chart.sentence.startswith(
        "Over 1 product that the model sorts into “Watches”, no word’s"
    )


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ((WORDS[3],), "The surest words towards “Watches”: “watch”. Means"),
        ((WORDS[2],), "The surest words away from “Watches”: “mug”. Means"),
        (
            (WORDS[2], WORDS[3]),
            "The surest words towards “Watches”: “watch”. Away from it: “mug”. Means",
        ),
    ],
)
def test_each_side_may_be_empty(words: tuple[WordImportance, ...], told: str) -> None:
    assert importance_sentence("Watches", words, 10).startswith(told)


def test_words_of_a_tenth_of_the_heaviests_pull_are_in_the_table_alone() -> None:
    chart = importance_chart("W", (word("watch", 9.0, 11.0), word("of", 0.1, 0.3)), 9)
    assert list(chart.figure.data[0].x) == [10.0]
    assert list(chart.table["Word"]) == ["watch", "of"]


def test_no_more_than_fit_on_a_page_are_drawn() -> None:
    many = [word(f"w{row}", 1.0 + row, 2.0 + row) for row in range(30)]
    many += [word(f"a{row}", -2.0 - row, -1.0 - row) for row in range(30)]
    chart = importance_chart("Watches", many, 10)
    assert len(chart.figure.data[0].x) == SHOWN_TOWARDS + SHOWN_AWAY
    assert len(chart.table) == 60


def test_a_word_does_not_act_in_the_figure() -> None:
    chart = importance_chart("W", (word("<b>x</b>", 1.0, 2.0),), 3)
    assert chart.figure.layout.yaxis.ticktext[0] == "&lt;b&gt;x&lt;/b&gt; +"
    assert "&lt;b&gt;" in chart.figure.data[0].customdata[0]


HERE = {
    "Mugs": {name: float(rank) for rank, name in enumerate("abcde")},
    "Watches": {name: float(rank) for rank, name in enumerate("abcde")},
    "Rare": {"a": 1.0},
}
THERE = {
    "Mugs": HERE["Mugs"],
    "Watches": {name: -value for name, value in HERE["Watches"].items()},
    "Rare": {"a": 1.0},
}


def test_agreement_is_drawn_from_minus_one_to_one() -> None:
    chart = agreement_chart(agreement(HERE, THERE), "the yardstick")
    assert list(chart.figure.data[0].x) == pytest.approx([1.0, -1.0])
    assert list(chart.table["Category"]) == ["Mugs", "Watches", "Rare"]
    assert math.isnan(chart.table["Rank correlation"].iloc[2])
    assert "Most alike: “Mugs” (+1.00); least: “Watches” (−1.00)." in chart.sentence


def test_too_few_words_are_called_too_few() -> None:
    chart = agreement_chart(agreement({"Rare": {"a": 1.0}}, THERE), "the yardstick")
    assert chart.sentence == (
        "No category has 5 words that both this and the yardstick know: too few to compare."
    )


def test_differences_stand_furthest_apart_first() -> None:
    table = difference_table(agreement(HERE, THERE)["Watches"], "this run", "the other")
    assert list(table["Word"][:2]) == ["a", "e"]
    assert list(table["Rank: this run"][:2]) == [5, 1]


def test_the_sentence_is_the_languages() -> None:
    i18n.use("fr")
    assert importance_sentence("Montres", WORDS, 10).startswith(
        "Les mots qui attirent le plus sûrement"
    )
