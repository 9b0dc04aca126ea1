"""The yardstick on a catalogue's own labels: each product sorted by a TF-IDF with a logistic regression
that has not seen its label."""

import time
import warnings
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from vitrine.classify.baseline import sorter
from vitrine.errors import NothingToLearn
from vitrine.evaluate.predictions import UNKNOWN, Predictions

if TYPE_CHECKING:  # scikit-learn comes with the first yardstick, not with the pages that offer it
    from sklearn.model_selection import KFold, StratifiedKFold

NAME = "TF-IDF + logistic regression"
FOLDS = 10


def yardstick(
    ids: Sequence[str],
    texts: Sequence[str],
    labels: Sequence[str | None],
    folds: int = FOLDS,
    seed: int = 0,
) -> Predictions:
    """Predictions with probabilities for all products, an item a product in each sequence.

    Labelled products are sorted by what the other folds teach, each fold with its share of every
    category as far as there are enough; unlabelled ones by all labelled. A category whose only products
    lie in one fold cannot be answered there: its probability is 0. Raises `NothingToLearn` for labels
    of fewer than two categories, or where no text has a word.
    """
    names = sorted({label for label in labels if label is not None})
    if len(names) < 2:
        raise NothingToLearn(found=len(names))
    place = {name: number for number, name in enumerate(names)}
    targets = np.array([UNKNOWN if one is None else place[one] for one in labels], np.int32)
    written = np.array(texts, dtype=object)
    probabilities = np.zeros((len(texts), len(names)))
    seconds = np.zeros(len(texts))
    for learnt, judged in _splits(targets, folds, seed):
        started = time.perf_counter()
        probabilities[judged] = _probabilities(
            written[learnt], targets[learnt], written[judged], len(names)
        )
        seconds[judged] = (time.perf_counter() - started) / len(judged)
    return Predictions(
        name=NAME,
        categories=tuple(names),
        asked=len(names),
        ids=tuple(ids),
        positions=np.arange(len(texts)),
        labels=targets,
        answers=probabilities.argmax(1).astype(np.int32),
        failed=np.zeros(len(texts), np.bool_),
        probabilities=probabilities,
        outside=np.zeros(len(texts)),
        words=np.array([len(text.split()) for text in texts], np.int32),
        seconds=seconds,
        tokens=np.zeros(len(texts), np.int64),
    )


def _splits(
    targets: NDArray[np.int32], folds: int, seed: int
) -> Iterator[tuple[NDArray[np.intp], NDArray[np.intp]]]:
    """Pairs of products to learn from and to judge; every product is judged once."""
    labelled, rest = np.flatnonzero(targets != UNKNOWN), np.flatnonzero(targets == UNKNOWN)
    targets = targets[labelled]
    with warnings.catch_warnings():  # of categories with fewer products than there are folds
        warnings.simplefilter("ignore", UserWarning)
        splits = list(_folds(targets, folds, seed).split(targets, targets))
    yield from ((labelled[learnt], labelled[judged]) for learnt, judged in splits)
    if len(rest):
        yield labelled, rest


def _folds(targets: NDArray[np.int32], folds: int, seed: int) -> "StratifiedKFold | KFold":
    """As many folds as the largest category has products, at most; where no category has two, whatever
    is judged is of a category not learnt, and folds need not have all."""
    from sklearn.model_selection import KFold, StratifiedKFold

    largest = int(np.bincount(targets).max())
    kind, most = (KFold, len(targets)) if largest < 2 else (StratifiedKFold, largest)
    return kind(min(folds, most), shuffle=True, random_state=seed)


def _probabilities(
    texts: NDArray[np.object_],
    targets: NDArray[np.int32],
    judged: NDArray[np.object_],
    categories: int,
) -> NDArray[np.float64]:
    """A row a text of `judged`; all on one category where no other is there to learn."""
    found = np.zeros((len(judged), categories))
    if len(set(targets.tolist())) == 1:
        found[:, targets[0]] = 1.0
        return found
    model = sorter()
    try:
        model.fit(texts.tolist(), targets)
    except ValueError as error:  # an empty vocabulary
        raise NothingToLearn(found=0) from error
    found[:, model.classes_] = model.predict_proba(judged.tolist())
    return found
