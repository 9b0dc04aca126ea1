"""What calibrating a model's probabilities brings: learnt on one half of the products, judged on the
other, and the other way round, so that every product is judged by what was learnt without it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from vitrine.classify.calibrate import (
    CONTENT_FREE,
    Calibration,
    Distributions,
    batch,
    contextual,
    temperature,
)
from vitrine.classify.classifier import Classifier
from vitrine.evaluate.metrics import Evaluation, evaluate
from vitrine.evaluate.predictions import UNKNOWN, Predictions
from vitrine.messages import N_

Way = Literal["temperature", "batch", "contextual"]
WAYS: Mapping[Way, str] = {
    "temperature": N_("temperature"),
    "batch": N_("batch"),
    "contextual": N_("contextual"),
}
_RESAMPLES = 1_000
Learn = Callable[[Predictions], Calibration]


@dataclass(frozen=True)
class Calibrated:
    """One way to calibrate: the figures `before` and `after`, and the calibrated `predictions`, the
    products in the same order."""

    name: Way
    before: Evaluation
    after: Evaluation
    predictions: Predictions


def calibrations(
    found: Predictions, content_free: Distributions | None = None, seed: int = 0
) -> tuple[Calibrated, ...]:
    """Each way that can be tried; none where the answers have no probabilities.

    `content_free` are the model's distributions for texts without content, a row a text, a column a
    category asked; None leaves contextual calibration out. Raises `NoLabels`.
    """
    before = evaluate(found, resamples=_RESAMPLES, seed=seed)
    if not np.isfinite(found.probabilities).any():
        return ()
    ways: dict[Way, Learn] = {"temperature": _temperature, "batch": _batch}
    if content_free is not None and len(content_free):
        prior = contextual(content_free)
        ways["contextual"] = lambda _half: prior
    tried = []
    for name, learn in ways.items():
        predictions = crosswise(found, learn, seed)
        after = evaluate(predictions, resamples=_RESAMPLES, seed=seed)
        tried.append(Calibrated(name, before, after, predictions))
    return tuple(tried)


def apply(calibration: Calibration, found: Predictions) -> Predictions:
    """The predictions with calibrated probabilities: a product that was answered gets the category that
    now leads, one that was not stays unanswered."""
    corrected = calibration.apply(found.probabilities)
    known = (found.answers != UNKNOWN) & np.isfinite(corrected).all(1)
    answers = found.answers.copy()
    answers[known] = corrected[known].argmax(1)
    return replace(found, probabilities=corrected, answers=answers)


def crosswise(found: Predictions, learn: Learn, seed: int) -> Predictions:
    """Each half of the products corrected by what `learn` gives for the other half."""
    first = _half(found, seed)
    probabilities, answers = found.probabilities.copy(), found.answers.copy()
    for half in (first, ~first):
        corrected = apply(learn(found.where(~half)), found.where(half))
        probabilities[half], answers[half] = corrected.probabilities, corrected.answers
    return replace(found, probabilities=probabilities, answers=answers)


def content_free(
    classifier: Classifier, texts: Sequence[str] = CONTENT_FREE
) -> Distributions | None:
    """Asks a model about texts without content, a row each; None where it gives no probabilities.
    Raises `ModelError`."""
    spreads = [classifier.answer(text).distribution for text in texts]
    rows = [
        [spread.probabilities[name] for name in classifier.categories]
        for spread in spreads
        if spread is not None
    ]
    return np.array(rows) if rows else None


def _temperature(half: Predictions) -> Calibration:
    told = (half.labels >= 0) & (half.labels < half.asked) & np.isfinite(half.confidence)
    return temperature(half.probabilities[told], half.labels[told])


def _batch(half: Predictions) -> Calibration:
    return batch(half.probabilities)


def _half(found: Predictions, seed: int) -> NDArray[np.bool_]:
    """Every second product of each label, in a drawn order."""
    order = np.random.default_rng(seed).permutation(len(found))
    order = order[np.argsort(found.labels[order], kind="stable")]
    half = np.zeros(len(found), np.bool_)
    half[order[::2]] = True
    return half
