"""What a limit is found in, and what a finding says."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from vitrine.evaluate.calibration import Calibrated
from vitrine.evaluate.compare import Comparison
from vitrine.evaluate.figures import Figure
from vitrine.evaluate.metrics import Evaluation
from vitrine.evaluate.reliability import Reliability
from vitrine.evaluate.threshold import ReviewPoint
from vitrine.evaluate.words import WordsAndCorrectness
from vitrine.messages import Message

Severity = Literal["good", "notice", "bad"]
ORDER: tuple[Severity, ...] = ("bad", "notice", "good")  # the worst first


@dataclass(frozen=True)
class Finding:
    """`what` was found, the `figure` that shows it, and what to `try_next`; None where all is well."""

    severity: Severity
    what: Message
    figure: Message
    try_next: Message | None


@dataclass(frozen=True)
class Steadiness:
    """Trust's figures, as far as they were measured: shares of a run's products.

    `order`, `case`, `typos`, `repeated`: answers that stay as they are when the category list is
    shuffled, letters change case, letters are mistyped, the same is asked again. `obeyed` and
    `obeyed_defended`: instructions hidden in descriptions that succeed, without and with the defences.
    `nowhere`: products that belong to no category and are sorted into one with confidence.
    """

    order: Figure | None = None
    case: Figure | None = None
    typos: Figure | None = None
    repeated: Figure | None = None
    obeyed: Figure | None = None
    obeyed_defended: Figure | None = None
    nowhere: Figure | None = None


@dataclass(frozen=True)
class Measured:
    """The figures of one run. `against_yardstick` compares the run (first) with the yardstick (second);
    `review` is the threshold for `target`, None where none keeps it; what was not measured is None."""

    evaluation: Evaluation
    reliability: Reliability
    words: WordsAndCorrectness
    review: ReviewPoint | None
    target: float = 0.95
    against_yardstick: Comparison | None = None
    calibrated: Sequence[Calibrated] = ()
    steadiness: Steadiness | None = None
