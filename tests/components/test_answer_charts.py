"""The answer's figure sums to one with the outside mass; the words' figure shows their intervals."""

import math

import pytest

from components import i18n
from components.answer_charts import answer_chart, shares, weights_sentence, word_weight_chart
from tests.components.conftest import weighed
from vitrine.classify.prediction import Distribution, Prediction, Provenance

SPREAD = Distribution(
    {"Watches": 0.75, "<b>Mugs</b>": 0.25}, {"Watches": -0.3, "<b>Mugs</b>": -1.4}, 0.2
)
SOURCE = Provenance("embedded", "vitrine-demo", "0" * 64, "1", "direct", {})
ANSWER = Prediction("answered", "Watches", "A", SPREAD, SOURCE)


def test_shares_and_what_fell_outside_sum_to_one() -> None:
    found = shares(SPREAD)
    assert sum(found.values()) + SPREAD.outside == pytest.approx(1.0)
    assert found == pytest.approx({"Watches": 0.6, "<b>Mugs</b>": 0.2})


def test_the_figure_ends_with_the_outside_mass() -> None:
    chart = answer_chart(ANSWER, SPREAD)
    (bars,) = chart.figure.data
    assert list(bars.x) == pytest.approx([0.6, 0.2, 0.2])
    assert list(chart.table["Category"]) == ["Watches", "<b>Mugs</b>", "None of these"]
    assert chart.sentence == (
        "“Watches” gets 60.0% of the probability, “<b>Mugs</b>” follows with 20.0%; 20.0% fell on none "
        "of the categories."
    )


def test_a_category_name_does_not_act_in_the_figure() -> None:
    figure = answer_chart(ANSWER, SPREAD).figure
    assert "&lt;b&gt;Mugs&lt;/b&gt;" in {note.text for note in figure.layout.annotations}


def test_a_bound_is_called_a_bound_and_is_one() -> None:
    """Neither code was listed: each can have had 5 %, though together they are drawn as less."""
    listed, least, codes = 0.2, 0.05, ("Watches", "Mugs", "Vases")
    mass = dict(zip(codes, (listed, least, least), strict=True))
    spread = Distribution(
        {name: value / sum(mass.values()) for name, value in mass.items()},
        {name: math.log(value) for name, value in mass.items()},
        outside=1.0 - listed,
        bounded=("Mugs", "Vases"),
    )
    texts = list(answer_chart(ANSWER, spread).table["Probability"])
    assert texts[1:3] == ["at most 5.0%", "at most 5.0%"]


def test_weights_carry_their_intervals_and_signs() -> None:
    chart = word_weight_chart(weighed("watch cotton", {"watch": 2.0, "cotton": -1.0}))
    (bars,) = chart.figure.data
    assert list(bars.x) == [2.0, -1.0]
    assert list(bars.error_x.array) == pytest.approx([0.5, 0.5])
    assert list(bars.error_x.arrayminus) == pytest.approx([0.5, 0.5])
    assert list(chart.figure.layout.yaxis.ticktext) == ["watch +", "cotton −"]
    assert list(chart.table["Weight"]) == [2.0, -1.0]


@pytest.mark.parametrize(
    ("weights", "expected"),
    [
        (
            {"watch": 2.0, "cotton": -1.0},
            "The words that pull most towards “Watches”: “watch”. Away from it: “cotton”.",
        ),
        (
            {"watch": 2.0, "cotton": 1.0},
            "The words that pull most towards “Watches”: “watch” and “cotton”.",
        ),
        ({"cotton": -1.0}, "The words that pull most away from “Watches”: “cotton”."),
        ({"cotton": 0.0}, "No word pulls towards “Watches” or away from it."),
    ],
)
def test_the_sentence_names_the_heaviest_words(weights: dict[str, float], expected: str) -> None:
    assert weights_sentence(weighed("watch cotton", weights)) == expected


def test_words_that_may_as_well_pull_the_other_way_are_not_named_as_reasons() -> None:
    """`weighed` gives each weight ± 0.5."""
    unsure = weighed("watch cotton", {"watch": 0.4, "cotton": -0.3})
    assert weights_sentence(unsure) == (
        "No single word surely pulls towards “Watches” or away from it. The heaviest: “watch” and "
        "“cotton”."
    )
    one = weighed("watch cotton", {"watch": 2.0, "cotton": -0.3})
    assert weights_sentence(one) == "The words that pull most towards “Watches”: “watch”."


def test_the_sentence_is_the_languages() -> None:
    i18n.use("fr")
    chart = answer_chart(ANSWER, SPREAD)
    assert "60,0\u202f%" in chart.sentence
    assert chart.figure.layout.separators == ",\u202f"
