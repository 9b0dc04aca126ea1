"""Corrections of a model's probabilities: each maps distributions to distributions.

A distribution is a row of an array, a column a category; rows sum to 1. Temperature learns from labels
and leaves the order of the categories as it is; contextual and batch learn without labels, from what
the model prefers whatever the product, and may change an answer.
"""

from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize_scalar

Distributions = NDArray[np.float64]  # products x categories
CONTENT_FREE = ("N/A", "[MASK]", "")  # Zhao et al.'s three texts
_LEAST = 1e-12  # probability: what is not listed may still have some
_HOTTEST = 100.0


class Calibration(Protocol):
    """A correction that has been learnt."""

    def apply(self, distributions: Distributions) -> Distributions:
        """The corrected rows; a row of NaN stays one."""
        ...


@dataclass(frozen=True)
class Temperature:
    """p^(1/T), scaled to sum to 1: above 1 it takes confidence away."""

    temperature: float

    def apply(self, distributions: Distributions) -> Distributions:
        """The corrected rows."""
        return _softmax(_logs(distributions) / self.temperature)


@dataclass(frozen=True)
class Prior:
    """p / prior, scaled to sum to 1: what the model prefers whatever the product is taken out."""

    prior: tuple[float, ...]

    def apply(self, distributions: Distributions) -> Distributions:
        """The corrected rows."""
        return _softmax(_logs(distributions) - np.log(np.maximum(self.prior, _LEAST)))


def temperature(distributions: Distributions, labels: NDArray[np.int32]) -> Temperature:
    """The temperature with the least log loss for these labels (places of columns).

    Guo, Pleiss, Sun & Weinberger 2017, "On Calibration of Modern Neural Networks", section 4.2. 1 where
    there are no labels.
    """
    if not len(labels):
        return Temperature(1.0)
    logs, rows = _logs(distributions), np.arange(len(labels))

    def loss(log_temperature: float) -> float:
        scaled = logs / np.exp(log_temperature)
        return float(np.mean(_log_total(scaled)[:, 0] - scaled[rows, labels]))

    bound = float(np.log(_HOTTEST))
    found = minimize_scalar(loss, bounds=(-bound, bound), method="bounded")
    return Temperature(float(np.exp(found.x)))


def contextual(content_free: Distributions) -> Prior:
    """From the model's distributions for texts without content, such as `CONTENT_FREE`.

    Zhao, Wallace, Feng, Klein & Singh 2021, "Calibrate Before Use", section 5: W = diag(p_cf)⁻¹, b = 0,
    p_cf being their mean.
    """
    return _prior(content_free)


def batch(distributions: Distributions) -> Prior:
    """From the model's distributions for the catalogue itself.

    Zhou, Wan, Proleev et al. 2023, "Batch Calibration", equation 4: the mean over the batch is the
    prior. Where the catalogue's categories are of very different sizes, it takes that out too.
    """
    return _prior(distributions)


def _prior(distributions: Distributions) -> Prior:
    kept = distributions[np.isfinite(distributions).all(1)]
    if not len(kept):
        return Prior((1.0,) * distributions.shape[1])
    return Prior(tuple(kept.mean(0).tolist()))


def _logs(distributions: Distributions) -> Distributions:
    logs: Distributions = np.log(np.maximum(distributions, _LEAST))
    return logs


def _log_total(logs: Distributions) -> Distributions:
    most = logs.max(1, keepdims=True)
    total: Distributions = most + np.log(np.exp(logs - most).sum(1, keepdims=True))
    return total


def _softmax(logs: Distributions) -> Distributions:
    found: Distributions = np.exp(logs - _log_total(logs))
    return found
