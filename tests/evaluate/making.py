"""Predictions made up with a known truth."""

import numpy as np

from vitrine.evaluate.predictions import UNKNOWN, Predictions


def planted(
    labels: list[int] | np.ndarray,
    answers: list[int] | np.ndarray,
    asked: int = 3,
    *,
    probabilities: np.ndarray | None = None,
    failed: list[int] | np.ndarray = (),
    words: list[int] | np.ndarray | None = None,
    name: str = "planted",
    ids: list[str] | None = None,
) -> Predictions:
    """Places in the categories a, b, c…, -1 for none; `failed` are places of products. Categories past
    `asked` are those that only labels name."""
    labels, answers = np.array(labels, np.int32), np.array(answers, np.int32)
    n = len(labels)
    many = max(asked, int(labels.max(initial=0)) + 1)
    gone = np.zeros(n, bool)
    gone[np.array(failed, int)] = True
    answers[gone] = UNKNOWN
    return Predictions(
        name=name,
        categories=tuple(f"category {number}" for number in range(many)),
        asked=asked,
        ids=tuple(ids or map(str, range(n))),
        positions=np.arange(n),
        labels=labels,
        answers=answers,
        failed=gone,
        probabilities=np.full((n, asked), np.nan) if probabilities is None else probabilities,
        outside=np.full(n, np.nan),
        words=np.full(n, 20, np.int32) if words is None else np.array(words, np.int32),
        seconds=np.full(n, 0.1),
        tokens=np.full(n, 30),
    )


def drawn(rng: np.random.Generator, n: int, asked: int = 4, sharp: float = 1.5) -> Predictions:
    """A model that is calibrated: labels are drawn from the very distributions that it gives."""
    logits = rng.normal(0, sharp, (n, asked))
    probabilities = np.exp(logits)
    probabilities /= probabilities.sum(1, keepdims=True)
    labels = (probabilities.cumsum(1) < rng.random((n, 1))).sum(1).clip(0, asked - 1)
    return planted(
        labels,
        probabilities.argmax(1),
        asked,
        probabilities=probabilities,
        words=rng.integers(5, 200, n),
    )
