"""The figures of the Results page say what they draw, and nothing of a catalogue acts in them."""

import numpy as np
import pytest

from components import i18n
from components.palette import AGAINST, GRAY, GREEN
from components.results_answer_charts import confidence_chart, spread_chart
from components.results_confusion_charts import Squares, confusion_chart, largest_error
from components.results_cost_charts import seconds_chart
from tests.evaluate.test_review import predictions

SQUARES = Squares(
    ["Home", "<b>Baby</b>", "Attic"],
    ["Home", "<b>Baby</b>", "None of these", "Failed"],
    np.array([[8, 2, 0, 0], [0, 5, 1, 0], [3, 0, 0, 1]]),
    2,
)


def test_every_filled_square_is_a_mark_that_tells_its_place() -> None:
    chart = confusion_chart(SQUARES, (0, 1))
    _dots, marks = chart.figure.data
    places = {(row, column) for row, column, _told in marks.customdata}
    assert places == {(0, 0), (0, 1), (1, 1), (1, 2), (2, 0), (2, 3)}
    assert dict(zip(zip(marks.y, marks.x, strict=True), marks.text, strict=True))[0, 1] == "2"
    assert marks.marker.symbol == "square"
    assert chart.sentence == (
        "7 of 20 labelled products are off the diagonal; most often “Attic” is answered “Home” (3)."
    )
    assert [str(name) for name in chart.table.columns] == [
        "Label", "Home", "<b>Baby</b>", "None of these", "Failed",
    ]  # fmt: skip


def test_right_wrong_and_unanswered_have_their_colours_and_a_frame_the_chosen() -> None:
    figure = confusion_chart(SQUARES, (0, 1)).figure
    marks = figure.data[1]
    colours = dict(zip(zip(marks.y, marks.x, strict=True), marks.marker.color, strict=True))
    assert _is(colours[0, 0], GREEN) and _is(colours[0, 1], AGAINST) and _is(colours[1, 2], GRAY)
    assert _is(colours[2, 0], AGAINST)  # a label that cannot be answered
    (frame,) = figure.layout.shapes
    assert (frame.xanchor, frame.yanchor) == (1, 0)
    assert not confusion_chart(SQUARES, None).figure.layout.shapes


def _is(shown: str, colour: str) -> bool:
    red, green, blue = (int(colour[start : start + 2], 16) for start in (1, 3, 5))
    return shown.startswith(f"rgba({red}, {green}, {blue},")


def test_labels_cannot_act_as_html_and_have_the_letters_of_the_columns() -> None:
    figure = confusion_chart(SQUARES, None).figure
    assert [note.text for note in figure.layout.annotations] == [
        "A Home", "B &lt;b&gt;Baby&lt;/b&gt;", "Attic",
    ]  # fmt: skip
    assert list(figure.layout.xaxis.ticktext) == ["A", "B", "None", "Failed"]


def test_a_category_called_failed_is_not_taken_for_the_failed() -> None:
    squares = Squares(["Failed"], ["Failed", "None of these", "Failed"], np.array([[0, 0, 4]]), 1)
    assert largest_error(squares) == (0, 2)
    assert list(confusion_chart(squares, None).table.columns) == [
        "Label", "Failed", "None of these", "Failed (2)",
    ]  # fmt: skip


def test_where_nothing_is_wrong_it_says_so() -> None:
    squares = Squares(["A"], ["A", "None", "Failed"], np.array([[4, 0, 0]]), 1)
    assert largest_error(squares) is None
    assert confusion_chart(squares, None).sentence == (
        "All 4 labelled products are answered rightly: nothing is off the diagonal."
    )


def test_answers_spread_over_the_categories_those_without_one_last() -> None:
    chart = spread_chart(
        predictions([("Baby", 0.9), ("Baby", 0.8), ("Home", 0.7), (None, 0.6), ("failed", None)])
    )
    assert list(chart.table.iloc[:, 0]) == ["Baby", "Home", "None of these", "Failed"]
    assert list(chart.table["Answers"]) == [2, 1, 1, 1]
    assert chart.sentence == "Of 5 products, most go to “Baby”: 40.0%. 2 have no category."


def test_confidence_is_counted_where_there_is_a_number() -> None:
    found = predictions(
        [("Baby", 0.95), ("Baby", 0.91), ("Home", 0.7), (None, 0.6), ("Home", None)]
    )
    chart = confidence_chart(found)
    assert sum(chart.figure.data[0].y) == 3
    assert chart.sentence == (
        "Half of the 3 answers have a probability of 91.0% or more (the dotted line); 66.7% reach 90%."
    )
    assert confidence_chart(predictions([("Home", None)])).sentence == (
        "The server gave no probabilities: how sure the answers are is not known."
    )


def test_slow_answers_stand_in_the_last_bar() -> None:
    chart = seconds_chart(np.array([0.1] * 99 + [30.0]))
    assert sum(chart.figure.data[0].y) == 100
    assert max(chart.figure.data[0].x) < 2
    assert chart.sentence == (
        "Half of 100 answers took 0.1 seconds or less (the dotted line), 95 in 100 took 0.1 or less."
    )


@pytest.mark.parametrize("language", ["en", "fr"])
def test_figures_speak_the_language(language: str) -> None:
    i18n.use(language)
    assert confusion_chart(SQUARES, None).sentence.startswith("7 ")
