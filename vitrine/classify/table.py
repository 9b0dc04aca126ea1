"""Predictions as a table to keep."""

import re
from collections.abc import Sequence

from vitrine.classify.prediction import Prediction
from vitrine.messages import N_

CUT = N_("The description is longer than the model can read: its end was left out.")
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
_NUMBER = re.compile(r"[+-]?\d+(?:[.,]\d+)*(?:[eE][+-]?\d+)?%?")


def columns(categories: Sequence[str]) -> list[str]:
    """`id, category, probability, p_<category>…, outside, status, reason`."""
    spread = [f"p_{name}" for name in categories]
    return ["id", "category", "probability", *spread, "outside", "status", "reason"]


def row(product_id: str, found: Prediction, categories: Sequence[str]) -> dict[str, object]:
    """One product's line, by column, its texts as they are (see `plain`).

    None where there is nothing to say: no numbers without logprobs. The reason says, too, where a
    description was cut.
    """
    spread = found.distribution
    reason = str(found.reason) if found.reason else CUT if found.truncated else ""
    return {
        "id": product_id,
        "category": found.category or "",
        "probability": found.probability,
        **{f"p_{name}": spread.probabilities[name] if spread else None for name in categories},
        "outside": spread.outside if spread else None,
        "status": found.status,
        "reason": reason,
    }


def plain(cell: object) -> object:
    """A cell that no spreadsheet takes for a formula (OWASP, CSV injection); a number is none."""
    if isinstance(cell, str) and cell.startswith(_FORMULA_STARTS) and not _NUMBER.fullmatch(cell):
        return f"'{cell}"
    return cell
