"""From logprobs to a choice: temperature and top-p; and how surprised a model was.

Sources: Holtzman et al. (arXiv 1904.09751) for top-p; perplexity is exp of the mean negative logprob.
"""

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


def with_temperature(logprobs: Sequence[float], temperature: float) -> Array:
    """Probabilities of these tokens alone, renormalised; 0 gives all to the most likely one.

    Raises ValueError below 0 or without tokens.
    """
    if temperature < 0 or not len(logprobs):
        raise ValueError("a temperature from 0, and at least one token")
    values = np.asarray(logprobs, dtype=np.float64)
    values = values - values.max()  # before dividing: a tiny temperature must not overflow
    if temperature == 0:
        chosen = np.zeros(len(values))
        chosen[int(np.argmax(values))] = 1.0
        return chosen
    with np.errstate(over="ignore"):  # a quotient of -inf is a probability of 0
        powers = np.exp(values / temperature)
    found: Array = powers / powers.sum()
    return found


def top_p(probabilities: Array, share: float) -> Array:
    """Keeps the fewest most likely tokens that hold `share` together, renormalised; others get 0.

    The token that crosses the line is kept. Raises ValueError outside (0, 1].
    """
    if not 0 < share <= 1:
        raise ValueError("a share above 0, up to 1")
    order = np.argsort(-probabilities, kind="stable")
    before = np.cumsum(probabilities[order]) - probabilities[order]
    kept = order[before < share - 1e-12]
    found = np.zeros(len(probabilities))
    found[kept] = probabilities[kept] / probabilities[kept].sum()
    return found


def cross_entropy(logprobs: Sequence[float]) -> float:
    """Mean negative logprob, in nats a token; ValueError without tokens."""
    if not len(logprobs):
        raise ValueError("no tokens")
    return -sum(logprobs) / len(logprobs)


def perplexity(logprobs: Sequence[float]) -> float:
    """Among how many equally likely tokens the model chose, on average."""
    return math.exp(cross_entropy(logprobs))
