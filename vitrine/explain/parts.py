"""Which words are left out together when a text has more of them than the budget has calls.

A part is a run of neighbouring words. A long text starts as a few parts; the part that matters most
is halved, again and again, until single words stand where it matters.
"""

import numpy as np

from vitrine.explain.design import Masks

Part = tuple[int, ...]  # indices of words


def even_parts(words: int, count: int) -> list[Part]:
    """`words` words in at most `count` runs of nearly equal length."""
    runs = np.array_split(np.arange(words), min(words, count))
    return [tuple(int(index) for index in run) for run in runs]


def halves(part: Part) -> tuple[Part, Part]:
    """The two halves of a part of two words or more."""
    middle = len(part) // 2
    return part[:middle], part[middle:]


def spread_masks(masks: Masks, parts: list[Part], words: int) -> Masks:
    """A design over parts (rows, parts) as one over words (rows, words)."""
    member = np.zeros((len(parts), words), dtype=np.int8)
    for row, part in enumerate(parts):
        member[row, list(part)] = 1
    return np.asarray(masks @ member, dtype=np.int8)


def collapse_masks(masks: Masks, parts: list[Part]) -> Masks:
    """The inverse: the words of a part are all there or all left out, so its first speaks for it."""
    return masks[:, [part[0] for part in parts]]
