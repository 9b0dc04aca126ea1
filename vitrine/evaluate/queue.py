"""In which order products are best looked at by people. Each function gives places in `Predictions`."""

import numpy as np
from numpy.typing import NDArray

from vitrine.evaluate.compare import answers_among
from vitrine.evaluate.ids import shared
from vitrine.evaluate.predictions import UNKNOWN, Predictions

Places = NDArray[np.intp]


def least_sure(found: Predictions) -> Places:
    """Answers that are none of the categories first, then by rising confidence, those without a
    number last; products without a reply are not among them."""
    there = np.flatnonzero(~found.failed)
    confidence = np.where(found.answers == UNKNOWN, -1.0, found.confidence)[there]
    return there[np.argsort(np.nan_to_num(confidence, nan=2.0), kind="stable")]


def below(found: Predictions, threshold: float) -> Places:
    """What a review threshold leaves for people: answers less sure than it, none of the categories
    and those without a number among them, then products without a reply."""
    answered = least_sure(found)
    left = answered[~(found.confidence[answered] >= threshold)]
    return np.concatenate([left, np.flatnonzero(found.failed)])


def disagreements(found: Predictions, other: Predictions) -> Places:
    """Where another run, or the yardstick, answers differently, the least sure first; products that
    only one of the two knows are left out."""
    places, theirs = shared(found.ids, other.ids)
    one, there = answers_among(found, other)
    differing = np.zeros(len(found), np.bool_)
    differing[places] = (one[places] != there[theirs]) & ~other.failed[theirs]
    ordered = least_sure(found)
    return ordered[differing[ordered]]


def drawn(found: Predictions, seed: int = 0) -> Places:
    """In an order of chance, the same for the same `seed` (NumPy's PCG64)."""
    return np.random.default_rng(seed).permutation(np.flatnonzero(~found.failed))
