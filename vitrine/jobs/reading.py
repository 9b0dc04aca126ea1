"""What a page looks at while a run is under way: pages of rows, and figures in one query each."""

import json
from collections import Counter
from collections.abc import Collection
from typing import Any

from sqlalchemy import Connection, Select, func, select

from vitrine.jobs.model import ENDED, OPEN, Progress, Row, RowState
from vitrine.jobs.payload import row_from
from vitrine.jobs.schema import partitions, rows

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
    by_state: dict[str, int] = dict.fromkeys((*OPEN, *ENDED), 0)
    by_label: dict[str | None, int] = {}
    spent = [0, 0, 0]
    for state, label, count, *sums in connection.execute(_counted(run_id)):
        by_state[state] += count
        spent = [before + (more or 0) for before, more in zip(spent, sums, strict=True)]
        if state == "answered":
            by_label[label] = count
    return Progress(
        total=sum(by_state.values()),
        waiting=by_state["waiting"] + by_state["twin"],
        claimed=by_state["claimed"],
        answered=by_state["answered"],
        failed=by_state["failed"],
        per_minute=_pace(connection, run_id, now),
        calls=spent[0],
        tokens_computed=spent[1],
        tokens_cached=spent[2],
        by_label=by_label,
    )


def with_partitions(connection: Connection, run_id: str, found: Progress, now: float) -> Progress:
    """The same with what lies in files, a partition at a time."""
    query = select(partitions).where(partitions.c.run_id == run_id)
    kept = connection.execute(query).all()
    if not kept:
        return found
    done = [one for one in kept if one.state == "done"]
    by_label: Counter[str | None] = Counter()
    for one in done:
        by_label.update(dict(json.loads(one.by_label)))
    recent = [one for one in done if one.ended > now - _PACE_SECONDS]
    since = min((one.ended for one in recent), default=now)
    return Progress(
        total=sum(one.rows for one in kept),
        waiting=sum(one.rows for one in kept if one.state == "waiting"),
        claimed=sum(one.rows for one in kept if one.state == "claimed"),
        answered=sum(one.answered for one in done),
        failed=sum(one.failed for one in done),
        per_minute=60.0 * sum(one.rows for one in recent) / max(now - since, 1.0) or None,
        calls=sum(one.calls for one in done),
        tokens_computed=sum(one.tokens_computed for one in done),
        tokens_cached=sum(one.tokens_cached for one in done),
        by_label=by_label,
    )


def _counted(run_id: str) -> Select[*tuple[Any, ...]]:
    costs = (rows.c.calls, rows.c.tokens_computed, rows.c.tokens_cached)
    sums = (func.sum(cost) for cost in costs)
    query = select(rows.c.state, rows.c.label, func.count(), *sums)
    return query.where(rows.c.run_id == run_id).group_by(rows.c.state, rows.c.label)


def _pace(connection: Connection, run_id: str, now: float) -> float | None:
    """Rows a minute, from the first that ended in the last minute until now."""
    query = select(func.count(), func.min(rows.c.ended)).where(
        rows.c.run_id == run_id, rows.c.ended > now - _PACE_SECONDS
    )
    count, first = connection.execute(query).one()
    return 60.0 * count / max(now - first, 1.0) if count else None
