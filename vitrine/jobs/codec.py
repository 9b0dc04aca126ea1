"""Between a `Prediction` and the JSON that a row and the cache of answers keep."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from vitrine.classify.prediction import Distribution, Prediction, Provenance
from vitrine.messages import Message


def prediction_json(found: Prediction) -> dict[str, Any]:
    """Everything of a prediction; JSON-safe."""
    kept = {**vars(found), "provenance": asdict(found.provenance)}
    kept["distribution"] = asdict(found.distribution) if found.distribution else None
    kept["reason"] = found.reason.as_json() if found.reason else None
    return kept


def prediction_from(kept: Mapping[str, Any]) -> Prediction:
    """The prediction that `prediction_json` was given."""
    spread, reason = kept["distribution"], kept["reason"]
    return Prediction(
        **{
            **kept,
            "provenance": Provenance(**kept["provenance"]),
            "distribution": _distribution(spread) if spread else None,
            "reason": Message.from_json(reason) if reason else None,
        }
    )


def _distribution(kept: Mapping[str, Any]) -> Distribution:
    return Distribution(**{**kept, "bounded": tuple(kept["bounded"])})
