"""A logistic curve of right answers over a number, with its band."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit

from vitrine.evaluate.figures import REACH

_ROUNDS = 50
_CLOSE = 1e-10
_STEEPEST = 30.0  # log-odds at which a share is 1 or 0 for every purpose


@dataclass(frozen=True)
class Logistic:
    """rate = 1 / (1 + exp(-(intercept + slope · x))); `covariance` is that of (intercept, slope)."""

    intercept: float
    slope: float
    covariance: NDArray[np.float64]

    def at(self, x: NDArray[np.float64]) -> NDArray[np.float64]:
        """Rates and the ends of their 95 % band: rows rate, low, high.

        Wald's, on log-odds (Hosmer & Lemeshow, "Applied Logistic Regression", section 1.4): the curve's
        place, not where a product falls.
        """
        rows = np.stack([np.ones_like(x), x], 1)
        centre = rows @ np.array([self.intercept, self.slope])
        half = REACH * np.sqrt(np.einsum("ij,jk,ik->i", rows, self.covariance, rows))
        return np.stack([expit(centre), expit(centre - half), expit(centre + half)])


def fit_logistic(
    x: NDArray[np.float64], right: NDArray[np.int64], trials: NDArray[np.int64]
) -> Logistic | None:
    """The curve of greatest likelihood, by Newton's steps (iteratively reweighted least squares), from
    how often each x was met and how many of these were right.

    None where there is none: all right or all wrong, x all the same, or an x that parts right from
    wrong, for then the curve would be a step.
    """
    hits, total = int(right.sum()), int(trials.sum())
    if hits in (0, total) or np.ptp(x[trials > 0]) == 0:
        return None
    middle = float(x @ trials) / total
    spread = float(np.sqrt((x - middle) ** 2 @ trials / total))
    rows = np.stack([np.ones_like(x), (x - middle) / spread], 1)
    found = _newton(rows, right.astype(np.float64), trials.astype(np.float64))
    if found is None:
        return None
    weights, covariance = found
    back = np.array([[1.0, -middle / spread], [0.0, 1.0 / spread]])
    intercept, slope = back @ weights
    return Logistic(float(intercept), float(slope), back @ covariance @ back.T)


def _newton(
    rows: NDArray[np.float64], right: NDArray[np.float64], trials: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]] | None:
    """From a row a value of x: how often it was met, and how many of these were right."""
    weights = np.zeros(2)
    for _ in range(_ROUNDS):
        rates = expit(rows @ weights)
        information = (rows * (trials * rates * (1 - rates))[:, None]).T @ rows
        if np.linalg.det(information) < 1e-12:
            return None
        step = np.linalg.solve(information, rows.T @ (right - trials * rates))
        weights = weights + step
        if np.abs(weights).max() > _STEEPEST:
            return None
        if np.abs(step).max() < _CLOSE:
            return weights, np.linalg.inv(information)
    return None
