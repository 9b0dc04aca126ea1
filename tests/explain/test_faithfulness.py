"""Faithfulness against a model whose weights are known: the figures are computed by hand."""

import math
from typing import Any

import pytest
from planted import PlantedClassifier

from vitrine.explain.asking import Answers
from vitrine.explain.faithfulness import (
    Verdict,
    explain_and_judge,
    measure,
    top_words_shared,
)
from vitrine.explain.local import Question, explain

TEXT = "a steel watch with a leather strap and a round dial made for men"
WEIGHTS = {"watch": 2.0, "dial": 1.0, "leather": -1.0}


def judged(model: PlantedClassifier, text: str = TEXT, **options: Any) -> Any:
    *_, last = explain_and_judge(Answers(model), Question(text, **options))  # type: ignore[arg-type]
    return last


def chance(odds: float) -> float:
    return 1.0 / (1.0 + math.exp(-odds))


def test_the_figures_are_those_of_the_planted_weights() -> None:
    found = judged(PlantedClassifier(WEIGHTS, bias=-0.5), target="Yes", budget=200).faithfulness
    assert {word.text for word in found.top} >= {"watch", "dial"}
    assert found.whole == pytest.approx(chance(1.5))
    assert found.without_top == pytest.approx(chance(-1.5))
    assert found.only_top == pytest.approx(chance(2.5))
    assert found.comprehensiveness == pytest.approx(chance(1.5) - chance(-1.5))
    assert found.sufficiency == pytest.approx(chance(1.5) - chance(2.5))
    assert found.without_random > found.without_top
    assert found.verdict is Verdict.BORNE_OUT


def test_random_words_are_as_many_and_drawn_by_the_seed() -> None:
    model = PlantedClassifier(WEIGHTS)
    answers = Answers(model)  # type: ignore[arg-type]
    *_, explanation = explain(answers, Question(TEXT, budget=200))
    first = measure(answers, explanation)
    asked = len(model.texts)
    assert measure(answers, explanation).without_random == first.without_random
    assert len(model.texts) == asked  # all remembered
    assert first.calls <= 8


def test_a_model_that_every_word_convinces_has_its_answer_spread() -> None:
    model = PlantedClassifier(dict.fromkeys(TEXT.split(), 3.0))
    found = judged(model, budget=400).faithfulness
    assert found.verdict in (Verdict.SPREAD, Verdict.UNSETTLED)
    assert found.gain == pytest.approx(0.0, abs=0.1)


def test_no_word_pulls_towards_a_category_that_all_words_speak_against() -> None:
    model = PlantedClassifier({"watch": 2.0}, bias=1.0)
    found = judged(model, text="watch watch", target="No").faithfulness
    assert found.verdict is Verdict.NOTHING_PULLS
    assert found.top == ()


def test_a_budget_that_was_too_small_leaves_it_unsettled() -> None:
    found = judged(PlantedClassifier(WEIGHTS), budget=8).faithfulness
    assert found.verdict is Verdict.UNSETTLED


def test_what_was_cancelled_is_not_judged() -> None:
    model = PlantedClassifier(WEIGHTS)
    answers = Answers(model)  # type: ignore[arg-type]
    *_, last = explain_and_judge(answers, Question(TEXT), lambda: len(model.texts) > 8)
    assert last.explanation.stopped_because == "cancelled"
    assert last.faithfulness is None


def test_the_same_question_gives_the_same_explanation_whatever_was_asked_before() -> None:
    answers = Answers(PlantedClassifier(WEIGHTS))  # type: ignore[arg-type]
    *_, first = explain(answers, Question(TEXT))
    *_, second = explain(answers, Question(TEXT))
    assert second.words == first.words
    assert second.calls == first.calls
    assert second.prompt_tokens_computed == 0
    assert top_words_shared(first, second) == 1.0


@pytest.mark.parametrize(
    "text",
    ["word", "手表 很 好", "😀 watch 😀", "</script><b>watch</b>", " ".join(map(str, range(2000)))],
)
def test_any_text_ends_in_figures(text: str) -> None:
    found = judged(PlantedClassifier({"watch": 1.0, "7": 2.0}, bias=0.3), text=text, budget=60)
    assert found.faithfulness is not None
    assert 0.0 <= found.faithfulness.without_top <= 1.0
