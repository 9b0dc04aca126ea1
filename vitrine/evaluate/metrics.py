"""How good predictions are, in figures with 95 % intervals.

Correctness rests on the labelled products alone. An unanswered or failed product is a wrong answer, a
miss of its label, and is counted apart besides.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from vitrine.errors import NoLabels
from vitrine.evaluate.confusion import (
    Confusion,
    confusion,
    figures_of,
    resampled_tables,
)
from vitrine.evaluate.figures import RESAMPLES, Figure, resampled
from vitrine.evaluate.predictions import UNKNOWN, Predictions
from vitrine.evaluate.scores import scores

_OF_TABLE = ("accuracy", "balanced_accuracy", "macro_f1", "ari")
_OF_CATEGORY = ("precision", "recall", "f1")


@dataclass(frozen=True)
class CategoryFigures:
    """One category: `support` products have it as their label, `predicted` labelled ones as their
    answer. A figure whose denominator is 0 is 0."""

    name: str
    support: int
    predicted: int
    precision: Figure
    recall: Figure
    f1: Figure

    def as_json(self) -> dict[str, Any]:
        """JSON-safe."""
        figures = {name: getattr(self, name).as_json() for name in _OF_CATEGORY}
        return {"support": self.support, "predicted": self.predicted, **figures}


@dataclass(frozen=True)
class Latency:
    """Seconds that the server took for a product."""

    median: float
    p95: float


@dataclass(frozen=True)
class Evaluation:
    """The figures of `products`, `labelled` of which were judged; `unanswered` and `failed` count all
    products. `log_loss` (nats), `brier` (0 to 2) and `ece` are None without probabilities; `latency` is
    None where no time was taken; `tokens` are the prompt tokens computed for all products."""

    products: int
    labelled: int
    unanswered: int
    failed: int
    accuracy: Figure
    balanced_accuracy: Figure
    macro_f1: Figure
    ari: Figure
    log_loss: Figure | None
    brier: Figure | None
    ece: Figure | None
    per_category: tuple[CategoryFigures, ...]
    confusion: Confusion
    latency: Latency | None
    tokens: int

    def as_json(self) -> dict[str, Any]:
        """JSON-safe: a number under its name, its interval under `<name>_interval`, null for none."""
        found: dict[str, Any] = {
            "products": self.products,
            "labelled": self.labelled,
            "unanswered": self.unanswered,
            "failed": self.failed,
        }
        for name in (*_OF_TABLE, "log_loss", "brier", "ece"):
            figure: Figure | None = getattr(self, name)
            found[name] = None if figure is None else figure.value
            found[f"{name}_interval"] = None if figure is None else [figure.low, figure.high]
        found["per_category"] = {each.name: each.as_json() for each in self.per_category}
        found["confusion"] = self.confusion.as_json()
        found["latency"] = None if self.latency is None else vars(self.latency)
        found["prompt_tokens_computed"] = self.tokens
        return found


def evaluate(found: Predictions, *, resamples: int = RESAMPLES, seed: int = 0) -> Evaluation:
    """Judges predictions; raises `NoLabels` where no product has a label."""
    if not found.labelled.any():
        raise NoLabels()
    table = confusion(found)
    figures = _figures(table, resamples, seed)
    unanswered = (found.answers == UNKNOWN) & ~found.failed
    return Evaluation(
        products=len(found),
        labelled=int(found.labelled.sum()),
        unanswered=int(unanswered.sum()),
        failed=int(found.failed.sum()),
        accuracy=figures["accuracy"][0],
        balanced_accuracy=figures["balanced_accuracy"][0],
        macro_f1=figures["macro_f1"][0],
        ari=figures["ari"][0],
        **scores(found, resamples, seed),
        per_category=_per_category(table, figures),
        confusion=table,
        latency=latency(found),
        tokens=int(found.tokens.sum()),
    )


def latency(found: Predictions) -> Latency | None:
    """Over the products for which a server was at work."""
    taken = found.seconds[found.seconds > 0]
    if not len(taken):
        return None
    median, p95 = np.quantile(taken, [0.5, 0.95])
    return Latency(float(median), float(p95))


def _figures(table: Confusion, resamples: int, seed: int) -> Mapping[str, list[Figure]]:
    """Each figure of the table, in a list: one for the whole, or one a row."""
    rng = np.random.default_rng(seed)
    values = figures_of(table.counts[None].astype(np.float64))
    parts = [figures_of(drawn) for drawn in resampled_tables(table.counts, resamples, rng)]
    support = table.counts.sum(1)
    sizes = {
        "precision": _predicted(table),
        "recall": support,
        "f1": support,
    }
    return {
        name: _with_intervals(
            np.atleast_1d(value[0]),
            np.concatenate([part[name] for part in parts]).reshape(resamples, -1),
            sizes.get(name, support.sum(keepdims=True)),
        )
        for name, value in values.items()
    }


def _with_intervals(
    values: NDArray[np.float64], samples: NDArray[np.float64], sizes: NDArray[np.int64]
) -> list[Figure]:
    return [
        resampled(float(value), column, int(size)) if size else Figure(0.0, 0.0, 1.0)
        for value, column, size in zip(values, samples.T, sizes, strict=True)
    ]


def _predicted(table: Confusion) -> NDArray[np.int64]:
    """How many labelled products got each row's category as their answer."""
    found = np.zeros(len(table.rows), np.int64)
    asked = len(table.columns) - 2
    found[:asked] = table.counts[:, :asked].sum(0)
    return found


def _per_category(
    table: Confusion, figures: Mapping[str, list[Figure]]
) -> tuple[CategoryFigures, ...]:
    support, predicted = table.counts.sum(1), _predicted(table)
    return tuple(
        CategoryFigures(
            name,
            int(support[row]),
            int(predicted[row]),
            figures["precision"][row],
            figures["recall"][row],
            figures["f1"][row],
        )
        for row, name in enumerate(table.rows)
    )
