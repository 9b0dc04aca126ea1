"""How workers take rows without ever taking the same: by lease, each step one statement.

A worker that dies leaves its rows claimed; when their lease has run out, the next claim by anybody
takes them back. On PostgreSQL rows that another transaction holds are passed over (`SKIP LOCKED`), on
SQLite there is one writer at a time.
"""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, Connection, Update, bindparam, select, update

from vitrine.jobs.model import ENDED, Outcome, Row
from vitrine.jobs.payload import outcome_values, row_from
from vitrine.jobs.reading import ROW_COLUMNS
from vitrine.jobs.schema import rows


def take(
    connection: Connection, run_id: str, worker: str, most: int, now: float, until: float
) -> tuple[Row, ...]:
    """Claims up to `most` waiting rows, in the order of their positions."""
    _take_back(connection, run_id, now)
    free = (
        select(rows.c.position)
        .where(rows.c.run_id == run_id, rows.c.state == "waiting")
        .order_by(rows.c.position)
        .limit(most)
        .with_for_update(skip_locked=True)
        .cte("free")
    )
    claimed = connection.execute(
        update(rows)
        .where(rows.c.run_id == run_id, rows.c.position.in_(select(free.c.position)))
        .values(state="claimed", worker=worker, lease_until=until, attempts=rows.c.attempts + 1)
        .returning(*ROW_COLUMNS)
    )
    return tuple(sorted(map(row_from, claimed), key=lambda row: row.position))


def waits(connection: Connection, run_id: str, now: float) -> bool:
    """Whether there is a row to claim: one that waits, or whose lease has run out."""
    of_run = select(rows.c.position).where(rows.c.run_id == run_id).limit(1)
    waiting = of_run.where(rows.c.state == "waiting")
    lapsed = of_run.where(rows.c.state == "claimed", rows.c.lease_until < now)
    return any(connection.execute(query).first() is not None for query in (waiting, lapsed))


def others_at_work(connection: Connection, run_id: str, worker: str, now: float) -> bool:
    """Whether another worker holds rows of the run by a lease that has not run out."""
    held = select(rows.c.position).where(
        rows.c.run_id == run_id,
        rows.c.state == "claimed",
        rows.c.worker != worker,
        rows.c.lease_until >= now,
    )
    return connection.execute(held.limit(1)).first() is not None


def holders(connection: Connection, run_id: str) -> frozenset[str]:
    """Who holds rows of the run."""
    held = select(rows.c.worker).where(rows.c.run_id == run_id, rows.c.state == "claimed")
    return frozenset(name for name in connection.scalars(held.distinct()) if name)


def renew(connection: Connection, run_id: str, worker: str, until: float) -> int:
    """Puts off the end of a worker's leases; returns how many rows it still holds."""
    return connection.execute(
        update(rows)
        .where(rows.c.run_id == run_id, rows.c.state == "claimed", rows.c.worker == worker)
        .values(lease_until=until)
    ).rowcount


def give_back(connection: Connection, run_id: str, worker: str) -> int:
    """Lets go of what a worker holds, for anybody to claim."""
    return connection.execute(
        update(rows)
        .where(rows.c.run_id == run_id, rows.c.state == "claimed", rows.c.worker == worker)
        .values(state="waiting", worker=None, lease_until=None, attempts=rows.c.attempts - 1)
    ).rowcount


def settle(
    connection: Connection, run_id: str, worker: str, outcomes: Sequence[Outcome], now: float
) -> int:
    """Writes outcomes to their rows and to the twins of these; returns how many rows that ended.

    A row that has ended keeps what it has. Tokens count at the row that was asked about alone.
    """
    ordered = sorted(outcomes, key=lambda outcome: outcome.position)  # one order: no deadlock
    bound = [_bound(run_id, worker, outcome, now) for outcome in ordered]
    return sum(connection.execute(which, bound).rowcount for which in (_SETTLE, _SETTLE_TWINS))


def _take_back(connection: Connection, run_id: str, now: float) -> None:
    lapsed = (
        select(rows.c.position)
        .where(rows.c.run_id == run_id, rows.c.state == "claimed", rows.c.lease_until < now)
        .with_for_update(skip_locked=True)
        .cte("lapsed")
    )
    connection.execute(
        update(rows)
        .where(rows.c.run_id == run_id, rows.c.position.in_(select(lapsed.c.position)))
        .values(state="waiting", worker=None, lease_until=None)
    )


def _bound(run_id: str, worker: str, outcome: Outcome, now: float) -> dict[str, object]:
    values = outcome_values(outcome)
    counts = {
        "calls": outcome.calls,
        "computed": outcome.tokens_computed,
        "cached": outcome.tokens_cached,
    }
    bound = {**values, **counts, "run": run_id, "place": outcome.position, "by": worker, "at": now}
    return {f"b_{name}": value for name, value in bound.items()}


def _settling(which: ColumnElement[bool], asked: bool) -> Update:
    """The statement for the row that was asked about, or for its twins: one for each, since SQLite
    takes an "or" of the two for a reason to walk through the whole run."""
    return (
        update(rows)
        .where(
            rows.c.run_id == bindparam("b_run"), which, *(rows.c.state != state for state in ENDED)
        )
        .values(
            state=bindparam("b_state"),
            label=bindparam("b_label"),
            score=bindparam("b_score"),
            result=bindparam("b_result"),
            error=bindparam("b_error"),
            seconds=bindparam("b_seconds"),
            calls=bindparam("b_calls") if asked else 0,
            tokens_computed=bindparam("b_computed") if asked else 0,
            tokens_cached=bindparam("b_cached") if asked else 0,
            worker=bindparam("b_by"),
            lease_until=None,
            ended=bindparam("b_at"),
        )
    )


_SETTLE = _settling(rows.c.position == bindparam("b_place"), asked=True)
_SETTLE_TWINS = _settling(rows.c.twin_of == bindparam("b_place"), asked=False)
