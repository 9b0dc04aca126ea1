"""LayerNorm and RMSNorm against their formulas, and their cost."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from vitrine.anatomy.norms import layer_norm, rms_norm

VECTOR = st.lists(st.floats(-10, 10), min_size=2, max_size=8).map(np.array)


def test_rms_norm_worked_by_hand() -> None:
    steps = rms_norm(np.array([3.0, -4.0]))  # root of (9 + 16) / 2
    assert steps.scale == pytest.approx(np.sqrt(12.5), abs=1e-5)
    assert steps.output == pytest.approx(np.array([3, -4]) / np.sqrt(12.5), abs=1e-5)


def test_layer_norm_worked_by_hand() -> None:
    steps = layer_norm(np.array([1.0, 3.0]))
    assert (steps.mean, steps.centred.tolist()) == (2.0, [-1.0, 1.0])
    assert steps.output == pytest.approx(np.array([-1.0, 1.0]), abs=1e-4)


@given(VECTOR)
def test_they_agree_on_a_vector_whose_mean_is_nought(vector: np.ndarray) -> None:
    centred = vector - vector.mean()
    assert rms_norm(centred).output == pytest.approx(layer_norm(centred).output, abs=1e-6)


@given(VECTOR.filter(lambda vector: vector.std() > 0.1), st.floats(0.5, 9))
def test_layer_norm_alone_forgets_a_shift(vector: np.ndarray, shift: float) -> None:
    assert layer_norm(vector + shift).output == pytest.approx(layer_norm(vector).output, abs=1e-6)
    assert rms_norm(vector + shift).output != pytest.approx(rms_norm(vector).output, abs=1e-3)


def test_gain_and_bias_are_applied_last() -> None:
    vector, gain, bias = np.array([1.0, 3.0]), np.array([2.0, 0.5]), np.array([10.0, 20.0])
    plain = layer_norm(vector).output
    assert layer_norm(vector, gain, bias).output == pytest.approx(plain * gain + bias)
    assert rms_norm(vector, gain).output == pytest.approx(rms_norm(vector).output * gain)


def test_operations_are_counted_as_the_formulas_say() -> None:
    # n = 4, by hand. LayerNorm: mean 3 + and 1 /; centring 4; squares 4, sum 3; mean, epsilon, root 3;
    # division, gain, bias 12. RMSNorm: squares 4, sum 3; mean, epsilon, root 3; division, gain 8.
    assert layer_norm(np.ones(4)).operations == 4 + 4 + 7 + 3 + 12
    assert rms_norm(np.ones(4)).operations == 7 + 3 + 8
