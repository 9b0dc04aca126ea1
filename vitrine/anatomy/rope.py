"""Rotary position embedding: a position turns each pair of numbers by an angle.

Source: Su et al., "RoFormer" (arXiv 2104.09864), section 3.2.2; Llama 2 keeps its base of 10,000.
"""

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
BASE = 10_000.0


def frequencies(size: int, base: float = BASE) -> Array:
    """The angle, in radians a position, of each of the `size`/2 pairs: the first turns fastest.

    Raises ValueError for an odd size.
    """
    if size % 2:
        raise ValueError("pairs need an even number")
    found: Array = base ** (-np.arange(0, size, 2) / size)
    return found


def rotate(vector: Array, position: float, base: float = BASE) -> Array:
    """A vector (even length) as it stands at a position; its length stays as it was."""
    angles = position * frequencies(len(vector), base)
    first, second = vector[0::2], vector[1::2]
    turned = np.empty(len(vector))
    turned[0::2] = first * np.cos(angles) - second * np.sin(angles)
    turned[1::2] = first * np.sin(angles) + second * np.cos(angles)
    return turned


def rotated_dot(query: Array, key: Array, query_position: float, key_position: float) -> float:
    """What attention measures between two places: it depends on their difference alone."""
    return float(rotate(query, query_position) @ rotate(key, key_position))


def dot_by_distance(query: Array, key: Array, distances: Array) -> Array:
    """`rotated_dot` for a key that stands `distances` before the query."""
    return np.array([rotated_dot(query, key, float(far), 0.0) for far in distances])
