"""The suite of hidden instructions: how many of how many kinds, where they stand, whom they fall on."""

import base64
import codecs
import re
from collections import Counter

import pytest

from vitrine.classify.prompt import NOTE_CATEGORIES, codes
from vitrine.evaluate.attack_suite import ATTACKS, MENTIONS
from vitrine.evaluate.attacks import KINDS, Attack, chosen, insert

LETTERS = {name: letter for letter, name in codes(NOTE_CATEGORIES).items()}
TEXT = "one two three four five six"


def test_there_are_40_attacks_of_8_kinds_and_more() -> None:
    assert len(ATTACKS) >= 40
    assert len({attack.kind for attack in ATTACKS}) == len(KINDS) >= 8
    assert len({attack.id for attack in ATTACKS}) == len(ATTACKS)
    assert {attack.place for attack in ATTACKS} == {"start", "middle", "end"}


def test_a_third_is_held_out_and_a_whole_kind_with_it() -> None:
    held_out = [attack for attack in ATTACKS if attack.held_out]
    assert len(ATTACKS) / 3 <= len(held_out) <= len(ATTACKS) / 2
    known = {attack.kind for attack in ATTACKS if not attack.held_out}
    assert set(KINDS) - known == {"story"}


@pytest.mark.parametrize(
    ("place", "found"),
    [("start", f"X {TEXT}"), ("end", f"{TEXT} X"), ("middle", "one two three X four five six")],
)
def test_an_attack_stands_where_it_says(place: str, found: str) -> None:
    assert insert(TEXT, "X", place) == found  # type: ignore[arg-type]


@pytest.mark.parametrize("attack", [*ATTACKS, *MENTIONS], ids=lambda attack: attack.id)
def test_every_attack_argues_for_its_category_and_keeps_the_product(attack: Attack) -> None:
    written = attack.against(TEXT, "Watches", LETTERS, "Computers")
    assert set(TEXT.split()) <= set(written.split())
    assert "{" not in written.replace('{"role', "")
    for blob in re.findall(r"[A-Za-z0-9+/]{24,}={0,2}", written):
        written += base64.b64decode(blob).decode()
    seen = written.replace("\u200b", "") + codecs.encode(written, "rot13")
    letter = any(mark in seen for mark in (" C", "C ", "C.", ">C<", '"C"', "C,", "(C", "C:", ".C "))
    assert "Watches" in seen or letter


def test_each_attack_comes_as_often_as_any_other() -> None:
    turns = len(ATTACKS)
    counts = Counter(
        attack.id for turn in range(turns) for attack in chosen(ATTACKS, 4, turn, seed=3)
    )
    assert set(counts.values()) == {4}


def test_the_seed_settles_who_gets_which() -> None:
    assert chosen(ATTACKS, 4, 5, 1) == chosen(ATTACKS, 4, 5, 1)
    assert chosen(ATTACKS, 4, 5, 1) != chosen(ATTACKS, 4, 5, 2)


def test_an_attack_falls_on_products_of_every_place_in_a_round_of_seven() -> None:
    turns = {
        turn % 7
        for turn in range(400)
        for attack in chosen(ATTACKS, 4, turn)
        if attack.id == "order-1"
    }
    assert turns == set(range(7))
