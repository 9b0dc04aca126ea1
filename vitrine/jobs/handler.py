"""The seam between the runner and what a run is made of.

The runner claims rows, renews leases, retries, pauses, resumes and counts, whatever a row's work is.
What a row's work is, a handler says. A kind of run joins by one entry in the mapping that the runner
is given:

    HANDLERS: Mapping[Kind, Open] = {"classify": Classifying, "importance": Explaining}

`Open` is called once for a run at each server, and again when a server comes back. It may ask the
model (to measure a route, say): what it raises keeps the server out until it answers again.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from vitrine.jobs.model import Kind, Row, Run
from vitrine.llm.client import ModelClient


@dataclass(frozen=True)
class Answer:
    """What came of one row: JSON-safe, as `vitrine.jobs.model.Outcome` keeps it."""

    result: Mapping[str, Any]
    label: str | None = None
    score: float | None = None
    calls: int = 0
    tokens_computed: int = 0
    tokens_cached: int = 0


def kept_answer(
    result: Mapping[str, Any], label: str | None, score: float | None
) -> dict[str, Any]:
    """An answer as the store keeps it for later runs: without what it has cost."""
    return {"result": result, "label": label, "score": score}


def answer_from(kept: Mapping[str, Any]) -> Answer:
    """What `kept_answer` gave, known at no cost; one kept by an older version has no score."""
    return Answer(result=kept["result"], label=kept["label"], score=kept.get("score"))


class Handler(Protocol):
    """One run's work at one server; safe to share between threads."""

    def cache_key(self, row: Row) -> str | None:
        """Equal for rows with an equal answer, in whatever run; None where none is to be kept."""

    def answer(self, row: Row, stopped: Callable[[], bool]) -> Answer:
        """Does one row's work.

        Raises `ModelError`, of which the runner tries again what may pass; any other `VitrineError`
        is the row's reason. Long work looks at `stopped` now and then and raises `Stopped` when it is
        true: the row then waits for the next worker.
        """


class Stopped(Exception):
    """A handler gave up a row because it was told to stop; nothing is wrong with the row."""


Open = Callable[[Run, ModelClient], Handler]
Handlers = Mapping[Kind, Open]
