"""The bench's methods give back what was planted, and its results survive an interruption."""

from pathlib import Path

import numpy as np
import pytest
from planted import PlantedClassifier

from bench.explain.aims import aims
from bench.explain.figures import FIRST, SECOND, complete, interval, key_of, study
from bench.explain.kept import Kept, Key
from bench.explain.measure import as_explanation, runner
from bench.explain.methods import Case, Method, all_methods
from bench.explain.order import run as run_order
from bench.explain.reference import Reference
from bench.explain.subjects import Subject
from bench.explain.tables import methods_table
from vitrine.explain.asking import Answers
from vitrine.explain.design import lime_masks
from vitrine.explain.faithfulness import measure

TEXT = "A soft cotton blanket in blue, a warm one for winter nights, with a zip and pockets"
WEIGHTS = {"blanket": 2.0, "cotton": -1.2, "warm": 0.8, "zip": 0.5}
SUBJECT = Subject("planted", "1", TEXT, ("Yes", "No"))
KEY = Key("lime", "1", "planted-1", 0)
ORDER = Method("order", "", lambda case, seed: np.zeros(1), "1")


def case(model: PlantedClassifier) -> Case:
    return Case(TEXT, "Yes", Answers(model))  # type: ignore[arg-type]


@pytest.mark.parametrize("name", [name for name in all_methods() if name != "random"])
def test_a_method_gives_back_the_planted_order(name: str) -> None:
    if name == "shap":
        pytest.importorskip("shap")
    model = PlantedClassifier(WEIGHTS, bias=-1.0)
    asked = case(model)
    weights = all_methods()[name].weigh(asked, 0)
    order = np.argsort(-np.abs(weights), kind="stable")[:4]
    assert [asked.units[index].text for index in order] == ["blanket", "cotton", "warm", "zip"]
    assert np.sign(weights[order]).tolist() == [1, -1, 1, 1]
    assert asked.answers.calls == len(model.texts) == len(set(model.texts)) <= asked.sent


@pytest.mark.parametrize(("name", "sent"), [("lime-256", 256), ("contextcite", 64)])
def test_a_peer_sends_what_its_authors_do(name: str, sent: int) -> None:
    asked = case(PlantedClassifier(WEIGHTS))
    all_methods()[name].weigh(asked, 0)
    assert asked.sent == sent


def test_random_words_cost_nothing_and_all_pull() -> None:
    model = PlantedClassifier(WEIGHTS)
    weights = all_methods()["random"].weigh(case(model), 0)
    assert (weights > 0).all() and not model.texts
    assert (weights != all_methods()["random"].weigh(case(model), 1)).any()


def test_cost_leaves_out_the_calls_that_judge() -> None:
    model = PlantedClassifier(WEIGHTS, bias=1.0)
    found = runner(all_methods()["leave-one-out"])(SUBJECT, model, 0)  # type: ignore[arg-type]
    assert found["calls"] == found["sent"] == len(found["weights"]) + 1
    assert found["tokens"] == sum(len(text.split()) for text in model.texts[2 : 2 + found["calls"]])
    assert found["target"] == "Yes"
    assert found["comprehensiveness"] > 0.5 > found["sufficiency"]


def test_the_judge_takes_a_peers_words_by_weight() -> None:
    weights = np.linspace(-1.0, 2.0, len(case(PlantedClassifier({})).units))
    explanation = as_explanation(SUBJECT, "Yes", weights, 0)
    found = measure(Answers(PlantedClassifier(WEIGHTS)), explanation)  # type: ignore[arg-type]
    assert [word.text for word in found.top] == ["pockets", "and", "zip", "with", "nights"]


def test_results_are_there_after_a_restart_and_the_last_counts(tmp_path: Path) -> None:
    path = tmp_path / "results.jsonl"
    one, other = Kept(path), Kept(path)
    one.add(KEY, {"calls": 1})
    other.add(KEY, {"calls": 2})
    again = Kept(path)
    assert again.get(KEY) == {"calls": 2}
    assert again.get(Key("lime", "2", "planted-1", 0)) is None


def test_the_interval_holds_the_mean_and_narrows_with_more_products() -> None:
    values = np.random.RandomState(1).normal(0.5, 0.1, 400)
    wide, narrow = interval(values[:20]), interval(values)
    for mean, low, high in (wide, narrow):
        assert low < mean < high
    assert narrow[2] - narrow[1] < wide[2] - wide[1]


def planted_reference() -> Reference:
    asked = case(PlantedClassifier(WEIGHTS, bias=-1.0))
    masks = lime_masks(len(asked.units), 3000, np.random.RandomState(5))
    spreads = [asked.spread(np.flatnonzero(row == 0)) for row in masks]
    return Reference(masks, np.array([list(one.logprobs.values()) for one in spreads]), 0)


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Kept:
    """All methods on one product, from two seeds."""
    pytest.importorskip("shap")
    found = Kept(tmp_path_factory.mktemp("bench") / "results.jsonl")
    model = PlantedClassifier(WEIGHTS, bias=-1.0)
    for method in all_methods().values():
        for seed in (FIRST, SECOND):
            found.add(key_of(method, SUBJECT, seed), runner(method)(SUBJECT, model, seed))  # type: ignore[arg-type]
    found.add(key_of(ORDER, SUBJECT, FIRST), run_order(SUBJECT, model, FIRST))  # type: ignore[arg-type]
    return found


def test_a_study_puts_every_method_beside_limes_default(kept: Kept) -> None:
    methods = list(all_methods().values())
    found = study([SUBJECT], methods, ORDER, kept, {SUBJECT.key: planted_reference()})
    assert found.methods["lime"].fewer_tokens.tolist() == [1.0]
    assert found.methods["lime"].agreement[0] > found.methods["random"].agreement[0]
    assert found.methods["leave-one-out"].shared.tolist() == [1.0]  # no chance in it
    fewer = found.methods["contextcite"].fewer_tokens[0]
    assert fewer == pytest.approx(
        found.methods["lime"].tokens[0] / found.methods["contextcite"].tokens[0]
    )
    assert found.methods["ours"].first_calls[0] <= 10
    assert found.halves[0] >= found.methods["random"].agreement[0]
    titles = {method.name: method.title for method in methods}
    assert methods_table(found, titles).count("\n") == 1 + len(methods)
    assert next(aim for aim in aims(found, titles) if "100 model calls" in aim.text).met


def test_a_product_counts_once_all_has_been_asked_about_it(kept: Kept) -> None:
    methods = [*all_methods().values(), ORDER]
    changed = Method("lime", "", methods[0].weigh, "another version")
    assert complete([SUBJECT], methods, kept, [True]) == [SUBJECT]
    assert complete([SUBJECT], methods, kept, [False]) == []
    assert complete([SUBJECT], [*methods, changed], kept, [True]) == []
