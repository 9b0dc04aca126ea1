"""All that can be said of predictions, in one go: what the command line prints and Results shows."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from vitrine.classify.calibrate import Distributions
from vitrine.errors import NothingToLearn
from vitrine.evaluate.answers import Spread, spread
from vitrine.evaluate.calibration import Calibrated, calibrations
from vitrine.evaluate.compare import Comparison, compare, pair
from vitrine.evaluate.finding import Finding, Measured
from vitrine.evaluate.limits import limits
from vitrine.evaluate.metrics import Evaluation, evaluate
from vitrine.evaluate.predictions import Predictions
from vitrine.evaluate.reliability import Reliability, reliability
from vitrine.evaluate.review import label_names
from vitrine.evaluate.sample import YARDSTICK_MOST, sample
from vitrine.evaluate.threshold import ReviewPoint, curve
from vitrine.evaluate.words import WordsAndCorrectness, words_and_correctness
from vitrine.evaluate.yardstick import yardstick

TextsOf = Callable[[Predictions], Sequence[str]]

TARGET = 0.95  # right among what is accepted unseen
_NONE = (
    "accuracy", "accuracy_interval", "balanced_accuracy", "macro_f1", "ari", "log_loss", "brier", "ece",
    "per_category", "confusion", "words_and_correctness", "baseline", "mcnemar_p", "review_threshold",
)  # fmt: skip


@dataclass(frozen=True)
class Judged:
    """What the labelled products show. `baseline` and `against_baseline` are None where the labels name
    fewer than two categories; `review` where no threshold keeps the target."""

    evaluation: Evaluation
    reliability: Reliability
    words: WordsAndCorrectness
    review: ReviewPoint | None
    calibrated: tuple[Calibrated, ...]
    baseline: Evaluation | None
    against_baseline: Comparison | None
    limits: tuple[Finding, ...]


@dataclass(frozen=True)
class Report:
    """`judged` is None where nothing is labelled."""

    answers: Spread
    judged: Judged | None

    def as_json(self) -> dict[str, Any]:
        """JSON-safe, without NaN; null where there is no figure."""
        found: dict[str, Any] = {
            "products": self.answers.products,
            "labelled": 0,
            "unanswered": self.answers.unanswered,
            "failed": self.answers.failed,
            "answers": self.answers.as_json(),
        }
        if self.judged is None:
            return {**found, **dict.fromkeys(_NONE), "calibration": {}, "limits": []}
        return {**found, **_judged_json(self.judged)}


def report(
    found: Predictions,
    texts_of: TextsOf,
    content_free: Distributions | None = None,
    seed: int = 0,
) -> Report:
    """Judges `found`; `texts_of` gives products' descriptions, for the yardstick; `content_free` are
    the model's distributions for texts without content, where it was asked. Of very many products the
    yardstick and the calibrations are tried on a sample."""
    judged = _judged(found, texts_of, content_free, seed) if found.labelled.any() else None
    return Report(spread(found), judged)


def _judged(
    found: Predictions, texts_of: TextsOf, content_free: Distributions | None, seed: int
) -> Judged:
    evaluation, diagram = evaluate(found, seed=seed), reliability(found)
    words, review = words_and_correctness(found), curve(found).for_target(TARGET, seed)
    calibrated = calibrations(sample(found), content_free, seed)
    baseline = _baseline(sample(found, YARDSTICK_MOST), texts_of, seed)
    against = compare(*pair(found, baseline)) if baseline else None
    measured = Measured(evaluation, diagram, words, review, TARGET, against, calibrated)
    return Judged(
        evaluation,
        diagram,
        words,
        review,
        calibrated,
        evaluate(baseline, seed=seed) if baseline else None,
        against,
        limits(measured),
    )


def _baseline(found: Predictions, texts_of: TextsOf, seed: int) -> Predictions | None:
    try:
        return yardstick(found.ids, texts_of(found), label_names(found), seed=seed)
    except NothingToLearn:
        return None


def _judged_json(judged: Judged) -> dict[str, Any]:
    against = judged.against_baseline
    return {
        **judged.evaluation.as_json(),
        "words_and_correctness": judged.words.as_json(),
        "baseline": None if judged.baseline is None else _short(judged.baseline),
        "mcnemar_p": None if against is None else against.mcnemar_p,
        "against_baseline": None if against is None else against.as_json(),
        "reliability": [
            {**vars(each), "right": each.right.as_json()} for each in judged.reliability.bins
        ],
        "calibration": {each.name: _short(each.after) for each in judged.calibrated},
        "review_threshold": None if judged.review is None else _review(judged.review),
        "limits": [
            {
                "severity": each.severity,
                "what": str(each.what),
                "figure": str(each.figure),
                "try_next": None if each.try_next is None else str(each.try_next),
            }
            for each in judged.limits
        ],
    }


def _short(found: Evaluation) -> dict[str, Any]:
    """The figures that two evaluations are compared by."""
    names = ("accuracy", "macro_f1", "log_loss", "brier", "ece")
    return {name: value for name, value in found.as_json().items() if name.startswith(names)}


def _review(point: ReviewPoint) -> dict[str, Any]:
    right = None if point.right is None else point.right.as_json()
    surer = None if point.surer is None else point.surer.left_for_people
    return {"target": TARGET, **vars(point), "right": right, "surer": surer}
