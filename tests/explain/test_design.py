"""Designs follow LIME's own sampling, or its kernel."""

import numpy as np
import pytest
from lime.lime_text import LimeTextExplainer

from vitrine.explain.design import (
    distances,
    kernel,
    kernel_masks,
    leave_one_out,
    lime_masks,
    prefix_order,
)
from vitrine.explain.surrogate import fit


def test_leave_one_out_removes_each_word_once() -> None:
    assert (leave_one_out(4).sum(axis=0) == 3).all()
    assert (leave_one_out(4).sum(axis=1) == 3).all()


def test_distance_is_limes() -> None:
    masks = np.array([[1, 1, 1, 1], [1, 0, 0, 0], [0, 0, 0, 0]], dtype=np.int8)
    assert distances(masks) == pytest.approx([0.0, 50.0, 100.0])
    assert kernel(distances(masks))[1] == pytest.approx(np.sqrt(np.exp(-(50**2) / 25**2)))


def test_kernel_masks_remove_as_many_words_as_the_kernel_says() -> None:
    masks = kernel_masks(20, 40_000, np.random.RandomState(0))
    removed = 20 - masks.sum(axis=1)
    weight = np.exp(-8 * (1 - np.sqrt(1 - np.arange(1, 21) / 20)) ** 2)
    found = np.bincount(removed, minlength=21)[1:] / len(masks)
    assert np.abs(found - weight / weight.sum()).max() < 0.01


def test_kernel_masks_without_weights_equal_limes_masks_with_them() -> None:
    """In expectation: both fits of one function with interactions find the same weights."""

    def response(masks: np.ndarray) -> np.ndarray:
        return masks @ np.arange(8) + 5.0 * masks[:, 6] * masks[:, 7]

    uniform = lime_masks(8, 60_000, np.random.RandomState(1))
    drawn = kernel_masks(8, 60_000, np.random.RandomState(2))
    weighted = fit(uniform, response(uniform), kernel(distances(uniform)))
    plain = fit(drawn, response(drawn), np.ones(len(drawn)))
    assert plain.weights == pytest.approx(weighted.weights, abs=0.08)


def test_prefix_order_puts_equal_beginnings_side_by_side() -> None:
    masks = np.array([[1, 1, 0], [0, 1, 1], [1, 0, 1], [0, 0, 1]], dtype=np.int8)
    assert masks[prefix_order(masks)].tolist() == [[0, 0, 1], [0, 1, 1], [1, 0, 1], [1, 1, 0]]


def test_limes_sampling_at_the_same_masks_gives_limes_own_coefficients() -> None:
    """`LimeTextExplainer.explain_instance`, its defaults, against our sampling and our fit."""
    text = "soft cotton blanket for the little one with a blue print"
    vocabulary = text.split()
    weights = np.array([0.2, 0.4, 2.0, 0.0, -0.1, 0.3, 1.1, 0.0, 0.0, -0.7, 0.5])

    def probability(present: np.ndarray) -> np.ndarray:
        return 1 / (1 + np.exp(-(present @ weights - 1.5)))

    def classifier(texts: list[str]) -> np.ndarray:
        present = np.array([[word in text.split() for word in vocabulary] for text in texts], float)
        yes = probability(present)
        return np.column_stack([1 - yes, yes])

    samples, seed = 500, 3
    own = LimeTextExplainer(random_state=seed).explain_instance(
        text, classifier, labels=(1,), num_features=len(vocabulary), num_samples=samples
    )
    masks = lime_masks(len(vocabulary), samples, np.random.RandomState(seed))
    ours = fit(masks, probability(masks.astype(float)), kernel(distances(masks)))
    theirs = dict(own.as_list(label=1))
    assert [theirs[word] for word in vocabulary] == pytest.approx(list(ours.weights), abs=1e-9)
    assert own.intercept[1] == pytest.approx(ours.intercept, abs=1e-9)
