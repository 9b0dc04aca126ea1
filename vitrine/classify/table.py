"""Predictions as a table to keep, and what a whole file of them came to."""

from collections import Counter
from collections.abc import Sequence

import pandas as pd

from vitrine.catalog.model import Product
from vitrine.classify.classifier import Classifier
from vitrine.classify.prediction import Prediction

_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def predictions_table(
    items: Sequence[Product], predictions: Sequence[Prediction], categories: Sequence[str]
) -> pd.DataFrame:
    """One row a product: `id, category, probability, p_<category>…, outside, status, reason`.

    Empty where there is nothing to say: no category for an unanswered one, no numbers without
    logprobs. Texts that a spreadsheet would run as a formula are made plain (OWASP, CSV injection).
    """
    rows = [_row(item, found, categories) for item, found in zip(items, predictions, strict=True)]
    spread = [f"p_{name}" for name in categories]
    columns = ["id", "category", "probability", *spread, "outside", "status", "reason"]
    return pd.DataFrame(rows, columns=columns)


def summary(
    predictions: Sequence[Prediction], classifier: Classifier, seconds: float
) -> dict[str, object]:
    """Counts by status, wall seconds, and what it cost; JSON-safe."""
    counts = Counter(found.status for found in predictions)
    usage, origin = classifier.usage, classifier.provenance()
    return {
        "rows": len(predictions),
        "answered": counts["answered"],
        "unanswered": counts["unanswered"],
        "failed": counts["failed"],
        "seconds": round(seconds, 3),
        "model_calls": usage.calls,
        "prompt_tokens_computed": usage.prompt_tokens - usage.prompt_tokens_cached,
        "prompt_tokens_cached": usage.prompt_tokens_cached,
        "engine": origin.engine,
        "model": origin.model,
        "model_digest": origin.model_digest,
    }


def _row(item: Product, found: Prediction, categories: Sequence[str]) -> dict[str, object]:
    spread = found.distribution
    row: dict[str, object] = {
        "id": _plain(item.id),
        "category": _plain(found.category or ""),
        "probability": found.probability,
        "outside": spread.outside if spread else None,
        "status": found.status,
        "reason": _plain(str(found.reason)) if found.reason else "",
    }
    for name in categories:
        row[f"p_{name}"] = spread.probabilities[name] if spread else None
    return row


def _plain(text: str) -> str:
    return f"'{text}" if text.startswith(_FORMULA_STARTS) else text
