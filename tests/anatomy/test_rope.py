"""RoPE: a rotation, of which only the difference of places remains."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from vitrine.anatomy.rope import dot_by_distance, frequencies, rotate, rotated_dot

NUMBER = st.floats(-5, 5)
VECTOR = st.lists(NUMBER, min_size=8, max_size=8).map(np.array)
PLACE = st.integers(0, 4095)


@given(VECTOR, VECTOR, PLACE, PLACE, st.integers(0, 4095))
def test_only_the_difference_of_positions_matters(
    query: np.ndarray, key: np.ndarray, first: int, second: int, shift: int
) -> None:
    assert rotated_dot(query, key, first + shift, second + shift) == pytest.approx(
        rotated_dot(query, key, first, second), abs=1e-8
    )


@given(VECTOR, PLACE)
def test_a_rotation_keeps_the_length(vector: np.ndarray, position: int) -> None:
    assert np.linalg.norm(rotate(vector, position)) == pytest.approx(np.linalg.norm(vector))


def test_a_quarter_turn_worked_by_hand() -> None:
    assert rotate(np.array([1.0, 0.0]), math.pi / 2) == pytest.approx(np.array([0.0, 1.0]))


def test_position_nought_turns_nothing() -> None:
    assert rotate(np.arange(6.0), 0).tolist() == list(range(6))


def test_each_pair_turns_more_slowly_than_the_one_before() -> None:
    assert frequencies(8) == pytest.approx(np.array([1.0, 0.1, 0.01, 0.001]))


def test_an_odd_size_has_no_pairs() -> None:
    with pytest.raises(ValueError, match="pairs"):
        frequencies(3)


def test_the_curve_over_distances_is_the_dot_product_at_each() -> None:
    query, key = np.array([1.0, 2.0]), np.array([0.5, -1.0])
    found = dot_by_distance(query, key, np.array([0.0, 3.0]))
    assert found == pytest.approx(np.array([float(query @ key), rotated_dot(query, key, 10, 7)]))
