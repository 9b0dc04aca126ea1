"""A long run looked through: a page of the rows that are wanted, in the order that is wanted.

Each look costs one page of memory, however long the run.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import ColumnElement, func, select

from vitrine.jobs.model import OPEN, Row
from vitrine.jobs.payload import row_from
from vitrine.jobs.reading import ROW_COLUMNS
from vitrine.jobs.schema import rows
from vitrine.jobs.store import Store
from vitrine.messages import Message

# answered: with a label; unanswered: the model's answer was none of them; open: not ended yet.
Ending = Literal["answered", "unanswered", "failed", "open"]
ENDINGS: tuple[Ending, ...] = ("answered", "unanswered", "failed", "open")
Order = Literal["input", "lowest", "highest"]  # by position, or by score
ORDERS: tuple[Order, ...] = ("input", "lowest", "highest")
_MOST_REASONS = 50


@dataclass(frozen=True)
class Wanted:
    """Which rows: of these endings and labels (none: of all), whose id or text holds every word of
    `search`, in any case."""

    endings: tuple[Ending, ...] = ()
    labels: tuple[str, ...] = ()
    search: str = ""
    order: Order = "input"


def count(store: Store, run_id: str, wanted: Wanted) -> int:
    """How many rows are wanted."""
    query = select(func.count()).select_from(rows)
    with store.looking() as connection:
        conditions = _conditions(run_id, wanted, connection.dialect.name)
        return int(connection.scalar(query.where(*conditions)) or 0)


def page(store: Store, run_id: str, wanted: Wanted, first: int, most: int) -> tuple[Row, ...]:
    """Up to `most` of the rows that are wanted, from the `first` of them (0) on."""
    query = select(*ROW_COLUMNS).order_by(*_ordering(wanted.order)).offset(first).limit(most)
    with store.looking() as connection:
        conditions = _conditions(run_id, wanted, connection.dialect.name)
        return tuple(map(row_from, connection.execute(query.where(*conditions))))


def failures(store: Store, run_id: str) -> tuple[tuple[Message, int], ...]:
    """Why rows were given up, with how many each, the most frequent reason first."""
    amount = func.count()
    query = select(rows.c.error, amount).where(rows.c.run_id == run_id, rows.c.state == "failed")
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
