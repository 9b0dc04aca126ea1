"""In which order products are best looked at by people. Each function gives places in `Predictions`."""

import numpy as np
from numpy.typing import NDArray

from vitrine.evaluate.predictions import UNKNOWN, Predictions
from vitrine.evaluate.review import answer_names

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
    theirs = {
        id_: answer
        for id_, answer, failed in zip(other.ids, answer_names(other), other.failed, strict=True)
        if not failed
    }
    own = answer_names(found)
    differing = [
        place
        for place in least_sure(found).tolist()
        if found.ids[place] in theirs and own[place] != theirs[found.ids[place]]
    ]
    return np.array(differing, np.intp)


def drawn(found: Predictions, seed: int = 0) -> Places:
    """In an order of chance, the same for the same `seed` (NumPy's PCG64)."""
    return np.random.default_rng(seed).permutation(np.flatnonzero(~found.failed))
