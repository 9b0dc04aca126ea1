"""The smallest change that flips a planted answer, and the words that would make another one."""

from typing import Any

import pytest
from planted import PlantedClassifier

from vitrine.catalog.model import Product
from vitrine.explain.asking import Answers
from vitrine.explain.flip import Flip, smallest_flip
from vitrine.explain.local import Question, explain
from vitrine.explain.missing import missing_words, typical_words

TEXT = "a steel watch with a leather strap and a round dial made for men"


def flipped(model: PlantedClassifier, text: str = TEXT, **options: Any) -> Flip:
    answers = Answers(model)  # type: ignore[arg-type]
    *_, explanation = explain(answers, Question(text, budget=60))
    *_, last = smallest_flip(answers, explanation, **options)
    return last


def removed(flip: Flip) -> set[str]:
    return {word.text for word in flip.removed}


def test_one_word_is_enough_where_one_is() -> None:
    found = flipped(PlantedClassifier({"watch": 2.0, "dial": 0.5}, bias=-1.0))
    assert (found.ended, removed(found)) == ("found", {"watch"})
    assert (found.before, found.after) == ("Yes", "No")
    assert found.text == TEXT.replace("watch ", "")
    assert found.calls <= 2  # the heaviest word is tried by itself first


def test_two_words_that_stand_in_for_each_other_go_together() -> None:
    pair = frozenset({"watch", "dial"})
    found = flipped(PlantedClassifier({"leather": 0.4}, bias=-1.0, either=[(pair, 2.0)]))
    assert (found.ended, removed(found)) == ("found", {"watch", "dial"})


def test_each_word_that_goes_has_to_go() -> None:
    weights = {"watch": 1.0, "dial": 0.9, "strap": 0.8, "steel": 0.1}
    model = PlantedClassifier(weights, bias=-0.95)
    found = flipped(model)
    assert found.ended == "found"
    left = {word: weight for word, weight in weights.items() if word not in removed(found)}
    assert sum(left.values()) - 0.95 <= 0
    for word in removed(found):
        assert sum(left.values()) + weights.get(word, 0.0) - 0.95 > 0


def test_an_answer_that_no_words_hold_is_not_flipped() -> None:
    found = flipped(PlantedClassifier({"watch": 1.0}, bias=5.0))
    assert found.ended == "no words left"
    assert found.removed == ()


def test_the_search_keeps_to_its_budget_and_stops_when_told() -> None:
    pair = frozenset(TEXT.split())  # any word alone holds the answer
    model = PlantedClassifier({}, bias=-1.0, either=[(pair, 2.0)])
    assert flipped(model, budget=3).ended == "budget"
    assert flipped(model, budget=3).calls <= 3
    assert flipped(model, cancelled=lambda: True).ended == "cancelled"


def test_an_explanation_of_another_category_still_flips_the_answer() -> None:
    answers = Answers(PlantedClassifier({"watch": 2.0}, bias=-1.0))  # type: ignore[arg-type]
    *_, explanation = explain(answers, Question(TEXT, target="No", budget=60))
    *_, found = smallest_flip(answers, explanation)
    assert (found.before, removed(found), found.after) == ("Yes", {"watch"}, "No")


def products() -> list[Product]:
    yes = [f"watch number {row} with a dial" for row in range(6)]
    no = [f"mug number {row} with a handle" for row in range(6)]
    made = [("Yes", text) for text in yes] + [("No", text) for text in no]
    return [
        Product(id=str(row), description=text, category=category)
        for row, (category, text) in enumerate(made)
    ]


def test_typical_words_are_the_categorys_own() -> None:
    found = dict(typical_words(products(), "No"))
    assert set(found) == {"mug", "handle"}
    assert found["mug"] == 6


def test_words_that_the_text_has_are_not_missing() -> None:
    assert dict(typical_words(products(), "No", besides="A Mug")).keys() == {"handle"}
    assert typical_words(products(), "Elsewhere") == []


def test_missing_words_come_by_their_measured_shift() -> None:
    answers = Answers(PlantedClassifier({"watch": 2.0, "mug": -1.0, "handle": -3.0}))  # type: ignore[arg-type]
    *_, found = missing_words(answers, "a watch", "No", [("mug", 6), ("handle", 5)])
    assert [(entry.word, entry.products) for entry in found] == [("handle", 5), ("mug", 6)]
    assert [entry.shift for entry in found] == pytest.approx([3.0, 1.0])


def test_a_word_is_put_first_where_the_model_would_not_read_to_the_end() -> None:
    answers = Answers(PlantedClassifier({"mug": -1.0}, reads=3))  # type: ignore[arg-type]
    *_, found = missing_words(answers, "one two three", "No", [("mug", 6)])
    assert found[0].shift == pytest.approx(1.0)


def test_missing_words_stop_when_told() -> None:
    answers = Answers(PlantedClassifier({}))  # type: ignore[arg-type]
    assert list(missing_words(answers, "a", "No", [("mug", 6)], lambda: True)) == []
