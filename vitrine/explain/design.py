"""Which words to leave out: rows of a 0/1 design, 1 where the word stays.

Every design has shape (masks, words). `lime_masks` is LIME's own sampling, kept as the measure;
`kernel_masks` draws rows so that an unweighted fit equals LIME's weighted one in expectation.
"""

import numpy as np
from numpy.typing import NDArray

Masks = NDArray[np.int8]

KERNEL_WIDTH = 25.0  # of LIME's text explainer, on distances scaled to 100


def distances(masks: Masks) -> NDArray[np.float64]:
    """LIME's distance of each row to the whole text: 100 · (1 - cosine), 0 to 100."""
    size = masks.shape[1]
    return np.asarray(100.0 * (1.0 - np.sqrt(masks.sum(axis=1) / size)))


def kernel(distance: NDArray[np.float64]) -> NDArray[np.float64]:
    """LIME's weight at a distance: √exp(-D² / 25²)."""
    return np.sqrt(np.exp(-(distance**2) / KERNEL_WIDTH**2))


def leave_one_out(size: int) -> Masks:
    """Each word left out once: (size, size)."""
    return (1 - np.eye(size, dtype=np.int8)).astype(np.int8)


def lime_masks(size: int, samples: int, random: np.random.RandomState) -> Masks:
    """What `lime.lime_text` draws from the same state: the whole text, then `samples` - 1 rows.

    The number of words removed is uniform on 1…size, the words a uniform subset.
    """
    masks = np.ones((samples, size), dtype=np.int8)
    counts = random.randint(1, size + 1, samples - 1)
    for row, count in enumerate(counts, start=1):
        masks[row, random.choice(range(size), count, replace=False)] = 0
    return masks


def kernel_masks(size: int, samples: int, random: np.random.RandomState) -> Masks:
    """Rows whose number of removed words s has p(s) ∝ exp(-8 (1 - √(1 - s/size))²), s = 1…size."""
    removed = np.arange(1, size + 1)
    weight = kernel(100.0 * (1.0 - np.sqrt(1.0 - removed / size)))
    counts = random.choice(removed, samples, p=weight / weight.sum())
    masks = np.ones((samples, size), dtype=np.int8)
    for row, count in enumerate(counts):
        masks[row, random.choice(size, count, replace=False)] = 0
    return masks


def prefix_order(masks: Masks) -> NDArray[np.intp]:
    """The order of the rows in which neighbours share the longest beginnings of their texts."""
    return np.lexsort(masks.T[::-1])
