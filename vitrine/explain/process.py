"""A Gaussian process over which words are there: what few answers say of the many not asked for.

A language model is far from additive: of two words that each suffice, leaving out one moves nothing.
The kernel is that of a one-layer network with infinitely many sigmoid units (Williams 1998,
"Computation with infinite networks", eq. 4.29 in Rasmussen & Williams, "Gaussian Processes for Machine
Learning", 2006): it saturates as such a model does. Each word has a relevance of its own, learnt from
the logprobs of all categories together, by the marginal likelihood under a log-normal prior.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.linalg import cho_factor, cho_solve
from scipy.optimize import minimize

Floats = NDArray[np.float64]

_CONSTANT = 1.0  # prior variance of the level, in units of the responses' variance
_RELEVANCE, _SPREAD = np.log(0.3), 1.5  # the prior's mean and standard deviation, of the logarithm
_STEPS = 60
_BOUNDS = (
    (-4.5, 6.0),
    (-6.0, 6.0),
    (-6.0, 6.0),
    (-12.0, 2.0),
)  # relevance, bias, scale, noise: logs


@dataclass(frozen=True)
class Kernel:
    """Variances, where the responses' is 1: `relevance` (words,), `bias`, `scale` and `noise`."""

    relevance: Floats
    bias: float
    scale: float
    noise: float

    def between(self, one: Floats, other: Floats) -> Floats:
        """Prior covariance (rows of one, rows of other) of the standardised response."""
        angle = np.clip(self._cosine(one, other), -1.0, 1.0)
        return np.asarray(self.scale * 2.0 / np.pi * np.arcsin(angle) + _CONSTANT)

    def _cosine(self, one: Floats, other: Floats) -> Floats:
        inner = 2.0 * (self.bias + (one * self.relevance) @ other.T)
        lengths = [1.0 + 2.0 * (self.bias + rows @ self.relevance) for rows in (one, other)]
        return np.asarray(inner / np.sqrt(np.outer(*lengths)))

    @classmethod
    def of(cls, logs: Floats) -> "Kernel":
        """From the logarithms, in the order of the fields."""
        values = np.exp(logs)
        return cls(values[:-3], float(values[-3]), float(values[-2]), float(values[-1]) + 1e-6)

    @classmethod
    def plain(cls, words: int) -> "Kernel":
        """What is taken for granted before any answer: every word may matter as much as any other."""
        return cls(np.full(words, np.exp(_RELEVANCE)), 1.0, 1.0, 0.01)

    def logs(self) -> Floats:
        """The inverse of `of`."""
        return np.asarray(np.log(np.r_[self.relevance, self.bias, self.scale, self.noise]))


def learn(masks: Floats, responses: Floats, start: Kernel) -> Kernel:
    """The likeliest kernel for `responses` (rows, outputs) at `masks` (rows, words), from `start` on.

    An output that never moves says nothing and is left out; where none moves, `start` stays.
    """
    spread = responses.std(axis=0)
    moving = spread > 1e-9
    if len(masks) < 3 or not moving.any():
        return start
    standard = ((responses - responses.mean(axis=0)) / np.where(moving, spread, 1.0))[:, moving]
    words = masks.shape[1]
    found = minimize(
        _loss,
        start.logs(),
        args=(masks, standard),
        jac=True,
        method="L-BFGS-B",
        bounds=[_BOUNDS[0]] * words + list(_BOUNDS[1:]),
        options={"maxiter": _STEPS},
    )
    return Kernel.of(found.x)


class Posterior:
    """What is known of one response after it was seen at `masks` (rows, words)."""

    def __init__(self, kernel: Kernel, masks: Floats, response: Floats) -> None:
        self._kernel, self._masks = kernel, masks
        self._mean, self._spread = float(response.mean()), float(response.std())
        covariance = kernel.between(masks, masks) + kernel.noise * np.eye(len(masks))
        self._factor = cho_factor(covariance, lower=True)
        self._dual = cho_solve(self._factor, response - self._mean)
        self._surprise = self._left_one_out()

    def mean(self, masks: Floats) -> Floats:
        """The expected response for each row of other masks (rows,)."""
        return np.asarray(self._mean + self._kernel.between(masks, self._masks) @ self._dual)

    def covariance(self, masks: Floats) -> Floats:
        """Its covariance (rows, rows), in the response's unit squared."""
        across = self._kernel.between(masks, self._masks)
        left = self._kernel.between(masks, masks) - across @ cho_solve(self._factor, across.T)
        return np.asarray(self._surprise * left)

    def _left_one_out(self) -> float:
        """How far each response is from what all others lead to expect, squared, in its own variance:
        the mean over the rows (Rasmussen & Williams, eq. 5.12), and at least what the prior says.

        A kernel that was chosen for these very rows is surer of the others than it should be.
        """
        inverse = np.diag(cho_solve(self._factor, np.eye(len(self._masks))))
        return max(self._spread**2, float(np.mean(self._dual**2 / inverse)))


def _loss(logs: Floats, masks: Floats, standard: Floats) -> tuple[float, Floats]:
    """Minus the log posterior of a kernel and its gradient, both in the logarithms.

    With C the covariance of the rows, A = C⁻¹Y and K outputs, the gradient in C is (K C⁻¹ - A Aᵀ) / 2
    (Rasmussen & Williams, eq. 5.9), carried through arcsine and cosine by the chain rule.
    """
    kernel = Kernel.of(logs)
    outputs = standard.shape[1]
    inner = 2.0 * (kernel.bias + (masks * kernel.relevance) @ masks.T)
    length = 1.0 + np.diag(inner)
    root = np.sqrt(np.outer(length, length))
    cosine = inner / root
    shape = kernel.scale * 2.0 / np.pi * np.arcsin(cosine)
    covariance = shape + _CONSTANT + kernel.noise * np.eye(len(masks))
    lower, inverse = _inverted(covariance)
    dual = inverse @ standard
    loss = 0.5 * float((standard * dual).sum()) + outputs * float(np.log(np.diag(lower)).sum())

    outer = 0.5 * (outputs * inverse - dual @ dual.T)
    by_cosine = outer * kernel.scale * 2.0 / np.pi / np.sqrt(1.0 - cosine**2)
    by_inner = by_cosine / root
    by_length = -0.5 * (by_cosine * cosine).sum(axis=1) / length
    by_relevance = 2.0 * np.einsum("iw,iw->w", masks, by_inner @ masks) + 4.0 * masks.T @ by_length
    by_bias = 2.0 * by_inner.sum() + 4.0 * by_length.sum()
    slopes = np.r_[
        by_relevance * kernel.relevance,
        by_bias * kernel.bias,
        (outer * shape).sum(),
        np.trace(outer) * kernel.noise,
    ]
    away = (logs[:-3] - _RELEVANCE) / _SPREAD
    slopes[:-3] += away / _SPREAD
    return loss + 0.5 * float((away**2).sum()), slopes


def _inverted(covariance: Floats) -> tuple[Floats, Floats]:
    lower = np.linalg.cholesky(covariance)
    return np.asarray(lower), np.asarray(cho_solve((lower, True), np.eye(len(covariance))))
