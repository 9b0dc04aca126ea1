"""A long run looked through: a page of the rows that are wanted, in the order that is wanted.

Each look costs one page of memory, however long the run, and wherever its answers lie.
"""

import json
from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, func, select

from vitrine.jobs import answer_browsing, answer_rows
from vitrine.jobs.answer_parts import parts_of
from vitrine.jobs.model import OPEN, Row, Run
from vitrine.jobs.payload import row_from
from vitrine.jobs.reading import ROW_COLUMNS
from vitrine.jobs.schema import rows
from vitrine.jobs.store import Store
from vitrine.jobs.wanted import Ending, Order, Wanted
from vitrine.messages import Message

_MOST_REASONS = 50


def count(store: Store, run: Run, wanted: Wanted) -> int:
    """How many rows are wanted."""
    parts = parts_of(run)
    if parts is not None:
        return answer_browsing.count(parts, wanted)
    query = select(func.count()).select_from(rows)
    with store.looking() as connection:
        conditions = _conditions(run.id, wanted, connection.dialect.name)
        return int(connection.scalar(query.where(*conditions)) or 0)


def page(store: Store, run: Run, wanted: Wanted, first: int, most: int) -> tuple[Row, ...]:
    """Up to `most` of the rows that are wanted, from the `first` of them (0) on."""
    parts = parts_of(run)
    if parts is not None:
        return answer_browsing.page(parts, run.id, wanted, first, most)
    query = select(*ROW_COLUMNS).order_by(*_ordering(wanted.order)).offset(first).limit(most)
    with store.looking() as connection:
        conditions = _conditions(run.id, wanted, connection.dialect.name)
        return tuple(map(row_from, connection.execute(query.where(*conditions))))


def newest(store: Store, run: Run, most: int) -> tuple[Row, ...]:
    """The rows that ended last, the last one first."""
    parts = parts_of(run)
    if parts is not None:
        return answer_browsing.newest(parts, run.id, most)
    return store.newest_rows(run.id, most)


def rows_at(store: Store, run: Run, positions: Sequence[int]) -> tuple[Row, ...]:
    """The rows at these positions, in this order; those that are not there are left out."""
    parts = parts_of(run)
    if parts is not None:
        return answer_rows.rows_at(parts, run.id, positions)
    query = select(*ROW_COLUMNS).where(rows.c.run_id == run.id, rows.c.position.in_(positions))
    with store.looking() as connection:
        found = {row.position: row for row in map(row_from, connection.execute(query))}
    return tuple(found[position] for position in positions if position in found)


def failures(store: Store, run: Run) -> tuple[tuple[Message, int], ...]:
    """Why rows were given up, with how many each, the most frequent reason first."""
    parts = parts_of(run)
    if parts is not None:
        return answer_browsing.failures(parts, _MOST_REASONS)
    amount = func.count()
    query = select(rows.c.error, amount).where(rows.c.run_id == run.id, rows.c.state == "failed")
    grouped = query.group_by(rows.c.error).order_by(amount.desc()).limit(_MOST_REASONS)
    with store.looking() as connection:
        found = connection.execute(grouped).all()
    return tuple((Message.from_json(json.loads(error)), number) for error, number in found if error)


def _conditions(run_id: str, wanted: Wanted, dialect: str) -> list[ColumnElement[bool]]:
    found = [rows.c.run_id == run_id]
    if wanted.endings:
        alternatives = [_of_ending(ending) for ending in wanted.endings]
        found.append(_any_of(alternatives))
    if wanted.labels:
        found.append(rows.c.label.in_(wanted.labels))
    for word in wanted.search.split():
        held = [_holds(column, word, dialect) for column in (rows.c.product_id, rows.c.text)]
        found.append(_any_of(held))
    return found


def _holds(column: ColumnElement[str], word: str, dialect: str) -> ColumnElement[bool]:
    """In any case. SQLite's LIKE takes A for a, but not É for é: for such words it is given Python's
    `lower`, which is far slower and waits for the threads of a run under way."""
    if dialect == "sqlite" and word.isascii():
        return column.contains(word, autoescape=True)
    return func.lower(column).contains(word.lower(), autoescape=True)


def _of_ending(ending: Ending) -> ColumnElement[bool]:
    if ending == "open":
        return rows.c.state.in_(OPEN)
    if ending == "failed":
        return rows.c.state == "failed"
    labelled = rows.c.label.is_not(None) if ending == "answered" else rows.c.label.is_(None)
    return (rows.c.state == "answered") & labelled


def _any_of(alternatives: Sequence[ColumnElement[bool]]) -> ColumnElement[bool]:
    first, *others = alternatives
    for other in others:
        first = first | other
    return first


def _ordering(order: Order) -> list[ColumnElement[Any]]:
    """Rows without a score come last, whichever way."""
    if order == "input":
        return [rows.c.position]
    by_score = rows.c.score.asc() if order == "lowest" else rows.c.score.desc()
    return [by_score.nulls_last(), rows.c.position]
