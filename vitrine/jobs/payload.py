"""Between the store's columns and the dataclasses of `vitrine.jobs.model`."""

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from sqlalchemy import Row as Record

from vitrine.jobs.model import Outcome, Row, Run
from vitrine.messages import Message


def packed(value: Mapping[str, Any] | None) -> str | None:
    """JSON in plain ASCII: no character that a model may write is refused by a database."""
    return None if value is None else json.dumps(value, allow_nan=False, separators=(",", ":"))


def storable(text: str) -> str:
    """`text` without what no database keeps: NUL and halves of surrogate pairs."""
    return text.replace("\x00", "\ufffd").encode("utf-8", "replace").decode("utf-8")


def same_text(text: str) -> bytes:
    """Equal for texts that a model is asked about alike: white space is closed up."""
    return hashlib.sha256(" ".join(text.split()).encode("utf-8", "replace")).digest()


def outcome_values(outcome: Outcome) -> dict[str, object]:
    """The columns that an outcome fills."""
    return {
        "state": "failed" if outcome.result is None else "answered",
        "label": outcome.label and storable(outcome.label),
        "score": outcome.score,
        "result": packed(outcome.result),
        "error": packed(outcome.error.as_json()) if outcome.error else None,
        "seconds": outcome.seconds,
    }


def run_from(record: "Record[*tuple[Any, ...]]") -> Run:
    """A line of `runs`."""
    found = record._asdict()
    found["settings"] = json.loads(found["settings"])
    found["reason"] = _message(found["reason"])
    return Run(**found)


def row_from(record: "Record[*tuple[Any, ...]]") -> Row:
    """A line of `rows`, as `vitrine.jobs.reading.ROW_COLUMNS` names its columns."""
    found = record._asdict()
    found["result"] = json.loads(found["result"]) if found["result"] else None
    found["error"] = _message(found["error"])
    return Row(**found)


def _message(kept: str | None) -> Message | None:
    return Message.from_json(json.loads(kept)) if kept else None
