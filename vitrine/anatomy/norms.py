"""LayerNorm and RMSNorm on one vector, step by step, with what each costs.

Sources: Ba et al. (arXiv 1607.06450), equation 3; Zhang and Sennrich (arXiv 1910.07467), equation 4.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
EPSILON = 1e-5  # Llama 2's own


@dataclass(frozen=True)
class NormSteps:
    """A norm's way: what is taken off, what it is divided by, and what comes out.

    `mean` is 0 for RMSNorm, which takes nothing off; `scale` is the standard deviation, or the root
    mean square.
    """

    mean: float
    centred: Array
    scale: float
    output: Array
    operations: int


def layer_norm(vector: Array, gain: Array | None = None, bias: Array | None = None) -> NormSteps:
    """Takes the mean off, divides by the standard deviation, then applies gain and bias."""
    mean = float(vector.mean())
    centred = vector - mean
    scale = float(np.sqrt((centred**2).mean() + EPSILON))
    output = centred / scale * _or(gain, 1.0, vector) + _or(bias, 0.0, vector)
    return NormSteps(mean, centred, scale, output, layer_norm_operations(len(vector)))


def rms_norm(vector: Array, gain: Array | None = None) -> NormSteps:
    """Divides by the root mean square, then applies the gain; nothing is centred."""
    scale = float(np.sqrt((vector**2).mean() + EPSILON))
    output = vector / scale * _or(gain, 1.0, vector)
    return NormSteps(0.0, vector, scale, output, rms_norm_operations(len(vector)))


def layer_norm_operations(size: int) -> int:
    """Additions, multiplications, divisions and roots for `size` numbers.

    Mean: n. Centring: n. Squares and their sum: 2n - 1, mean, epsilon, root: 3. Division, gain and
    bias: 3n.
    """
    return size + size + (2 * size - 1) + 3 + 3 * size


def rms_norm_operations(size: int) -> int:
    """As `layer_norm_operations`, without mean, centring and bias."""
    return (2 * size - 1) + 3 + 2 * size


def _or(given: Array | None, default: float, like: Array) -> Array:
    return np.full_like(like, default) if given is None else given
