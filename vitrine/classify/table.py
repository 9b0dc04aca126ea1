"""Predictions as a table to keep."""

from collections.abc import Sequence

from vitrine.classify.prediction import Prediction

_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def columns(categories: Sequence[str]) -> list[str]:
    """`id, category, probability, p_<category>…, outside, status, reason`."""
    spread = [f"p_{name}" for name in categories]
    return ["id", "category", "probability", *spread, "outside", "status", "reason"]


def row(product_id: str, found: Prediction, categories: Sequence[str]) -> dict[str, object]:
    """One product's line, by column.

    None where there is nothing to say: no numbers without logprobs. Texts that a spreadsheet would
    run as a formula are made plain (OWASP, CSV injection).
    """
    spread = found.distribution
    return {
        "id": plain(product_id),
        "category": plain(found.category or ""),
        "probability": found.probability,
        **{f"p_{name}": spread.probabilities[name] if spread else None for name in categories},
        "outside": spread.outside if spread else None,
        "status": found.status,
        "reason": plain(str(found.reason)) if found.reason else "",
    }


def plain(text: str) -> str:
    """A text that no spreadsheet takes for a formula."""
    return f"'{text}" if text.startswith(_FORMULA_STARTS) else text
