"""What a run says where no labels do: how the answers are spread, and how sure they are."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from vitrine.evaluate.predictions import UNKNOWN, Predictions

THRESHOLDS = (0.5, 0.7, 0.8, 0.9, 0.95, 0.99)
_QUANTILES = {"p5": 0.05, "p25": 0.25, "median": 0.5, "p75": 0.75, "p95": 0.95}


@dataclass(frozen=True)
class Spread:
    """`by_category` counts answers, each category asked; `confidence` has `mean, p5, p25, median, p75,
    p95` and is None without probabilities; `below` counts products that are less sure than a threshold,
    those without a number among them."""

    products: int
    unanswered: int
    failed: int
    by_category: Mapping[str, int]
    confidence: Mapping[str, float] | None
    below: Mapping[float, int]

    def as_json(self) -> dict[str, Any]:
        """JSON-safe."""
        below = {f"{threshold:g}": count for threshold, count in self.below.items()}
        return {**vars(self), "by_category": dict(self.by_category), "below": below}


def spread(found: Predictions) -> Spread:
    """Over all products, labelled or not."""
    answered = found.answers[found.answers != UNKNOWN]
    counts = np.bincount(answered, minlength=found.asked).tolist()
    sure = found.confidence[np.isfinite(found.confidence)]
    return Spread(
        products=len(found),
        unanswered=len(found) - len(answered) - int(found.failed.sum()),
        failed=int(found.failed.sum()),
        by_category=dict(zip(found.categories[: found.asked], counts, strict=False)),
        confidence={
            "mean": float(sure.mean()),
            **{name: float(np.quantile(sure, part)) for name, part in _QUANTILES.items()},
        }
        if len(sure)
        else None,
        below={each: len(found) - int((sure >= each).sum()) for each in THRESHOLDS},
    )
