"""The linear model that stands in for the language model around one text, fitted by lime itself.

Log-odds are exact: they come from logprobs, never from 1 - p, so a model that is almost sure still
shows which words move it.
"""

from dataclasses import dataclass

import numpy as np
from lime.lime_base import LimeBase
from numpy.typing import NDArray
from scipy.special import logsumexp
from sklearn.linear_model import Ridge

from vitrine.classify.prediction import Distribution
from vitrine.explain.design import Masks

Floats = NDArray[np.float64]
RIDGE = 1.0  # LIME's own penalty


@dataclass(frozen=True)
class Surrogate:
    """`weights` (words,) in the response's unit with their standard `errors` (words,)."""

    intercept: float
    weights: Floats
    errors: Floats

    def predict(self, masks: Masks) -> Floats:
        """The response for each row of a design."""
        return self.intercept + masks @ self.weights


def log_odds(spread: Distribution, target: str, against: str | None = None) -> float:
    """log p_target - log Σ p_others, or against one other category only."""
    others = [against] if against else [name for name in spread.logprobs if name != target]
    return float(spread.logprobs[target] - logsumexp([spread.logprobs[name] for name in others]))


def fit(masks: Masks, response: Floats, sample_weight: Floats, penalty: float = RIDGE) -> Surrogate:
    """A ridge regression over all words, by lime's `LimeBase`.

    `masks` (rows, words), `response` (rows,), `sample_weight` (rows,) as LIME's kernel gives it (ones
    for designs that are drawn by the kernel).
    """
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
    errors = _standard_errors(masks, response, sample_weight, penalty, intercept, weights)
    return Surrogate(float(intercept), weights, errors)


def r_squared(surrogate: Surrogate, masks: Masks, response: Floats) -> float | None:
    """How much of the response's variance the surrogate gives; None where there is none to give."""
    if len(response) < 3:
        return None
    spread = float(((response - response.mean()) ** 2).sum())
    if spread < 1e-12:
        return None
    return 1.0 - float(((response - surrogate.predict(masks)) ** 2).sum()) / spread


def _standard_errors(
    masks: Masks,
    response: Floats,
    sample_weight: Floats,
    penalty: float,
    intercept: float,
    weights: Floats,
) -> Floats:
    """Of a weighted ridge fit: σ² (G + λI)⁻¹ G (G + λI)⁻¹, G the centred weighted Gram matrix.

    σ² is the residual variance over the effective degrees of freedom (Hastie, Tibshirani & Friedman,
    The Elements of Statistical Learning, 3.4.1).
    """
    x = masks.astype(float)
    centred = x - np.average(x, axis=0, weights=sample_weight)
    gram = centred.T @ (sample_weight[:, None] * centred)
    inverse = np.linalg.inv(gram + penalty * np.eye(len(weights)))
    shrunk = inverse @ gram
    freedom = max(1.0, float((sample_weight > 0).sum()) - 1.0 - float(np.trace(shrunk)))
    residual = response - intercept - x @ weights
    variance = float((sample_weight * residual**2).sum()) / freedom
    return np.sqrt(np.clip(np.diag(shrunk @ inverse), 0.0, None) * variance)
