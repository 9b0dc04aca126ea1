"""The linear model that stands in for the language model around one text, fitted by lime itself.

Log-odds are exact: they come from logprobs, never from 1 - p, so a model that is almost sure still
shows which words move it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from scipy.special import logsumexp

from vitrine.classify.prediction import Distribution
from vitrine.explain.design import Floats, Masks, distances, kernel, lime_masks
from vitrine.explain.process import Posterior

RIDGE = 1.0  # LIME's own penalty
_LEAST_ROWS, _ROWS_A_WORD = 1_000, 6  # of LIME's sampling: the fit's own error stays out of sight


@dataclass(frozen=True)
class Surrogate:
    """`weights` (words,) in the response's unit, with their `covariance` (words, words).

    `linearity` is the weighted R² of the weights to what was learnt: the less, the more words act
    together.
    """

    weights: Floats
    covariance: Floats
    linearity: float | None

    @property
    def errors(self) -> Floats:
        """Standard errors (words,)."""
        return np.sqrt(np.clip(np.diag(self.covariance), 0.0, None))


class Neighbourhood:
    """LIME's own sampling around a text of so many words, and its fit to whatever was learnt there.

    The rows are always the same ones: they are imagined, not asked, so that they cost no model call.
    """

    def __init__(self, words: int) -> None:
        rows = max(_LEAST_ROWS, _ROWS_A_WORD * words)
        masks = lime_masks(words, rows, np.random.RandomState(0))
        self._weight = kernel(distances(masks))
        self._masks = masks.astype(float)

    def fit(self, posterior: Posterior) -> Surrogate:
        """LIME's weights for the response that the posterior expects, and how sure it is of them."""
        expected = posterior.mean(self._masks)
        intercept, weights = fit(self._masks, expected, self._weight)
        linear = self._linear_map
        covariance = linear @ posterior.covariance(self._masks) @ linear.T
        linearity = r_squared(intercept + self._masks @ weights, expected, self._weight)
        return Surrogate(weights, covariance, linearity)

    @cached_property
    def _linear_map(self) -> Floats:
        """The same fit as a matrix (words, rows): weights = matrix @ response."""
        centred = self._masks - np.average(self._masks, axis=0, weights=self._weight)
        gram = centred.T @ (self._weight[:, None] * centred)
        penalty = RIDGE * np.eye(len(gram))
        return np.asarray(np.linalg.solve(gram + penalty, centred.T * self._weight))


def fit(
    masks: Floats | Masks, response: Floats, sample_weight: Floats, penalty: float = RIDGE
) -> tuple[float, Floats]:
    """Intercept and weights (words,) of a ridge regression over all words, by lime's `LimeBase`.

    `masks` (rows, words), `response` (rows,), `sample_weight` (rows,) as LIME's kernel gives it.
    """
    from lime.lime_base import LimeBase  # with the first explanation, not with the first page
    from sklearn.linear_model import Ridge

    base = LimeBase(kernel_fn=lambda weight: weight)
    intercept, pairs, _, _ = base.explain_instance_with_data(
        masks.astype(float),
        np.column_stack([response]),
        sample_weight,
        0,
        masks.shape[1],
        feature_selection="none",
        model_regressor=Ridge(alpha=penalty, fit_intercept=True),
    )
    weights = np.zeros(masks.shape[1])
    for index, weight in pairs:
        weights[index] = weight
    return float(intercept), weights


def log_odds(spread: Distribution, target: str, against: str | None = None) -> float:
    """log p_target - log Σ p_others, or against one other category only."""
    names = tuple(spread.logprobs)
    row = np.array([[spread.logprobs[name] for name in names]])
    return float(log_odds_of(row, names, target, against)[0])


def log_odds_of(
    logprobs: Floats, categories: Sequence[str], target: str, against: str | None = None
) -> Floats:
    """The same for every row of `logprobs` (rows, categories): (rows,)."""
    place = categories.index(target)
    others = [categories.index(against)] if against else np.arange(len(categories)) != place
    return np.asarray(logprobs[:, place] - logsumexp(logprobs[:, others], axis=1))


def r_squared(expected: Floats, response: Floats, weight: Floats | None = None) -> float | None:
    """How much of the response's (weighted) variance is expected; None where there is none."""
    weight = np.ones(len(response)) if weight is None else weight
    if len(response) < 3:
        return None
    middle = np.average(response, weights=weight)
    spread = float((weight * (response - middle) ** 2).sum())
    if spread < 1e-12:
        return None
    return 1.0 - float((weight * (response - expected) ** 2).sum()) / spread
