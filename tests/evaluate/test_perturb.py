"""Changes of a text and of a list: none at rate 0, the same from the same seed, as many as asked."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vitrine.evaluate.perturb import (
    boilerplate,
    reordered,
    with_typos,
    with_words_dropped,
    without_boilerplate,
)

LONG = " ".join(f"word{place % 7} lampshade number{place}" for place in range(400))


@given(st.text(), st.integers(0, 9))
def test_nothing_changes_at_rate_0(text: str, seed: int) -> None:
    assert with_typos(text, 0.0, seed) == text
    assert with_words_dropped(text, 0.0, seed) == text


@given(st.text(), st.floats(0, 1), st.integers(0, 9))
def test_the_same_seed_gives_the_same_text(text: str, rate: float, seed: int) -> None:
    assert with_typos(text, rate, seed) == with_typos(text, rate, seed)
    assert with_words_dropped(text, rate, seed) == with_words_dropped(text, rate, seed)


def test_another_seed_strikes_elsewhere() -> None:
    assert with_typos(LONG, 0.1, 1) != with_typos(LONG, 0.1, 2)
    assert with_words_dropped(LONG, 0.2, 1) != with_words_dropped(LONG, 0.2, 2)


def test_about_as_many_words_slip_as_are_asked_for() -> None:
    before, after = LONG.split(), with_typos(LONG, 0.1, 0).split()
    assert len(before) == len(after)
    changed = sum(one != other for one, other in zip(before, after, strict=True)) / len(before)
    assert 0.07 < changed < 0.13


def test_a_slip_moves_at_most_one_letter() -> None:
    before, after = LONG.split(), with_typos(LONG, 1.0, 0).split()
    for one, other in zip(before, after, strict=True):
        assert abs(len(one) - len(other)) <= 1
        assert sum(a != b for a, b in zip(one, other, strict=False)) <= len(one)


def test_short_words_and_numbers_do_not_slip() -> None:
    assert with_typos("of 2.4 GHz or 5,000", 1.0, 0).split()[:2] == ["of", "2.4"]


def test_about_as_many_words_go_as_are_asked_for_and_the_others_keep_their_order() -> None:
    kept = with_words_dropped(LONG, 0.2, 0).split()
    assert 0.76 < len(kept) / len(LONG.split()) < 0.84
    left = iter(LONG.split())
    assert all(word in left for word in kept)


def test_one_word_always_stays() -> None:
    assert with_words_dropped("a lamp", 1.0, 0) == "a"
    assert with_words_dropped("", 1.0, 0) == ""


@given(st.lists(st.text(min_size=1), min_size=2, max_size=8, unique=True), st.integers(0, 99))
def test_a_list_is_put_in_another_order(names: list[str], seed: int) -> None:
    found = reordered(names, seed)
    assert sorted(found) == sorted(names)
    assert list(found) != names
    assert found == reordered(names, seed)


def test_a_list_of_one_stays() -> None:
    assert reordered(["Home"], 3) == ("Home",)


SHOP = [
    f"{thing} of kind {place}. Only genuine products sold here. "
    for place, thing in enumerate(["Lamp", "Mug", "Rattle", "Dial", "Shelf", "Rug"])
]


def test_boilerplate_is_found_in_the_catalogue_itself() -> None:
    found = boilerplate(SHOP)
    assert "only genuine products sold" in found
    assert not any("lamp" in phrase for phrase in found)


def test_what_two_products_share_is_none() -> None:
    assert boilerplate(["the very same five words", "the very same five words", "another"]) == ()


def test_boilerplate_goes_and_the_rest_stays() -> None:
    assert without_boilerplate(SHOP[0], boilerplate(SHOP)) == "Lamp of kind 0."
    assert (
        without_boilerplate("Nothing of it is here", boilerplate(SHOP)) == "Nothing of it is here"
    )


@pytest.mark.parametrize("text", ["Only genuine products sold here.", "", "one two"])
def test_a_text_of_nothing_else_stays_as_it_is(text: str) -> None:
    assert without_boilerplate(text, boilerplate(SHOP)) == text
