"""A run and its rows, as the store gives them out.

A run goes waiting -> running -> done; from there aside to paused (and back), cancelled, or failed as
a whole. A row goes waiting -> claimed -> answered or failed; it falls back to waiting when the lease
of the worker that claimed it runs out. A twin is a row whose text an earlier row of the run has too:
nobody claims it, it gets that row's outcome.

Times are seconds since 1970 (UTC), payloads are JSON objects that the store does not look into.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from vitrine.messages import N_, Message

Kind = Literal["classify", "importance", "trust"]
RunState = Literal["waiting", "running", "paused", "cancelled", "done", "failed"]
RowState = Literal["waiting", "twin", "claimed", "answered", "failed"]

PAGES: Mapping[Kind, str] = {
    "classify": N_("Batch"),
    "importance": N_("Importance"),
    "trust": N_("Trust"),
}
UNFINISHED: tuple[RunState, ...] = ("waiting", "running")  # a worker may take rows of these
OPEN: tuple[RowState, ...] = ("waiting", "twin", "claimed")
ENDED: tuple[RowState, ...] = ("answered", "failed")


@dataclass(frozen=True)
class NewRun:
    """What a run is made of. `settings` is the kind's own, JSON-safe; `visitor` whose history it
    stands in; `input_digest` names a file kept with `Store.keep_input`, None for none."""

    kind: Kind
    visitor: str
    settings: Mapping[str, Any]
    model_digest: str
    prompt_version: str
    input_digest: str | None = None


@dataclass(frozen=True)
class NewRow:
    """One product of a new run."""

    product_id: str
    text: str


@dataclass(frozen=True)
class Run:
    """A run. Whoever knows its `id` may see it: it cannot be guessed.

    `total` counts its rows. `reason` says why it failed as a whole, or what it waits for.
    """

    id: str
    kind: Kind
    visitor: str
    settings: Mapping[str, Any]
    model_digest: str
    prompt_version: str
    input_digest: str | None
    state: RunState
    total: int
    created: float
    started: float | None
    ended: float | None
    reason: Message | None


@dataclass(frozen=True)
class Outcome:
    """What came of one row: a `result`, or the `error` for which it was given up.

    `label`: what live figures count by (the category of a classification; None where the answer was
    none of them). `score`: what rows are ordered by (its probability; None where there is none).
    `calls` of the model and prompt tokens are what the row has cost: nothing where its answer was
    known.
    """

    position: int
    result: Mapping[str, Any] | None = None
    label: str | None = None
    score: float | None = None
    error: Message | None = None
    seconds: float = 0.0
    calls: int = 0
    tokens_computed: int = 0
    tokens_cached: int = 0


@dataclass(frozen=True)
class Row:
    """One product of a run; `position` is its place in the input, from 0."""

    run_id: str
    position: int
    product_id: str
    text: str
    state: RowState
    label: str | None = None
    score: float | None = None
    result: Mapping[str, Any] | None = None
    error: Message | None = None
    seconds: float = 0.0
    calls: int = 0
    tokens_computed: int = 0
    tokens_cached: int = 0
    worker: str | None = None
    attempts: int = 0
    ended: float | None = None


@dataclass(frozen=True)
class Progress:
    """Where a run stands, in rows. `waiting` includes twins; `per_minute` is the pace of the last
    minute, None before anything ended in it."""

    total: int
    waiting: int = 0
    claimed: int = 0
    answered: int = 0
    failed: int = 0
    per_minute: float | None = None
    calls: int = 0
    tokens_computed: int = 0
    tokens_cached: int = 0
    by_label: Mapping[str | None, int] = field(default_factory=dict)

    @property
    def ended(self) -> int:
        """Rows that have an answer or a reason."""
        return self.answered + self.failed

    @property
    def seconds_left(self) -> float | None:
        """At the present pace; None where there is none."""
        if not self.per_minute:
            return None
        return 60.0 * (self.total - self.ended) / self.per_minute


@dataclass(frozen=True)
class StoredInput:
    """A file as it was dropped."""

    digest: str  # sha256, hex
    name: str
    data: bytes = field(repr=False)
