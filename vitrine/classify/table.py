"""Predictions as a table to keep, and what a whole file of them came to."""

from collections import Counter
from collections.abc import Sequence

from vitrine.catalog.model import Product
from vitrine.classify.classifier import Classifier
from vitrine.classify.prediction import Prediction

_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def columns(categories: Sequence[str]) -> list[str]:
    """`id, category, probability, p_<category>…, outside, status, reason`."""
    spread = [f"p_{name}" for name in categories]
    return ["id", "category", "probability", *spread, "outside", "status", "reason"]


def row(item: Product, found: Prediction, categories: Sequence[str]) -> dict[str, object]:
    """One product's line, by column.

    None where there is nothing to say: no numbers without logprobs. Texts that a spreadsheet would
    run as a formula are made plain (OWASP, CSV injection).
    """
    spread = found.distribution
    return {
        "id": _plain(item.id),
        "category": _plain(found.category or ""),
        "probability": found.probability,
        **{f"p_{name}": spread.probabilities[name] if spread else None for name in categories},
        "outside": spread.outside if spread else None,
        "status": found.status,
        "reason": _plain(str(found.reason)) if found.reason else "",
    }


def summary(
    predictions: Sequence[Prediction], classifier: Classifier, seconds: float
) -> dict[str, object]:
    """Counts by status, wall seconds, and what it cost; JSON-safe."""
    counts = Counter(found.status for found in predictions)
    usage = classifier.usage
    digests = (found.provenance.model_digest for found in predictions)
    return {
        "rows": len(predictions),
        "answered": counts["answered"],
        "unanswered": counts["unanswered"],
        "failed": counts["failed"],
        "seconds": round(seconds, 3),
        "model_calls": usage.calls,
        "prompt_tokens_computed": usage.prompt_tokens - usage.prompt_tokens_cached,
        "prompt_tokens_cached": usage.prompt_tokens_cached,
        "engine": classifier.model.engine,
        "model": classifier.model.model,
        "model_digest": next((digest for digest in digests if digest), ""),
    }


def _plain(text: str) -> str:
    return f"'{text}" if text.startswith(_FORMULA_STARTS) else text
