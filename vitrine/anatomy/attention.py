"""Causal attention worked by hand: softmax(q·k / √d), masked so that no token sees the future.

Source: Vaswani et al., "Attention Is All You Need" (arXiv 1706.03762), section 3.2.1.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


@dataclass(frozen=True)
class AttentionSteps:
    """One head's attention, step by step; n tokens, d numbers in each.

    `scores`, `scaled`, `masked` and `weights` are (n, n): row i looks at column j. `masked` holds
    -inf where looking is forbidden; each row of `weights` sums to 1. `output` is (n, d).
    """

    scores: Array
    scaled: Array
    masked: Array
    weights: Array
    output: Array


@dataclass(frozen=True)
class Head:
    """The queries, keys and values of one head, each (n, d)."""

    queries: Array
    keys: Array
    values: Array


def softmax(scores: Array) -> Array:
    """Each row as shares that sum to 1; the row's largest is taken off first, against overflow."""
    powers = np.exp(scores - scores.max(axis=-1, keepdims=True))
    shares: Array = powers / powers.sum(axis=-1, keepdims=True)
    return shares


def attend(head: Head, *, causal: bool = True) -> AttentionSteps:
    """Every step of one head; `causal` forbids token i to look at j > i."""
    count, size = head.queries.shape
    scores = head.queries @ head.keys.T
    scaled = scores / math.sqrt(size)
    masked = scaled.copy()
    if causal:
        masked[np.triu_indices(count, k=1)] = -np.inf
    weights = softmax(masked)
    return AttentionSteps(scores, scaled, masked, weights, weights @ head.values)


def example_heads(tokens: Sequence[str], count: int = 3, size: int = 4) -> tuple[Head, ...]:
    """Heads with numbers of our own choice (no trained model's), each with a habit one can see.

    The first looks around itself, the second at the token before, the third at the first token.
    Queries and keys are made of positions alone, values of the tokens.
    """
    positions = np.arange(len(tokens))
    kinds = np.array([sorted(set(tokens)).index(token) for token in tokens])
    values = _directions(kinds, size)
    angles = positions * math.pi / max(2, len(tokens))
    here, before = (
        _on_circle(angles, size),
        _on_circle(angles - math.pi / max(2, len(tokens)), size),
    )
    first = np.tile(_on_circle(np.zeros(1), size), (len(tokens), 1))
    habits = (
        Head(2.0 * here, 2.0 * here, values),
        Head(4.0 * before, 4.0 * here, values),
        Head(3.0 * first, 3.0 * here, values),
    )
    return habits[:count]


def _directions(kinds: NDArray[np.int64], size: int) -> Array:
    """One direction of `size` numbers in [-1, 1] for each kind, the same every time."""
    table = np.random.RandomState(0).uniform(-1, 1, (int(kinds.max()) + 1, size)).round(1)
    found: Array = table[kinds]
    return found


def _on_circle(angles: Array, size: int) -> Array:
    """Each angle as a point: its cosine and sine, then zeros."""
    points = np.zeros((len(angles), size))
    points[:, 0], points[:, 1] = np.cos(angles), np.sin(angles)
    return points.round(2)
