"""Reviews and side-by-side votes in the store.

A review belongs to its run and to the owner's other runs of the same products: those of the same file,
with its ids and texts in the same columns. Two visitors with the same file never see each other's; who
follows a run's address reviews it under a name of their own. The latest word of a reviewer counts.
"""

import time
from collections.abc import Mapping
from typing import Any

from sqlalchemy import ColumnElement, delete, func, insert, select

from vitrine.evaluate.predictions import Predictions
from vitrine.evaluate.review import CRITERIA, LabelSource, Preference, Review, Vote, judged
from vitrine.jobs.answer_parts import Stamp, answers_stamp
from vitrine.jobs.choices import RunChoices
from vitrine.jobs.model import ENDED, Row, Run
from vitrine.jobs.payload import run_from, storable
from vitrine.jobs.schema import reviews, rows, runs, votes
from vitrine.jobs.store import Store

NAME_LENGTH = 60  # characters of a reviewer's name
_PARTS = ("product_id", "reviewer", "verdict", "answer", "category", *CRITERIA, "justification")
_OTHER_WAY: Mapping[Preference, Preference] = {"first": "second", "second": "first"}


def keep(store: Store, row: Row, review: Review) -> int:
    """Keeps a review of a row's answer; the number by which it can be taken back."""
    return _kept(store, reviews, run_id=row.run_id, position=row.position, **vars(review))


def take_back(store: Store, number: int) -> None:
    """Forgets a review: the reviewer's one before it counts again."""
    with store.writing() as connection:
        connection.execute(delete(reviews).where(reviews.c.number == number))


def reviews_of(store: Store, run: Run) -> dict[str, tuple[Review, ...]]:
    """By product id, the latest review of each reviewer, in the order in which they were given."""
    found: dict[str, tuple[Review, ...]] = {}
    for kept in kept_reviews(store, run):
        review = Review(**{part: kept[part] for part in _PARTS})
        found[review.product_id] = (*found.get(review.product_id, ()), review)
    return found


def kept_reviews(store: Store, run: Run) -> list[dict[str, Any]]:
    """The reviews that count, as they are kept: besides their parts `run_id`, `position` in that run,
    and `made` (seconds since 1970)."""
    latest: dict[tuple[str, str], dict[str, Any]] = {}
    with store.looking() as connection:
        query = select(reviews).where(_about(store, run)).order_by(reviews.c.number)
        for record in connection.execute(query):
            about = (record.product_id, record.reviewer)
            latest.pop(about, None)  # the later one stands at its own place
            latest[about] = record._asdict()
    return list(latest.values())


def judged_by(store: Store, run: Run, found: Predictions, source: LabelSource) -> Predictions:
    """A run's predictions held against the labels that `source` names."""
    return judged(found, source, {} if source == "file" else reviews_of(store, run))


def keep_vote(store: Store, first: Row, second: Run, vote: Vote) -> int:
    """Keeps which of two runs' answers for a product is preferred; `first` is the first run's row."""
    return _kept(
        store,
        votes,
        first_run=first.run_id,
        second_run=second.id,
        position=first.position,
        product_id=vote.product_id,
        reviewer=vote.reviewer,
        vote=vote.preference,
        on_left=vote.on_left,
    )


def take_back_vote(store: Store, number: int) -> None:
    """Forgets a vote."""
    with store.writing() as connection:
        connection.execute(delete(votes).where(votes.c.number == number))


def votes_between(store: Store, first: Run, second: Run) -> tuple[Vote, ...]:
    """The latest vote of each reviewer for each product, whichever run was the first then."""
    pair = (first.id, second.id)
    query = select(votes).where(votes.c.first_run.in_(pair), votes.c.second_run.in_(pair))
    latest: dict[tuple[str, str], Vote] = {}
    with store.looking() as connection:
        for record in connection.execute(query.order_by(votes.c.number)):
            vote = _vote(record._asdict(), turned=record.first_run != first.id)
            latest[vote.product_id, vote.reviewer] = vote
    return tuple(latest.values())


def same_products(store: Store, run: Run) -> tuple[Run, ...]:
    """The owner's runs of kind "classify" over these products, the newest first, this one among
    them."""
    if _input(run) is None:
        return (run,)
    with store.looking() as connection:
        query = select(runs).where(
            runs.c.visitor == run.visitor,
            runs.c.input_digest.is_not_distinct_from(run.input_digest),
            runs.c.kind == "classify",
        )
        found = list(map(run_from, connection.execute(query.order_by(runs.c.created.desc()))))
    return tuple(
        one for one in found if _columns(one) == _columns(run) and _input(one) == _input(run)
    )


def answered(store: Store, run: Run) -> Stamp:
    """Of what has ended in a run: answers with the same stamp are the same."""
    parts = answers_stamp(run)
    if parts is not None:
        return parts
    ended = select(func.count(), func.max(rows.c.ended)).where(
        rows.c.run_id == run.id, rows.c.state.in_(ENDED)
    )
    with store.looking() as connection:
        return tuple(connection.execute(ended).one())


def stamp(store: Store, run: Run) -> Stamp:
    """Of that, and of what was said of it: figures with the same stamp are the same."""
    said = select(func.count(), func.max(reviews.c.number), func.max(reviews.c.made))
    about, ended = _about(store, run), answered(store, run)
    with store.looking() as connection:
        return (*ended, *connection.execute(said.where(about)).one())


def _about(store: Store, run: Run) -> ColumnElement[bool]:
    return reviews.c.run_id.in_([one.id for one in same_products(store, run)])


def _input(run: Run) -> str | None:
    """The file's content, or where it lies if it is too large to be kept."""
    cluster = RunChoices.of(run).more.get("cluster")
    return run.input_digest if cluster is None else cluster["input"]


def _columns(run: Run) -> tuple[str | None, str] | None:
    columns = RunChoices.of(run).columns
    return (columns.id, columns.text) if columns else None


def _kept(store: Store, table: Any, **values: object) -> int:
    plain = {
        name: storable(value) if isinstance(value, str) else value for name, value in values.items()
    }
    with store.writing() as connection:
        made = insert(table).values(**plain, made=time.time()).returning(table.c.number)
        return int(connection.execute(made).scalar_one())


def _vote(kept: Mapping[str, Any], turned: bool) -> Vote:
    preference, on_left = kept["vote"], kept["on_left"]
    if turned:
        preference, on_left = _OTHER_WAY.get(preference, preference), _OTHER_WAY[on_left]
    return Vote(kept["product_id"], kept["reviewer"], preference, on_left)
