"""Which rows a run is made of: all, the first, or some drawn, the same ones every time."""

from hypothesis import given
from hypothesis import strategies as st

from vitrine.jobs.selection import EVERYTHING, Selection


def test_all_and_the_first() -> None:
    assert list(EVERYTHING.rows(3)) == [0, 1, 2]
    assert list(Selection("first", 2).rows(5)) == [0, 1]
    assert list(Selection("first", 9).rows(5)) == [0, 1, 2, 3, 4]


def test_drawn_rows_are_these_for_good() -> None:
    """A run's file is written by them: other rows after an upgrade would mix the answers up."""
    assert Selection("random", 4, seed=1).rows(10) == [0, 1, 3, 7]


@given(st.integers(0, 200), st.integers(1, 200), st.integers(0, 5))
def test_drawn_rows_are_different_and_in_order(total: int, most: int, seed: int) -> None:
    found = list(Selection("random", most, seed).rows(total))
    assert found == sorted(set(found)) and len(found) == min(most, total)
    assert all(0 <= row < total for row in found)


def test_it_is_kept_with_a_run() -> None:
    drawn = Selection("random", 4, 1)
    assert Selection.of(drawn.as_json()) == drawn
    assert Selection.of({}) == EVERYTHING
