"""A run is looked through by what came of its rows, by label, by words, and by how sure they are."""

import pytest

from tests.jobs.making_runs import start
from vitrine.jobs import browsing
from vitrine.jobs.model import Outcome, Run
from vitrine.jobs.store import Store
from vitrine.jobs.wanted import Ending, Order, Wanted
from vitrine.messages import Message

TEXTS = ["A red MUG", "Étagère en chêne", "50% cotton_towel", "a blue mug", "a watch", "a rattle"]
SLOW = Message("It took {seconds} seconds.", {"seconds": 5})
ODD = Message("It is odd.")


@pytest.fixture
def run(store: Store) -> Run:
    """Two mugs at home, one of them less sure; a shelf that is none of these; a towel and a watch
    that failed; a rattle that nobody has looked at."""
    run = start(store, TEXTS)
    store.claim(run.id, "w", 5)
    outcomes = [
        Outcome(0, {}, label="Home", score=0.9),
        Outcome(1, {}, label=None),
        Outcome(2, error=SLOW),
        Outcome(3, {}, label="Home", score=0.4),
        Outcome(4, error=SLOW),
    ]
    store.save(run.id, "w", outcomes)
    return run


def found(store: Store, run: Run, wanted: Wanted, first: int = 0, most: int = 10) -> list[int]:
    rows = browsing.page(store, run, wanted, first, most)
    return [row.position for row in rows]


@pytest.mark.parametrize(
    ("endings", "rows"),
    [
        ((), [0, 1, 2, 3, 4, 5]),
        (("answered",), [0, 3]),
        (("unanswered",), [1]),
        (("failed",), [2, 4]),
        (("open",), [5]),
        (("unanswered", "open"), [1, 5]),
    ],
)
def test_by_what_came_of_them(
    store: Store, run: Run, endings: tuple[Ending, ...], rows: list[int]
) -> None:
    wanted = Wanted(endings)
    assert found(store, run, wanted) == rows
    assert browsing.count(store, run, wanted) == len(rows)


@pytest.mark.parametrize(
    ("search", "rows"),
    [
        ("mug", [0, 3]),
        ("MUG red", [0]),
        ("étagère", [1]),
        ("ÉTAGÈRE", [1]),
        ("50%", [2]),
        ("%", [2]),
        ("n_t", [2]),
        ("p5", [5]),
        ("  ", [0, 1, 2, 3, 4, 5]),
        ("nothing", []),
        ("'; DROP TABLE rows; --", []),
    ],
)
def test_by_words_in_id_or_text(store: Store, run: Run, search: str, rows: list[int]) -> None:
    assert found(store, run, Wanted(search=search)) == rows


def test_by_label(store: Store, run: Run) -> None:
    assert found(store, run, Wanted(labels=("Home",), search="blue")) == [3]
    assert found(store, run, Wanted(labels=("Watches",))) == []


@pytest.mark.parametrize(
    ("order", "rows"), [("lowest", [3, 0, 1, 2, 4, 5]), ("highest", [0, 3, 1, 2, 4, 5])]
)
def test_those_without_a_score_come_last(
    store: Store, run: Run, order: Order, rows: list[int]
) -> None:
    assert found(store, run, Wanted(order=order)) == rows


def test_page_by_page(store: Store, run: Run) -> None:
    wanted = Wanted(order="lowest")
    assert found(store, run, wanted, 0, 4) + found(store, run, wanted, 4, 4) == [3, 0, 1, 2, 4, 5]
    assert found(store, run, wanted, 8, 4) == []


def test_another_run_is_not_looked_into(store: Store, run: Run) -> None:
    other = start(store, ["a mug"])
    assert found(store, other, Wanted(search="mug")) == [0]
    assert found(store, run, Wanted(search="mug")) == [0, 3]


def test_failures_by_reason(store: Store, run: Run) -> None:
    store.claim(run.id, "w", 1)
    store.save(run.id, "w", [Outcome(5, error=ODD)])
    assert browsing.failures(store, run) == ((SLOW, 2), (ODD, 1))
    assert browsing.failures(store, start(store, ["x"])) == ()
