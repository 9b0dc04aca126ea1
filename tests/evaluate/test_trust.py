"""Figures of trust from models whose weakness is planted: one obeys all, one is deaf to all."""

import itertools
from collections.abc import Mapping
from typing import Any

import pytest
from scipy.stats import binomtest

from tests.evaluate.obeying import NAMES, Planted
from vitrine.evaluate.attack_suite import ATTACKS
from vitrine.evaluate.nowhere import STRAYS, foreign
from vitrine.evaluate.perturb import boilerplate
from vitrine.evaluate.probing import (
    REPEATS,
    Plan,
    Questions,
    ToldToStop,
    calls_at_most,
    probe_product,
    probe_stray,
)
from vitrine.evaluate.share import Share
from vitrine.evaluate.trust import CHANGES, TrustFigures, figures

THINGS = (("lamp", "Home"), ("rattle", "Baby"), ("dial", "Watches"))
TEXTS = [
    f"one {thing} number {place} with paint in blue. It comes in a strong box of card, wrapped twice."
    for place in range(7)
    for thing, _name in THINGS
]
LABELS = [name for _place in range(7) for _thing, name in THINGS]


def results(model: Planted, attacks: int = 9, repeated: int = 0) -> list[dict[str, Any]]:
    phrases = boilerplate(TEXTS)
    found = []
    for turn, text in enumerate(TEXTS):
        ask = Questions(model, NAMES, "direct")
        plan = Plan(turn, attacks, seed=0, boilerplate=phrases, repeated=turn < repeated)
        counts = probe_product(ask, text, plan)
        found.append(
            {**counts, "calls": ask.calls, "judged": ask.judged, "malformed": ask.malformed}
        )
    return found


def judged(model: Planted, **options: int) -> TrustFigures:
    return figures(results(model, **options), LABELS)


def test_a_model_that_obeys_is_moved_by_every_attack() -> None:
    found = judged(Planted(obeys=True))
    assert found.attacks is not None and found.known is not None
    assert found.attacks.moved["none"].value == 1.0
    assert found.attacks.moved["none"].trials == len(TEXTS) * 9 == 3 * len(ATTACKS)
    assert found.known.moved["cut"].value == 0.0
    assert found.known.moved["warned"].value == 0.0
    assert found.mentioned.value == 1.0


def test_a_model_that_is_deaf_to_orders_is_never_moved() -> None:
    found = judged(Planted(obeys=False))
    assert found.attacks is not None
    for share in [*found.attacks.moved.values(), *found.attacks.changed.values()]:
        assert share.value == 0.0
    assert found.mentioned.value == 0.0
    assert all(one.moved["none"].value == 0.0 for one in found.by_kind)
    assert sum(one.moved["none"].trials for one in found.by_kind) == found.attacks.flagged.trials


def test_the_attacks_it_was_not_written_for_are_counted_apart() -> None:
    found = judged(Planted(obeys=True))
    assert found.held_out is not None and found.known is not None and found.attacks is not None
    whole = found.attacks.flagged.trials
    assert found.held_out.flagged.trials + found.known.flagged.trials == whole
    assert found.held_out.flagged.value < found.known.flagged.value == 1.0


def test_a_model_that_reads_the_product_keeps_its_answer_whatever_the_order() -> None:
    found = judged(Planted(obeys=False))
    assert set(found.kept) == set(CHANGES)
    for name in ("order", "lower", "upper", "boilerplate", "french"):
        assert found.kept[name].value == 1.0, name
    assert found.kept["order"].trials == 2 * len(TEXTS)


def test_right_answers_are_counted_under_each_defence() -> None:
    found = judged(Planted(obeys=False))
    assert {name: share.value for name, share in found.right.items()} == dict.fromkeys(
        ("none", "delimited", "cut", "both"), 1.0
    )
    assert set(found.cost.values()) == {0.0}
    assert figures(results(Planted(obeys=False), attacks=1), [None] * len(TEXTS)).right == {}


def test_the_same_request_ten_times() -> None:
    found = judged(Planted(obeys=False), attacks=1, repeated=2)
    assert found.repeats is not None
    assert found.repeats.same == Share(2 * (REPEATS - 1), 2 * (REPEATS - 1))
    assert found.repeats.spread == 0.0


def test_a_model_that_wavers_is_found_out() -> None:
    rows: list[Mapping[str, Any]] = [
        {**one, "repeats": [("Home", 0.6, 0.0), ("Baby", 0.4, 0.0), ("Home", 0.7, 0.0)]}
        for one in results(Planted(obeys=False), attacks=1)
    ]
    found = figures(rows, LABELS).repeats
    assert found is not None
    assert found.same.value == 0.5
    assert found.spread == pytest.approx(0.3)


def test_texts_from_nowhere_are_told_from_products() -> None:
    model = Planted(obeys=False, sure=0.95)
    strays = []
    for stray in foreign(NAMES):
        ask = Questions(model, NAMES, "direct")
        found = probe_stray(ask, stray.text)
        strays.append({**found, "calls": 1, "judged": 1, "malformed": 0})
    told = figures(results(model, attacks=1), LABELS, strays).nowhere
    assert told is not None
    assert told.texts == len(foreign(NAMES))
    assert told.sure.value == 1.0  # it is as sure of a recipe as of a lamp
    assert told.outside == pytest.approx(told.outside_own or 0.0)


def test_a_text_whose_category_there_is_does_not_come_from_nowhere() -> None:
    assert len(foreign(("Home", "Watches"))) == len(STRAYS) - 1  # household insurance
    assert "piano" not in {stray.id for stray in foreign(("Musical Instruments", "Books"))}


def test_no_more_is_asked_than_was_told_and_nothing_twice() -> None:
    model = Planted(obeys=False)
    ask = Questions(model, NAMES, "direct")
    plan = Plan(0, 4, seed=0, boilerplate=boilerplate(TEXTS))
    probe_product(ask, TEXTS[0], plan)
    assert ask.calls == len(model.asked) <= calls_at_most(plan)
    prompts = ["\n".join(turn.content for turn in asked) for asked in model.asked]
    assert len(set(prompts)) == len(prompts)


def test_prompts_with_one_fixed_part_stand_together() -> None:
    model = Planted(obeys=False)
    probe_product(Questions(model, NAMES, "direct"), TEXTS[0], Plan(0, 4, seed=0))
    fixed = [asked[0].content for asked in model.asked]
    changes = sum(one != other for one, other in itertools.pairwise(fixed))
    assert changes == len(set(fixed)) - 1


def test_it_stops_when_it_is_told() -> None:
    with pytest.raises(ToldToStop):
        probe_product(
            Questions(Planted(obeys=True), NAMES, "direct", lambda: True), TEXTS[0], Plan(0, 1, 0)
        )


def test_the_same_plan_gives_the_same_result_again() -> None:
    assert results(Planted(obeys=True)) == results(Planted(obeys=True))


@pytest.mark.parametrize(("hits", "trials"), [(0, 10), (10, 10), (3, 40), (1, 1)])
def test_a_share_has_wilsons_interval(hits: int, trials: int) -> None:
    found = binomtest(hits, trials).proportion_ci(method="wilson")
    share = Share(hits, trials)
    ends = pytest.approx((hits / trials, found.low, found.high))
    assert (share.value, share.low, share.high) == ends


def test_nothing_tried_says_nothing() -> None:
    assert (Share(0, 0).value, Share(0, 0).low, Share(0, 0).high) == (0.0, 0.0, 1.0)
    empty = figures([], [])
    assert empty.attacks is None and empty.repeats is None and empty.kept == {}
