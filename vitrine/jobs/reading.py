"""What a page looks at while a run is under way: pages of rows, and figures in one query each."""

from collections.abc import Collection

from sqlalchemy import Connection, func, select

from vitrine.jobs.model import ENDED, OPEN, Progress, Row, RowState
from vitrine.jobs.payload import row_from
from vitrine.jobs.schema import rows

_PACE_SECONDS = 60.0
ROW_COLUMNS = tuple(column for column in rows.c if column.key not in ("twin_of", "lease_until"))


def page(
    connection: Connection,
    run_id: str,
    after: int,
    limit: int,
    states: Collection[RowState] | None,
) -> tuple[Row, ...]:
    """Up to `limit` rows behind position `after`, in order."""
    query = select(*ROW_COLUMNS).where(rows.c.run_id == run_id, rows.c.position > after)
    if states is not None:
        query = query.where(rows.c.state.in_(list(states)))
    found = connection.execute(query.order_by(rows.c.position).limit(limit))
    return tuple(map(row_from, found))


def newest(connection: Connection, run_id: str, limit: int) -> tuple[Row, ...]:
    """The rows that ended last, the last one first."""
    query = select(*ROW_COLUMNS).where(rows.c.run_id == run_id, rows.c.ended.is_not(None))
    ordered = query.order_by(rows.c.ended.desc(), rows.c.position.desc()).limit(limit)
    return tuple(map(row_from, connection.execute(ordered)))


def progress(connection: Connection, run_id: str, now: float) -> Progress:
    """Where a run stands at the time `now`."""
    counted = select(rows.c.state, rows.c.label, func.count()).where(rows.c.run_id == run_id)
    by_state: dict[str, int] = dict.fromkeys((*OPEN, *ENDED), 0)
    by_label: dict[str | None, int] = {}
    for state, label, count in connection.execute(counted.group_by(rows.c.state, rows.c.label)):
        by_state[state] += count
        if state == "answered":
            by_label[label] = count
    computed, cached = connection.execute(_tokens(run_id)).one()
    return Progress(
        total=sum(by_state.values()),
        waiting=by_state["waiting"] + by_state["twin"],
        claimed=by_state["claimed"],
        answered=by_state["answered"],
        failed=by_state["failed"],
        per_minute=_pace(connection, run_id, now),
        tokens_computed=computed or 0,
        tokens_cached=cached or 0,
        by_label=by_label,
    )


def _tokens(run_id: str):  # type: ignore[no-untyped-def]
    sums = (func.sum(rows.c.tokens_computed), func.sum(rows.c.tokens_cached))
    return select(*sums).where(rows.c.run_id == run_id)


def _pace(connection: Connection, run_id: str, now: float) -> float | None:
    """Rows a minute, from the first that ended in the last minute until now."""
    query = select(func.count(), func.min(rows.c.ended)).where(
        rows.c.run_id == run_id, rows.c.ended > now - _PACE_SECONDS
    )
    count, first = connection.execute(query).one()
    return 60.0 * count / max(now - first, 1.0) if count else None
