"""Whether a confidence of 80 % is right in 80 % of the cases."""

from dataclasses import dataclass

import numpy as np

from vitrine.evaluate.figures import Figure, share
from vitrine.evaluate.predictions import Predictions
from vitrine.evaluate.scores import BINS, bins_of, calibration_error, scored


@dataclass(frozen=True)
class ReliabilityBin:
    """Products whose confidence lies in [low, high): their mean `confidence` and the share `right`,
    with Wilson's interval."""

    low: float
    high: float
    count: int
    confidence: float
    right: Figure

    @property
    def gap(self) -> float:
        """How much more is promised than kept; below zero: less."""
        return self.confidence - self.right.value


@dataclass(frozen=True)
class Reliability:
    """A reliability diagram (Murphy & Winkler 1977) of the answers' own probabilities; bins without
    products are left out. `ece` is the gaps' mean, weighed by the products, None without products;
    `overconfidence` the same with its sign: above zero where more is promised than kept."""

    bins: tuple[ReliabilityBin, ...]
    ece: float | None
    overconfidence: float | None


def reliability(found: Predictions, bins: int = BINS) -> Reliability:
    """Over labelled products that were answered with numbers, in equal bins of confidence."""
    kept = scored(found)
    if not kept.any():
        return Reliability((), None, None)
    sure, right = found.confidence[kept], found.right[kept]
    bin_ = bins_of(sure, bins)
    counts = np.bincount(bin_, minlength=bins)
    sums = np.bincount(bin_, sure, bins)
    hits = np.bincount(bin_, right.astype(np.float64), bins)
    shown = tuple(
        ReliabilityBin(
            one / bins,
            (one + 1) / bins,
            int(counts[one]),
            float(sums[one] / counts[one]),
            share(int(hits[one]), int(counts[one])),
        )
        for one in np.flatnonzero(counts).tolist()
    )
    error = calibration_error((hits - sums).astype(np.float64)[None], np.array([float(len(sure))]))
    return Reliability(shown, float(error[0]), float((sure - right).mean()))
