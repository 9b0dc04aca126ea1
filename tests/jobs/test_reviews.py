"""Reviews count for the owner's runs of the same products, for nobody else's, and go with their run."""

import csv
import io
from dataclasses import replace
from datetime import datetime

import pytest

from tests.jobs.making_runs import NAMES
from vitrine.catalog.model import Columns
from vitrine.evaluate.review import Review, Vote
from vitrine.jobs import reviews
from vitrine.jobs.choices import RunChoices
from vitrine.jobs.model import NewRow, NewRun, Outcome, Row, Run
from vitrine.jobs.review_export import reviews_csv
from vitrine.jobs.store import Store

SHOP = b"sku,text\np0,a mug\np1,a rattle\np2,a watch\n"
COLUMNS = Columns("text", id="sku")


def a_run(store: Store, visitor: str = "ann", columns: Columns = COLUMNS, products: int = 3) -> Run:
    choices = RunChoices("ollama", "llama2", "fast", 0, NAMES, columns).as_json()
    digest = store.keep_input("shop.csv", SHOP)
    new = NewRun("classify", visitor, choices, "d", "1", digest)
    return store.create(new, [NewRow(f"p{place}", f"text {place}") for place in range(products)])


def row(store: Store, run: Run, position: int = 0) -> Row:
    return store.rows(run.id, position - 1, 1)[0]


def right(row: Row, reviewer: str = "Ann", category: str = "Home") -> Review:
    return Review(row.product_id, reviewer, "right", category, category)


def wrong(row: Row, reviewer: str = "Ann", category: str | None = "Baby") -> Review:
    return Review(row.product_id, reviewer, "wrong", "Home", category)


def test_a_review_is_kept_whole(store: Store) -> None:
    run = a_run(store)
    about = row(store, run)
    given = Review(
        "p0", "Zoë \U0001f9f8", "wrong", "Home", "Baby", 5, 4, None, 1, "=It is\u202fa “toy”."
    )
    reviews.keep(store, about, given)
    assert reviews.reviews_of(store, run) == {"p0": (given,)}


def test_what_no_database_keeps_is_made_plain(store: Store) -> None:
    run = a_run(store)
    reviews.keep(store, row(store, run), Review("p0", "a\x00b", "unsure", justification="\ud800"))
    (kept,) = reviews.reviews_of(store, run)["p0"]
    assert (kept.reviewer, kept.justification) == ("a\ufffdb", "?")


def test_the_latest_review_of_a_reviewer_counts_and_can_be_taken_back(store: Store) -> None:
    run = a_run(store)
    about = row(store, run)
    reviews.keep(store, about, right(about))
    reviews.keep(store, about, right(about, "Bob"))
    number = reviews.keep(store, about, wrong(about))
    assert reviews.reviews_of(store, run)["p0"] == (right(about, "Bob"), wrong(about))
    reviews.take_back(store, number)
    assert reviews.reviews_of(store, run)["p0"] == (right(about), right(about, "Bob"))


def test_they_count_for_the_owners_other_runs_of_the_same_products(store: Store) -> None:
    first, second = a_run(store), a_run(store, products=1)
    reviews.keep(store, row(store, first), wrong(row(store, first)))
    assert set(reviews.reviews_of(store, second)) == {"p0"}
    assert [run.id for run in reviews.same_products(store, first)] == [second.id, first.id]


@pytest.mark.parametrize(
    "other",
    [
        {"visitor": "eve"},
        {"columns": Columns("text", id="text")},
        {"columns": Columns("sku", id="sku")},
    ],
    ids=["another visitor", "other ids", "other texts"],
)
def test_they_count_for_no_other_run(store: Store, other: dict[str, object]) -> None:
    mine, theirs = a_run(store), a_run(store, **other)  # type: ignore[arg-type]
    about = row(store, mine)
    reviews.keep(store, about, wrong(about))
    assert reviews.reviews_of(store, theirs) == {}
    before = reviews.stamp(store, theirs)
    reviews.keep(store, about, right(about))
    assert reviews.stamp(store, theirs) == before


def test_runs_without_a_file_share_nothing(store: Store) -> None:
    choices = RunChoices("ollama", "llama2", "fast", 0, NAMES).as_json()
    new = NewRun("classify", "ann", choices, "d", "1")
    first, second = (store.create(new, [NewRow("p0", "text")]) for _ in range(2))
    reviews.keep(store, row(store, first), wrong(row(store, first)))
    assert reviews.reviews_of(store, second) == {}
    assert set(reviews.reviews_of(store, first)) == {"p0"}


def test_deleting_a_run_deletes_what_was_said_of_it_alone(store: Store) -> None:
    first, second, third = a_run(store), a_run(store), a_run(store)
    for run in (first, second):
        reviews.keep(store, row(store, run), right(row(store, run), run.id))
    reviews.keep_vote(store, row(store, first), second, Vote("p0", "Ann", "both", "first"))
    reviews.keep_vote(store, row(store, third), second, Vote("p0", "Ann", "both", "first"))
    store.delete(first.id)
    (left,) = reviews.reviews_of(store, third)["p0"]
    assert left.reviewer == second.id
    assert reviews.votes_between(store, first, second) == ()
    assert len(reviews.votes_between(store, second, third)) == 1


def test_the_stamp_changes_with_every_answer_and_every_word(store: Store) -> None:
    run = a_run(store)
    about = row(store, run)
    seen = [reviews.stamp(store, run)]
    store.claim(run.id, "w", 1)
    store.save(run.id, "w", [Outcome(0, {"value": 1}, "Home")])
    seen.append(reviews.stamp(store, run))
    number = reviews.keep(store, about, right(about))
    seen.append(reviews.stamp(store, run))
    reviews.take_back(store, number)
    assert reviews.stamp(store, run) == seen[1]
    reviews.keep(store, about, wrong(about))  # the number may be the same again
    seen.append(reviews.stamp(store, run))
    assert len(set(seen)) == len(seen)


def test_votes_are_told_from_either_side(store: Store) -> None:
    first, second = a_run(store), a_run(store)
    vote = Vote("p0", "Ann", "first", "second")
    reviews.keep_vote(store, row(store, first), second, vote)
    assert reviews.votes_between(store, first, second) == (vote,)
    (turned,) = reviews.votes_between(store, second, first)
    assert turned == replace(vote, preference="second", on_left="first")
    number = reviews.keep_vote(
        store, row(store, second), first, Vote("p0", "Ann", "neither", "first")
    )
    (latest,) = reviews.votes_between(store, first, second)
    assert (latest.preference, latest.on_left) == ("neither", "second")
    reviews.take_back_vote(store, number)
    assert reviews.votes_between(store, first, second) == (vote,)


def test_the_file_has_the_reviews_that_count_and_no_formula(store: Store) -> None:
    run = a_run(store)
    about = row(store, run)
    reviews.keep(store, about, right(about))
    reviews.keep(store, about, Review("p0", "=Ann", "unsure", "Home", clarity=4))
    reviews.keep(
        store, about, Review("p0", "Ann", "wrong", "Home", "Baby", justification="@now\n“é”")
    )
    text = reviews_csv(store, run).decode("utf-8-sig")
    first, second = csv.DictReader(io.StringIO(text, newline=""))
    assert (first["reviewer"], first["verdict"], first["clarity"]) == ("'=Ann", "unsure", "4")
    assert (second["id"], second["category"]) == ("p0", "Baby")
    assert run.id not in text  # an address that gives access
    assert second["justification"] == "'@now\n“é”"
    assert datetime.fromisoformat(second["made"]).tzinfo is not None
