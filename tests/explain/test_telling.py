"""SP-LIME's pick on examples small enough to work by hand."""

import math

import pytest

from vitrine.explain.importance import Explained
from vitrine.explain.telling import most_telling

# √Σ|w|: steel √(4 + 5) = 3, dial √1 = 1, soft √4 = 2, cup √16 = 4; together 10.
TABLE = (
    Explained("1", "Watches", {"steel": 4.0, "dial": 1.0}),  # 3 + 1 = 4
    Explained("2", "Mugs", {"steel": -5.0, "soft": 4.0}),  # 3 + 2 = 5
    Explained("3", "Mugs", {"cup": 16.0}),  # 4
)


def test_each_pick_adds_the_most_that_is_not_shown_yet() -> None:
    picks = most_telling(TABLE)
    assert [pick.product for pick in picks] == ["2", "3", "1"]
    assert [pick.covered for pick in picks] == pytest.approx([0.5, 0.9, 1.0])
    assert [pick.adds for pick in picks] == [("steel", "soft"), ("cup",), ("dial",)]


def test_weights_of_opposite_sign_do_not_cancel() -> None:
    """Summed with their signs, steel would count √|4 - 5| = 1 and product 3 would come first."""
    assert most_telling(TABLE, count=1)[0].product == "2"


def test_a_product_that_adds_nothing_is_not_picked() -> None:
    twice = (*TABLE, Explained("4", "Mugs", {"cup": 0.0, "steel": 0.0}))
    assert len(most_telling(twice, count=10)) == 3
    assert most_telling([]) == ()
    assert most_telling([Explained("1", "Mugs", {})]) == ()


def test_only_the_heaviest_words_of_a_product_count() -> None:
    picks = most_telling(TABLE, heaviest=1)
    assert {word for pick in picks for word in pick.adds} == {"steel", "cup"}
    assert picks[0].covered == pytest.approx(4 / (4 + math.sqrt(9)))


def test_of_equals_the_first_in_order_is_picked_every_time() -> None:
    same = [Explained(str(row), "Mugs", {"cup": 1.0}) for row in range(5)]
    assert [pick.product for pick in most_telling(same)] == ["0"]
