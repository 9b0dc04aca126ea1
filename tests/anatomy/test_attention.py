"""Attention: worked numbers, and no token that sees the future."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from vitrine.anatomy.attention import Head, attend, example_heads, softmax

TOKENS = ("soft", "cotton", "baby", "blanket", "cotton")


def _head(seed: int, count: int = 5, size: int = 4) -> Head:
    draw = np.random.RandomState(seed)
    return Head(*(draw.normal(size=(count, size)) for _ in range(3)))


def test_two_tokens_worked_by_hand() -> None:
    head = Head(np.array([[1.0, 0, 0, 0], [2.0, 0, 0, 0]]), np.eye(2, 4), np.eye(2))
    steps = attend(head)
    assert steps.scores.tolist() == [[1, 0], [2, 0]]
    assert steps.scaled.tolist() == [[0.5, 0], [1, 0]]
    assert steps.masked[0, 1] == -math.inf
    e = math.e
    assert steps.weights == pytest.approx(np.array([[1, 0], [e / (e + 1), 1 / (e + 1)]]))
    assert steps.output == pytest.approx(steps.weights)


@given(st.integers(0, 10_000), st.integers(0, 3))
def test_what_comes_later_changes_nothing_before_it(seed: int, last: int) -> None:
    head, other = _head(seed), _head(seed + 1)
    seen = slice(0, last + 1)
    changed = Head(
        *(
            np.concatenate([mine[seen], new[last + 1 :]])
            for mine, new in (
                (head.queries, other.queries),
                (head.keys, other.keys),
                (head.values, other.values),
            )
        )
    )
    assert attend(changed).output[seen] == pytest.approx(attend(head).output[seen])


def test_without_the_mask_the_future_is_seen() -> None:
    head = _head(0)
    assert np.triu(attend(head, causal=False).weights, k=1).sum() > 0
    assert np.triu(attend(head).weights, k=1).sum() == 0


@pytest.mark.parametrize("causal", [True, False])
def test_every_row_of_weights_sums_to_one(causal: bool) -> None:
    for head in example_heads(TOKENS):
        assert attend(head, causal=causal).weights.sum(axis=1) == pytest.approx(1.0)


def test_softmax_stands_large_scores() -> None:
    assert softmax(np.array([[1000.0, 1000.0], [-1000.0, 0.0]])) == pytest.approx(
        np.array([[0.5, 0.5], [0.0, 1.0]])
    )


def test_the_example_heads_have_the_habits_they_are_named_for() -> None:
    around, before, first = (attend(head).weights for head in example_heads(TOKENS))
    for row in range(1, len(TOKENS)):
        assert around[row].argmax() == row
        assert before[row].argmax() == row - 1
        assert first[row].argmax() == 0


def test_equal_tokens_have_equal_values() -> None:
    values = example_heads(TOKENS)[0].values
    assert (values[1] == values[4]).all()
    assert (values[0] != values[1]).any()
