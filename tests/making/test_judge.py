"""The judge's figures, against tables worked by hand."""

import numpy as np
import pytest

from training.judge import calibration_error, wilson


def test_calibration_error_by_hand() -> None:
    """Four bins of one answer each; then one bin, 0.9 sure and half right."""
    sure = np.array([0.95, 0.85, 0.3, 0.1])
    right = np.array([True, False, True, False])
    by_hand = (0.05 + 0.85 + 0.7 + 0.1) / 4
    assert calibration_error(sure, right) == pytest.approx(by_hand)
    assert calibration_error(np.array([0.9, 0.9]), np.array([True, False])) == pytest.approx(0.4)


def test_a_sure_model_that_is_right_has_no_error() -> None:
    assert calibration_error(np.ones(5), np.ones(5, dtype=bool)) == 0.0


def test_wilsons_interval_of_a_published_example() -> None:
    """Newcombe 1998, Statistics in Medicine 17, table I: 81 of 263 gives 0.2553 to 0.3662."""
    assert wilson(81, 263) == pytest.approx((0.2553, 0.3662), abs=1e-4)
    assert wilson(0, 20)[0] == pytest.approx(0.0, abs=1e-12)
