"""The partitions of a run that is worked off elsewhere: dealt out by lease, as rows are.

What a partition is (`part`) is a JSON object that the store does not look into.
"""

import json
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import insert, select, update

from vitrine.jobs.filling import run_values
from vitrine.jobs.model import UNFINISHED, NewRun, Run
from vitrine.jobs.payload import packed
from vitrine.jobs.schema import partitions, runs
from vitrine.jobs.store import LEASE, Store

_BATCH = 2_000  # written at once


@dataclass(frozen=True)
class NewPartition:
    """`part` says what is read, JSON-safe; `rows` how many rows that is."""

    part: Mapping[str, Any]
    rows: int


@dataclass(frozen=True)
class Partition:
    """One that a worker holds."""

    number: int
    part: Mapping[str, Any]
    rows: int
    attempts: int


@dataclass(frozen=True)
class Settled:
    """What came of a partition: rows that are answered (`by_label` None: with none of the categories)
    or failed, and what they cost."""

    number: int
    answered: int = 0
    failed: int = 0
    calls: int = 0
    tokens_computed: int = 0
    tokens_cached: int = 0
    by_label: Mapping[str | None, int] = field(default_factory=dict)


def create(store: Store, new: NewRun, parts: Sequence[NewPartition]) -> Run:
    """A run with its partitions, waiting for somebody to drive it."""
    run_id = secrets.token_hex(16)
    total = sum(part.rows for part in parts)
    values = [
        {"run_id": run_id, "number": number, "part": packed(part.part), "rows": part.rows}
        for number, part in enumerate(parts)
    ]
    with store.writing() as connection:
        for first in range(0, len(values), _BATCH):
            batch = [{**one, "state": "waiting"} for one in values[first : first + _BATCH]]
            connection.execute(insert(partitions), batch)
        connection.execute(insert(runs).values(run_values(run_id, new, total, store.now())))
    return store.run(run_id)


def claim(
    store: Store, run_id: str, worker: str, most: int, lease: float = LEASE
) -> tuple[Partition, ...]:
    """Up to `most` partitions for this worker, those whose lease has run out too; none where the run is
    not to go on."""
    now = store.now()
    with store.writing() as connection:
        state = connection.scalar(select(runs.c.state).where(runs.c.id == run_id))
        if state not in UNFINISHED:
            return ()
        if state == "waiting":
            connection.execute(
                update(runs)
                .where(runs.c.id == run_id, runs.c.state == "waiting")
                .values(state="running", started=now)
            )
        lapsed = (partitions.c.state == "claimed") & (partitions.c.lease_until < now)
        free = (
            select(partitions.c.number)
            .where(partitions.c.run_id == run_id, (partitions.c.state == "waiting") | lapsed)
            .order_by(partitions.c.number)
            .limit(most)
            .with_for_update(skip_locked=True)
            .cte("free")
        )
        found = connection.execute(
            update(partitions)
            .where(partitions.c.run_id == run_id, partitions.c.number.in_(select(free.c.number)))
            .values(
                state="claimed",
                worker=worker,
                lease_until=now + lease,
                attempts=partitions.c.attempts + 1,
            )
            .returning(
                partitions.c.number, partitions.c.part, partitions.c.rows, partitions.c.attempts
            )
        ).all()
    ordered = sorted(found, key=lambda one: one.number)
    return tuple(
        Partition(one.number, json.loads(one.part), one.rows, one.attempts) for one in ordered
    )


def renew(store: Store, run_id: str, worker: str, lease: float = LEASE) -> None:
    """Puts off the end of what this worker holds."""
    _of_worker(store, run_id, worker, {"lease_until": store.now() + lease})


def give_back(store: Store, run_id: str, worker: str, numbers: Sequence[int] | None = None) -> None:
    """Lets others have what this worker holds, all of it or these."""
    free = {"state": "waiting", "worker": None, "lease_until": None}
    _of_worker(store, run_id, worker, free, numbers)


def settle(store: Store, run_id: str, found: Settled) -> None:
    """Writes down what came of one; one that is done stays as it is."""
    values = {
        name: value for name, value in vars(found).items() if name not in ("number", "by_label")
    }
    pairs = json.dumps(sorted(found.by_label.items(), key=lambda pair: str(pair[0])))
    with store.writing() as connection:
        connection.execute(
            update(partitions)
            .where(
                partitions.c.run_id == run_id,
                partitions.c.number == found.number,
                partitions.c.state != "done",
            )
            .values(
                **values,
                by_label=pairs,
                state="done",
                worker=None,
                lease_until=None,
                ended=store.now(),
            )
        )


def holders(store: Store, run_id: str) -> frozenset[str]:
    """Who holds partitions of the run, alive or not."""
    query = select(partitions.c.worker).where(
        partitions.c.run_id == run_id, partitions.c.state == "claimed"
    )
    with store.looking() as connection:
        return frozenset(name for name in connection.scalars(query.distinct()) if name)


def waits(store: Store, run_id: str) -> bool:
    """Whether there is a partition to claim."""
    lapsed = (partitions.c.state == "claimed") & (partitions.c.lease_until < store.now())
    query = select(partitions.c.number).where(
        partitions.c.run_id == run_id, (partitions.c.state == "waiting") | lapsed
    )
    with store.looking() as connection:
        return connection.execute(query.limit(1)).first() is not None


def _of_worker(
    store: Store,
    run_id: str,
    worker: str,
    values: Mapping[str, object],
    numbers: Sequence[int] | None = None,
) -> None:
    held = [
        partitions.c.run_id == run_id,
        partitions.c.state == "claimed",
        partitions.c.worker == worker,
    ]
    if numbers is not None:
        held.append(partitions.c.number.in_(list(numbers)))
    with store.writing() as connection:
        connection.execute(update(partitions).where(*held).values(**values))
