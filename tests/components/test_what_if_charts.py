"""The figures of what-if: before beside after, and each added word's shift with its sign."""

import math

import pytest

from components.what_if_charts import change_chart, missing_chart
from vitrine.classify.prediction import Distribution
from vitrine.explain.missing import Missing


def spread(**shares: float) -> Distribution:
    total = sum(shares.values())
    inside = {name: share / total for name, share in shares.items()}
    logprobs = {name: math.log(share) for name, share in shares.items()}
    return Distribution(inside, logprobs, 1.0 - total)


BEFORE = spread(Watches=0.7, Mugs=0.2)
AFTER = spread(Watches=0.3, Mugs=0.6)


def test_before_and_after_stand_in_the_order_of_the_answer_before() -> None:
    now, was = change_chart(BEFORE, AFTER).figure.data
    assert list(was.x) == pytest.approx([0.7, 0.2, 0.1])
    assert list(now.x) == pytest.approx([0.3, 0.6, 0.1])


def test_a_changed_answer_is_told_with_its_figures() -> None:
    assert change_chart(BEFORE, AFTER).sentence == (
        "The answer changes from “Watches”, which falls from 70.0% to 30.0%, to “Mugs” with 60.0%."
    )
    assert change_chart(BEFORE, BEFORE).sentence == (
        "The answer stays “Watches”: 70.0% before, 70.0% now."
    )


@pytest.mark.parametrize(
    ("probability", "shift", "told"),
    [
        (0.5, 1.4, "With “mug” added, “Mugs” goes from 20.0% to 50.0%."),
        (0.2001, 0.001, "yet it stays at 20.0%: one word is not enough."),
        (0.1, -0.8, "None of these words raises “Mugs” from its 20.0%."),
    ],
)
def test_what_an_added_word_does_is_told_as_it_is(
    probability: float, shift: float, told: str
) -> None:
    chart = missing_chart("Mugs", 0.2, [Missing("mug", 6, probability, shift)])
    assert told in chart.sentence
    assert list(chart.figure.data[0].x) == [shift]


def test_a_word_does_not_act_in_the_figure() -> None:
    chart = missing_chart("Mugs", 0.2, [Missing("<b>x</b>", 6, 0.3, 1.0)])
    assert chart.figure.layout.yaxis.ticktext[0] == "&lt;b&gt;x&lt;/b&gt; +"
