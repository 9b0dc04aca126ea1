"""Which words to leave out: rows of a 0/1 design, 1 where the word stays.

Every design has shape (masks, words). `sparse_masks` is what the model is asked; `lime_masks` is LIME's
own sampling, over which the fit is made.
"""

import numpy as np
from numpy.typing import NDArray

Masks = NDArray[np.int8]
Floats = NDArray[np.float64]

KERNEL_WIDTH = 25.0  # of LIME's text explainer, on distances scaled to 100
_LEAST_GONE, _MOST_GONE = 0.5, 0.95


def distances(masks: Masks) -> NDArray[np.float64]:
    """LIME's distance of each row to the whole text: 100 · (1 - cosine), 0 to 100."""
    size = masks.shape[1]
    return np.asarray(100.0 * (1.0 - np.sqrt(masks.sum(axis=1) / size)))


def kernel(distance: NDArray[np.float64]) -> NDArray[np.float64]:
    """LIME's weight at a distance: √exp(-D² / 25²)."""
    return np.sqrt(np.exp(-(distance**2) / KERNEL_WIDTH**2))


def lime_masks(size: int, samples: int, random: np.random.RandomState) -> Masks:
    """What `lime.lime_text` draws from the same state: the whole text, then `samples` - 1 rows.

    The number of words removed is uniform on 1…size, the words a uniform subset.
    """
    masks = np.ones((samples, size), dtype=np.int8)
    counts = random.randint(1, size + 1, samples - 1)
    for row, count in enumerate(counts, start=1):
        masks[row, random.choice(range(size), count, replace=False)] = 0
    return masks


def sparse_masks(size: int, samples: int, random: np.random.RandomState) -> Masks:
    """Rows that leave out between a half and 95 % of the words, each number as often.

    Where most words stay, those that each suffice hide one another; short texts are cheap, besides
    (docs/log.md, 2026-11-25, compares ranges).
    """
    least = max(1, int(np.ceil(_LEAST_GONE * size)))
    counts = random.randint(least, max(least, int(_MOST_GONE * size)) + 1, samples)
    masks = np.ones((samples, size), dtype=np.int8)
    for row, count in enumerate(counts):
        masks[row, random.choice(size, count, replace=False)] = 0
    return masks


def every_mask(size: int) -> Masks:
    """All subsets but the whole: (2^size - 1, size)."""
    numbers = np.arange(2**size - 1)
    return ((numbers[:, None] >> np.arange(size)) & 1).astype(np.int8)


def prefix_order(masks: Masks) -> NDArray[np.intp]:
    """The order of the rows in which neighbours share the longest beginnings of their texts."""
    return np.lexsort(masks.T[::-1])
