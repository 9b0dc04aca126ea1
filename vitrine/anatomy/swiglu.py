"""SwiGLU: one path is squashed by Swish and opens or shuts the other, number by number.

Source: Shazeer, "GLU Variants Improve Transformer" (arXiv 2002.05202), section 2.
"""

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


def swish(values: Array) -> Array:
    """x · sigmoid(x), also called SiLU."""
    found: Array = values * 0.5 * (1 + np.tanh(values / 2))  # tanh form: no overflow
    return found


def swiglu(gate: Array, value: Array) -> Array:
    """The gate's Swish times the value: Swish(xW) · xV for gate = xW and value = xV."""
    return swish(gate) * value


def surface(limit: float = 4.0, steps: int = 41) -> tuple[Array, Array]:
    """The axis (steps,) shared by gate and value, and SwiGLU on its grid: row value, column gate."""
    axis = np.linspace(-limit, limit, steps)
    return axis, swiglu(axis[np.newaxis, :], axis[:, np.newaxis])
