"""What is asked covers what it should, and LIME's own sampling and fit are LIME's own."""

import numpy as np
import pytest
from lime.lime_text import LimeTextExplainer

from vitrine.explain.design import (
    distances,
    every_mask,
    kernel,
    lime_masks,
    prefix_order,
    sparse_masks,
)
from vitrine.explain.surrogate import fit


def test_distance_is_limes() -> None:
    masks = np.array([[1, 1, 1, 1], [1, 0, 0, 0], [0, 0, 0, 0]], dtype=np.int8)
    assert distances(masks) == pytest.approx([0.0, 50.0, 100.0])
    assert kernel(distances(masks))[1] == pytest.approx(np.sqrt(np.exp(-(50**2) / 25**2)))


def test_sparse_masks_leave_out_each_number_in_their_range_as_often() -> None:
    masks = sparse_masks(20, 20_000, np.random.RandomState(0))
    removed = np.bincount(20 - masks.sum(axis=1), minlength=21) / len(masks)
    assert (removed[:10] == 0).all() and removed[20] == 0
    assert removed[10:20] == pytest.approx(1 / 10, abs=0.01)
    assert masks.mean(axis=0) == pytest.approx(np.full(20, masks.mean()), abs=0.02)


@pytest.mark.parametrize("size", [1, 2, 3])
def test_of_a_short_text_something_is_always_left_out(size: int) -> None:
    masks = sparse_masks(size, 50, np.random.RandomState(0))
    assert masks.shape == (50, size) and (masks.sum(axis=1) < size).all()


def test_every_mask_is_each_subset_once_but_the_whole() -> None:
    masks = every_mask(3)
    assert len(np.unique(masks, axis=0)) == len(masks) == 7
    assert masks.sum(axis=1).max() == 2


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
    intercept, ours = fit(masks, probability(masks.astype(float)), kernel(distances(masks)))
    theirs = dict(own.as_list(label=1))
    assert [theirs[word] for word in vocabulary] == pytest.approx(list(ours), abs=1e-9)
    assert own.intercept[1] == pytest.approx(intercept, abs=1e-9)
