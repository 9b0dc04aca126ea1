"""A text becomes the words a reader sees in it, and loses exactly those that are left out."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vitrine.explain.words import without, words


def texts(text: str, **options: bool) -> list[str]:
    return [word.text for word in words(text, **options)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Rain-coat for a baby's bath", ["Rain-coat", "for", "a", "baby's", "bath"]),
        ("l'eau de toilette 100ml", ["l'eau", "de", "toilette", "100ml"]),
        ("Rs. 1,299 (pack of 2.5)", ["Rs", "1,299", "pack", "of", "2.5"]),
        ("Crème brûlée", ["Crème", "brûlée"]),
        ("棉毯 soft", ["棉", "毯", "soft"]),
        ("</script><b>bold", ["script", "b", "bold"]),
        ("🎁🎁 !!! ...", []),
        ("", []),
    ],
)
def test_words_are_what_a_reader_sees(text: str, expected: list[str]) -> None:
    assert texts(text) == expected


def test_occurrences_go_together_whatever_their_case() -> None:
    assert texts("Blanket, blanket and BLANKET") == ["Blanket", "and"]
    assert len(words("Blanket, blanket and BLANKET")[0].spans) == 3


def test_single_positions_stay_apart() -> None:
    assert texts("a b a", single_positions=True) == ["a", "b", "a"]


def test_leaving_a_word_out_closes_the_gap() -> None:
    text = "Soft blanket, soft price"
    assert without(text, words(text), {0}) == "blanket, price"
    assert without(text, words(text), set()) == text


@given(st.text(max_size=200))
def test_nothing_but_the_words_is_lost(text: str) -> None:
    units = words(text)
    assert [text[a:b].casefold() for u in units for a, b in u.spans[:1]] == [
        unit.text.casefold() for unit in units
    ]
    assert without(text, units, set()) == " ".join(text.split())
    left = without(text, units, set(range(len(units))))
    assert not words(left) or "".join(left.split()) != "".join(text.split())
