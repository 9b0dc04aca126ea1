"""Keeps runs, their rows, their input and every answer, so that nothing is lost with a process.

It knows nothing of models and categories: a row's result is a JSON object that the run's kind gives
meaning to. Thread-safe; several processes may share one database.
"""

import hashlib
import json
import secrets
import time
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from typing import Any

from sqlalchemy import Connection, Engine, Select, exists, func, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite

from vitrine.errors import RunOfAnotherKind, RunUnknown
from vitrine.jobs import claims, reading
from vitrine.jobs.database import READING, open_database
from vitrine.jobs.filling import row_batches, run_values
from vitrine.jobs.forgetting import forget
from vitrine.jobs.model import (
    OPEN,
    PAGES,
    UNFINISHED,
    Kind,
    NewRow,
    NewRun,
    Outcome,
    Progress,
    Row,
    RowState,
    Run,
    RunState,
    StoredInput,
)
from vitrine.jobs.payload import packed, run_from, storable
from vitrine.jobs.schema import answers, inputs, partitions, rows, runs
from vitrine.messages import Message
from vitrine.settings import Settings

_ID_LENGTH = 64  # characters of an id that is told back
LEASE = 60.0  # seconds after which a silent worker is taken for dead


class Store:
    """The runs in one database. Every method raises SQLAlchemy's errors where the database fails,
    and `RunUnknown` where it is given an id that no run has."""

    def __init__(self, engine: Engine, clock: Callable[[], float] = time.time) -> None:
        self._engine = engine
        self._clock = clock
        self._reader = engine.execution_options(**READING)
        dialect = postgresql if engine.dialect.name == "postgresql" else sqlite
        self._insert = dialect.insert

    def close(self) -> None:
        """Closes the connections."""
        self._engine.dispose()

    def now(self) -> float:
        """The store's clock: seconds since 1970."""
        return self._clock()

    # --- runs

    def create(self, new: NewRun, products: Iterable[NewRow]) -> Run:
        """A run with all its rows, waiting for a worker. Rows are read as they are written."""
        run_id = secrets.token_hex(16)  # cannot be guessed, and stands in an address as it is
        with self._engine.begin() as connection:
            total = 0
            for batch in row_batches(run_id, products):
                connection.execute(insert(rows), batch)
                total += len(batch)
            connection.execute(insert(runs).values(run_values(run_id, new, total, self._clock())))
        return self.run(run_id)

    def run(self, run_id: str, kind: Kind | None = None) -> Run:
        """The run that has this id; `RunOfAnotherKind` where another kind was looked for."""
        with self._reader.connect() as connection:
            found = connection.execute(select(runs).where(runs.c.id == run_id)).one_or_none()
        if found is None:
            raise RunUnknown(id=run_id[:_ID_LENGTH])
        run = run_from(found)
        if kind not in (None, run.kind):
            raise RunOfAnotherKind(id=run_id, page=Message(PAGES[run.kind]))
        return run

    def runs_of(self, visitor: str, limit: int = 100) -> tuple[Run, ...]:
        """A visitor's runs, the newest first."""
        query = select(runs).where(runs.c.visitor == visitor)
        return self._runs(query.order_by(runs.c.created.desc()).limit(limit))

    def unfinished(self) -> tuple[Run, ...]:
        """Runs with work for a worker, the oldest first."""
        query = select(runs).where(runs.c.state.in_(UNFINISHED))
        return self._runs(query.order_by(runs.c.created))

    def pause(self, run_id: str) -> Run:
        """No row is claimed from now on; those under way may still end. Only where it is unfinished."""
        return self._turn(run_id, UNFINISHED, "paused")

    def resume(self, run_id: str) -> Run:
        """Goes on with a run that was paused or failed as a whole."""
        return self._turn(run_id, ("paused", "failed"), "waiting", reason=None, ended=None)

    def cancel(self, run_id: str) -> Run:
        """Ends a run that is not over; what was answered stays."""
        states: tuple[RunState, ...] = (*UNFINISHED, "paused", "failed")
        return self._turn(run_id, states, "cancelled", ended=self._clock())

    def fail(self, run_id: str, reason: Message) -> Run:
        """Ends a run that cannot go on, with the reason; it can be resumed once that is mended."""
        kept = packed(reason.as_json())
        return self._turn(run_id, UNFINISHED, "failed", reason=kept, ended=self._clock())

    def note(self, run_id: str, reason: Message | None) -> None:
        """Says what an unfinished run waits for; None when it waits no more."""
        kept = packed(reason.as_json()) if reason else None
        now = update(runs).where(runs.c.id == run_id, runs.c.state.in_(UNFINISHED))
        with self._engine.begin() as connection:
            connection.execute(now.values(reason=kept))

    def finish(self, run_id: str) -> bool:
        """Marks a run as done where no row and no partition is left open; returns whether it did."""
        left = exists().where(rows.c.run_id == run_id, rows.c.state.in_(OPEN))
        parts_left = exists().where(partitions.c.run_id == run_id, partitions.c.state != "done")
        with self._engine.begin() as connection:
            return bool(
                connection.execute(
                    update(runs)
                    .where(runs.c.id == run_id, runs.c.state.in_(UNFINISHED), ~left, ~parts_left)
                    .values(state="done", reason=None, ended=self._clock())
                ).rowcount
            )

    def retry_failed(self, run_id: str) -> int:
        """Has the rows that were given up asked again, and the run go on; returns how many."""
        with self._engine.begin() as connection:
            count = connection.execute(
                update(rows)
                .where(rows.c.run_id == run_id, rows.c.state == "failed", rows.c.twin_of.is_(None))
                .values(state="waiting", error=None, worker=None, ended=None)
            ).rowcount
            count += connection.execute(
                update(rows)
                .where(rows.c.run_id == run_id, rows.c.state == "failed")
                .values(state="twin", error=None, worker=None, ended=None)
            ).rowcount
        if count:
            self._turn(run_id, ("done", "paused", "failed"), "waiting", reason=None, ended=None)
        return count

    def delete(self, run_id: str) -> None:
        """Forgets a run, its reviews, and its input where no other run is made of it."""
        run = self.run(run_id)
        with self._engine.begin() as connection:
            forget(connection, run)

    # --- rows, for workers

    def claim(
        self, run_id: str, worker: str, most: int, lease: float = LEASE, *, alone: bool = False
    ) -> tuple[Row, ...]:
        """Up to `most` rows for this worker, for `lease` seconds; none where the run is not to go on,
        or nothing waits. `alone`: none either while another worker is at the run."""
        now = self._clock()
        query = select(runs.c.state).where(runs.c.id == run_id)
        with self._engine.begin() as connection:
            state = connection.scalar(query.with_for_update() if alone else query)
            if state not in UNFINISHED:
                return ()
            if alone and claims.others_at_work(connection, run_id, worker, now):
                return ()
            if state == "waiting":
                connection.execute(
                    update(runs)
                    .where(runs.c.id == run_id, runs.c.state == "waiting")
                    .values(state="running", started=func.coalesce(runs.c.started, now))
                )
            return claims.take(connection, run_id, worker, most, now, now + lease)

    def renew(self, run_id: str, worker: str, lease: float = LEASE) -> int:
        """Extends this worker's leases; returns how many rows it holds."""
        with self._engine.begin() as connection:
            return claims.renew(connection, run_id, worker, self._clock() + lease)

    def waits(self, run_id: str, alone: str | None = None) -> bool:
        """Whether there is a row to claim, by this worker where it is to be `alone` at the run; not
        whether the run is to go on."""
        now = self._clock()
        with self._reader.connect() as connection:
            if alone and claims.others_at_work(connection, run_id, alone, now):
                return False
            return claims.waits(connection, run_id, now)

    def holders(self, run_id: str) -> frozenset[str]:
        """The workers that hold rows of a run, alive or not."""
        with self._reader.connect() as connection:
            return claims.holders(connection, run_id)

    def give_back(self, run_id: str, worker: str) -> int:
        """Lets other workers have what this one holds; returns how many rows that were."""
        with self._engine.begin() as connection:
            return claims.give_back(connection, run_id, worker)

    def save(self, run_id: str, worker: str, outcomes: Sequence[Outcome]) -> int:
        """Writes outcomes, for twins too; a row that has ended is left as it is. Returns how many
        rows ended now."""
        if not outcomes:
            return 0
        with self._engine.begin() as connection:
            return claims.settle(connection, run_id, worker, outcomes, self._clock())

    # --- rows, for people

    def looking(self) -> AbstractContextManager[Connection]:
        """A connection that only looks, for queries that are kept elsewhere."""
        return self._reader.connect()

    def writing(self) -> AbstractContextManager[Connection]:
        """A transaction that writes, likewise; what it raises undoes it."""
        return self._engine.begin()

    def progress(self, run_id: str) -> Progress:
        """Counts by state and by label, the pace, and the prompt tokens so far."""
        with self._reader.connect() as connection:
            found = reading.progress(connection, run_id, self._clock())
            return reading.with_partitions(connection, run_id, found, self._clock())

    def rows(
        self,
        run_id: str,
        after: int = -1,
        limit: int = 500,
        states: Collection[RowState] | None = None,
    ) -> tuple[Row, ...]:
        """Up to `limit` rows behind position `after`, in the input's order; only some `states`."""
        with self._reader.connect() as connection:
            return reading.page(connection, run_id, after, limit, states)

    def every_row(
        self, run_id: str, states: Collection[RowState] | None = None, page: int = 2_000
    ) -> Iterator[Row]:
        """All rows in order, a page in memory at a time."""
        after = -1
        while found := self.rows(run_id, after, page, states):
            yield from found
            after = found[-1].position

    def newest_rows(self, run_id: str, limit: int = 10) -> tuple[Row, ...]:
        """The rows that ended last, the last one first."""
        with self._reader.connect() as connection:
            return reading.newest(connection, run_id, limit)

    # --- inputs, and answers across runs

    def keep_input(self, name: str, data: bytes) -> str:
        """Keeps a file once, by its content; returns its sha256 (hex)."""
        digest = hashlib.sha256(data).hexdigest()
        values = {"digest": digest, "name": storable(name), "data": data, "created": self._clock()}
        with self._engine.begin() as connection:
            connection.detach()  # closed at the end: SQLite would hold the file until it asks again
            connection.execute(self._insert(inputs).values(values).on_conflict_do_nothing())
        return digest

    def input(self, digest: str) -> StoredInput | None:
        """The file with this content; None where it is not kept."""
        query = select(inputs.c.digest, inputs.c.name, inputs.c.data)
        with self._reader.connect() as connection:
            found = connection.execute(query.where(inputs.c.digest == digest)).one_or_none()
        return StoredInput(*found) if found else None

    def cached_answers(self, keys: Collection[str]) -> dict[str, Mapping[str, Any]]:
        """The answers kept under these keys; those that are not known are left out."""
        query = select(answers.c.key, answers.c.payload).where(answers.c.key.in_(list(keys)))
        with self._reader.connect() as connection:
            return {key: json.loads(payload) for key, payload in connection.execute(query)}

    def keep_answers(self, found: Mapping[str, Mapping[str, Any]]) -> None:
        """Keeps answers for later runs; one that is there stays as it is."""
        if not found:
            return
        now = self._clock()
        values = [
            {"key": key, "payload": packed(payload), "created": now}
            for key, payload in sorted(found.items())
        ]
        with self._engine.begin() as connection:
            connection.execute(self._insert(answers).on_conflict_do_nothing(), values)

    def _turn(
        self, run_id: str, before: Collection[RunState], state: RunState, **values: object
    ) -> Run:
        """Changes a run's state where it is one of `before`; the run as it then is."""
        with self._engine.begin() as connection:
            connection.execute(
                update(runs)
                .where(runs.c.id == run_id, runs.c.state.in_(list(before)))
                .values(state=state, **values)
            )
        return self.run(run_id)

    def _runs(self, query: Select[*tuple[Any, ...]]) -> tuple[Run, ...]:
        with self._reader.connect() as connection:
            return tuple(map(run_from, connection.execute(query)))


def open_store(settings: Settings) -> Store:
    """The store that the settings name; raises `StoreUnusable`."""
    return Store(open_database(settings))
