"""A batch in figures: every category counted, what is none of them apart, reasons by frequency."""

import pytest

from components import i18n
from components.batch_charts import answers_chart, failures_chart
from components.palette import GRAY, GREEN
from vitrine.jobs.model import Progress
from vitrine.messages import Message

NAMES = ("Home", "Watches", "Baby")


def progress(**counts: int) -> Progress:
    by_label = {None if name == "none" else name: count for name, count in counts.items()}
    return Progress(total=100, answered=sum(counts.values()), by_label=by_label)


def test_the_most_frequent_category_stands_on_top_and_none_of_these_last() -> None:
    chart = answers_chart(progress(Home=2, Watches=5, none=3), NAMES)
    (bars,) = chart.figure.data
    assert list(bars.x) == [5, 2, 0, 3]
    assert list(bars.marker.color) == [GREEN, GREEN, GREEN, GRAY]
    assert list(chart.table["Category"]) == ["Watches", "Home", "Baby", "None of these"]
    assert list(chart.table["Share"]) == ["50.0%", "20.0%", "0.0%", "30.0%"]
    assert chart.sentence == (
        "Of 10 answers, most go to “Watches”: 50.0%. 3 are none of the categories."
    )


def test_without_an_outsider_there_is_no_bar_for_it() -> None:
    chart = answers_chart(progress(Home=1), NAMES)
    assert list(chart.table["Category"]) == ["Home", "Watches", "Baby"]
    assert chart.sentence == "Of 1 answer, most go to “Home”: 100.0%."


def test_before_the_first_answer_it_says_so() -> None:
    chart = answers_chart(progress(), NAMES)
    assert chart.sentence == "No product has an answer yet."
    assert list(chart.table["Answers"]) == [0, 0, 0]


def test_all_outside_is_no_majority_of_a_category() -> None:
    chart = answers_chart(progress(none=4), NAMES)
    assert chart.sentence == "None of the 4 answers is one of the categories."


def test_reasons_are_counted_and_cannot_act_as_html() -> None:
    busy = Message("The server at {host} is busy.", {"host": "<b>here</b>"})
    chart = failures_chart(((busy, 7), (Message("It is odd."), 1)))
    (bars,) = chart.figure.data
    assert list(bars.x) == [7, 1]
    assert "<b>" not in str(chart.figure.layout.annotations[0].text)
    assert list(chart.table["Reason"]) == ["The server at <b>here</b> is busy.", "It is odd."]
    assert chart.sentence == (
        "8 products failed. The most frequent reason: The server at <b>here</b> is busy."
    )


def test_no_failure_is_said() -> None:
    assert failures_chart(()).sentence == "No product failed."


@pytest.mark.parametrize("language", ["fr"])
def test_in_french_with_its_own_marks(language: str) -> None:
    i18n.use(language)
    try:
        chart = answers_chart(progress(Home=1_050), NAMES)
        assert "100,0\u202f%" in chart.sentence and "1\u202f050" in chart.sentence
    finally:
        i18n.use("en")
