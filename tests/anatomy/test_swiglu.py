"""Swish and SwiGLU."""

import math

import numpy as np
import pytest

from vitrine.anatomy.swiglu import surface, swiglu, swish


def test_swish_is_x_times_its_sigmoid() -> None:
    values = np.array([-3.0, 0.0, 1.0, 5.0])
    assert swish(values) == pytest.approx([x / (1 + math.exp(-x)) for x in values])


def test_far_out_swish_is_nothing_or_the_number_itself() -> None:
    assert swish(np.array([-800.0, 800.0])) == pytest.approx([0.0, 800.0])


def test_a_shut_gate_lets_nothing_through() -> None:
    assert swiglu(np.array([-50.0, 0.0]), np.array([7.0, 7.0])) == pytest.approx([0.0, 0.0])


def test_the_surface_has_the_gate_along_its_columns() -> None:
    axis, heights = surface(2.0, 5)
    assert axis.tolist() == [-2, -1, 0, 1, 2]
    assert heights[4, 3] == pytest.approx(2 * swish(np.array([1.0]))[0])
    assert heights[0, 3] == pytest.approx(-heights[4, 3])
