"""An explanation finds what was planted, keeps its budget, stops when it may, and repeats itself."""

import itertools
from typing import Any

import pytest
from planted import PlantedClassifier

from vitrine.classify.prediction import Prediction
from vitrine.errors import NothingToExplain
from vitrine.explain.asking import Answers
from vitrine.explain.explanation import Explanation
from vitrine.explain.local import Question, explain

TEXT = "A soft cotton blanket in blue, warm for winter nights, with a zip and two pockets inside"
WEIGHTS = {"blanket": 4.0, "cotton": -2.0, "warm": 1.2, "zip": 0.6}


def last(model: PlantedClassifier, text: str = TEXT, **options: Any) -> Explanation:
    *_, final = explain(Answers(model), Question(text, **options))  # type: ignore[arg-type]
    return final


def test_planted_weights_come_back_in_order() -> None:
    found = last(PlantedClassifier(WEIGHTS, bias=-1.0), target="Yes")
    assert [entry.word.text for entry in found.words[:4]] == ["blanket", "cotton", "warm", "zip"]
    assert [entry.weight for entry in found.words[:4]] == pytest.approx(
        [4.0, -2.0, 1.2, 0.6], rel=0.15
    )
    assert found.fidelity is not None and found.fidelity > 0.9


def test_words_that_stand_in_for_each_other_are_both_found() -> None:
    """Leaving either one out changes nothing; only both together do."""
    model = PlantedClassifier(
        {"zip": 0.5}, bias=-1.0, either=[(frozenset({"blanket", "warm"}), 5.0)]
    )
    found = last(model, target="Yes")
    assert {entry.word.text for entry in found.words[:2]} == {"blanket", "warm"}


def test_the_budget_holds_and_no_text_is_asked_twice() -> None:
    model = PlantedClassifier(WEIGHTS)
    found = last(model, budget=40)
    assert found.calls == len(model.texts) == len(set(model.texts)) <= 40


def test_the_first_picture_comes_after_a_tenth_of_the_calls() -> None:
    first = next(iter(explain(Answers(PlantedClassifier(WEIGHTS)), Question(TEXT, budget=100))))  # type: ignore[arg-type]
    assert first.calls <= 10 and first.stopped_because is None


def test_it_stops_when_stable() -> None:
    found = last(PlantedClassifier(WEIGHTS), budget=400)
    assert found.stopped_because == "stable" and found.stable and found.calls < 200


def test_the_same_seed_gives_the_same_explanation() -> None:
    one, two = (last(PlantedClassifier(WEIGHTS), seed=4) for _ in range(2))
    assert one == two
    assert last(PlantedClassifier(WEIGHTS), seed=5).words != one.words


def test_stop_keeps_what_is_there() -> None:
    model = PlantedClassifier(WEIGHTS)
    pictures = list(
        explain(Answers(model), Question(TEXT), cancelled=lambda: len(model.texts) >= 25)  # type: ignore[arg-type]
    )
    assert pictures[-1].stopped_because == "cancelled"
    assert len(model.texts) == 25
    assert pictures[-1].words[0].word.text == "blanket"


def test_another_target_turns_the_signs() -> None:
    for_yes = last(PlantedClassifier(WEIGHTS), target="Yes")
    for_no = last(PlantedClassifier(WEIGHTS), target="No", against="Yes")
    assert [e.weight for e in for_no.words] == pytest.approx([-e.weight for e in for_yes.words])


def test_a_text_of_two_thousand_words_is_halved_down_to_the_one_that_matters() -> None:
    text = " ".join(f"w{number}" for number in range(1_000)) + " blanket "
    text += " ".join(f"v{number}" for number in range(1_000))
    found = last(PlantedClassifier({"blanket": 4.0}), text, target="Yes")
    assert found.words[0].word.text == "blanket"
    assert found.calls <= 100


def test_what_the_model_does_not_read_takes_no_part() -> None:
    """Nine words are read: with one of them gone, "blanket" would slip in from behind the cut."""
    text = "a mug with a handle and a blue glaze blanket blanket"
    found = last(PlantedClassifier({"mug": 1.0, "blanket": 9.0}, reads=9), text, target="Yes")
    assert found.description == "a mug with a handle and a blue glaze"
    weights = {entry.word.text: entry.weight for entry in found.words}
    assert "blanket" not in weights
    assert weights["mug"] == pytest.approx(1.0, rel=0.15)
    assert weights["handle"] == pytest.approx(0.0, abs=0.1)


def test_one_word_is_explained_by_itself() -> None:
    found = last(PlantedClassifier({"blanket": 3.0}), "blanket", target="Yes")
    assert found.stopped_because == "exhausted"
    assert found.words[0].weight > 0


@pytest.mark.parametrize("text", ["", "   ", "?!…", "🎁 🎁"])
def test_a_text_without_words_is_refused_with_a_sentence(text: str) -> None:
    with pytest.raises(NothingToExplain, match="no word"):
        list(explain(Answers(PlantedClassifier({})), Question(text)))  # type: ignore[arg-type]


@pytest.mark.parametrize("text", ["柔软的棉毯", "</script><b>blanket", "naïve café blanket"])
def test_odd_texts_end_in_an_explanation(text: str) -> None:
    found = last(PlantedClassifier({"blanket": 1.0}), text)
    assert found.words and all(entry.low <= entry.weight <= entry.high for entry in found.words)


def test_without_logprobs_there_is_nothing_to_weigh() -> None:
    class LabelOnly(PlantedClassifier):
        def answer(self, text: str) -> Prediction:
            return Prediction("answered", "Yes", "A", None, super().answer(text).provenance)

    with pytest.raises(NothingToExplain, match="no logprobs"):
        list(explain(Answers(LabelOnly({})), Question(TEXT)))  # type: ignore[arg-type]


def test_costs_are_counted() -> None:
    model = PlantedClassifier(WEIGHTS)
    found = last(model, budget=30)
    assert found.prompt_tokens_cached == 10 * found.calls
    assert found.prompt_tokens_computed == sum(len(text.split()) for text in model.texts)


def test_every_budget_from_four_on_ends_by_itself() -> None:
    for budget, text in itertools.product((4, 5, 9, 17), ("one", "one two", TEXT)):
        assert last(PlantedClassifier(WEIGHTS), text, budget=budget).calls <= budget
