"""An importance run from its start to its end, with a kill in the middle; the server is a real one."""

import os
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.faulty_server import FaultyServer
from vitrine.catalog.products import products
from vitrine.catalog.read import read_catalog
from vitrine.classify.classifier import Classifier
from vitrine.explain.choice import choose
from vitrine.explain.importance import importance
from vitrine.jobs.choices import RunChoices
from vitrine.jobs.database import open_database
from vitrine.jobs.importance import (
    Explaining,
    Wish,
    begin,
    explained_rows,
    explaining,
    past_calls,
    predictions,
    same_run,
    sorting_run,
)
from vitrine.jobs.model import NewRow, NewRun, Outcome, Run
from vitrine.jobs.runner import Runner
from vitrine.jobs.store import LEASE, Store
from vitrine.llm.engines import choose as choose_engine
from vitrine.settings import Settings

ROOT = Path(__file__).resolve().parents[2]
WORK = """
import sys
from vitrine.jobs.runner import Runner
from vitrine.jobs.store import open_store
from vitrine.settings import Settings
settings = Settings.from_environment()
Runner(open_store(settings), settings).finish(sys.argv[1])
"""
FILE = "id,description,category\n" + "".join(
    f"{name}{row},{name} number{row} made of {name}wood and steel,{name}\n"
    for row in range(4)
    for name in ("mug", "watch")
)
BUDGET = 12


@pytest.fixture
def server() -> Iterator[FaultyServer]:
    with FaultyServer(probabilities={"A": 0.7, "B": 0.3}) as found:
        yield found


@pytest.fixture
def settings(server: FaultyServer, state_dir: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    monkeypatch.setenv("VITRINE_ENGINE", "ollama")
    monkeypatch.setenv("OLLAMA_HOST", server.host)
    return Settings.from_environment()


@pytest.fixture
def store(settings: Settings) -> Iterator[Store]:
    found = Store(open_database(settings))
    yield found
    found.close()


def a_wish(settings: Settings, count: int = 8) -> Wish:
    catalog = read_catalog(FILE.encode(), "shop.csv", settings)
    return Wish(catalog, choose(products(catalog), count), BUDGET)


def a_run(store: Store, settings: Settings, visitor: str = "somebody", count: int = 8) -> Run:
    engine = choose_engine(settings)
    with engine.client() as client:
        asked = Classifier(client, ("mug", "watch"))
        return begin(store, visitor, engine, asked, a_wish(settings, count))


def asked_of(server: FaultyServer) -> Counter[str]:
    """How often the model was asked about each product's whole text, by its number word."""
    texts = [one.body["messages"][-1]["content"] for one in server.requests_to("/api/chat")]
    return Counter(
        text
        for text in texts
        if "made of" in text and "wood and steel" in text and "number" in text
    )


def test_a_run_explains_each_product_once_within_its_budget(
    store: Store, settings: Settings, server: FaultyServer
) -> None:
    run = Runner(store, settings).finish(a_run(store, settings).id)
    assert run.state == "done"
    rows = list(store.every_row(run.id))
    assert [row.state for row in rows] == ["answered"] * 8
    assert all(row.result and row.result["calls"] <= BUDGET for row in rows)
    assert set(asked_of(server).values()) == {1}
    progress = store.progress(run.id)
    assert progress.calls == sum(row.result["calls"] for row in rows if row.result)
    assert progress.by_label == {"mug": 8}  # the first category is this server's answer to all
    assert importance(explained_rows(rows)).products == {"mug": 8}


def test_a_killed_run_goes_on_and_explains_no_product_twice(
    store: Store, settings: Settings, server: FaultyServer
) -> None:
    run = a_run(store, settings)
    worker = subprocess.Popen([sys.executable, "-c", WORK, run.id], cwd=ROOT, env=dict(os.environ))
    _wait(lambda: store.progress(run.id).answered >= 2, worker)
    worker.send_signal(signal.SIGKILL)
    worker.wait()
    before = {row.text for row in store.every_row(run.id, ["answered"])}
    assert 2 <= len(before) < 8
    assert store.run(run.id).state == "running"
    asked = len(server.requests_to("/api/chat"))

    later = Store(open_database(settings), clock=lambda: time.time() + 2 * LEASE)
    assert Runner(later, settings).finish(run.id).state == "done"
    assert all(row.state == "answered" for row in store.every_row(run.id))
    again = [one.body["messages"][-1]["content"] for one in server.requests_to("/api/chat")[asked:]]
    assert again
    assert not [text for text in again for told in before if told in text]
    later.close()


def _wait(until: Callable[[], bool], worker: subprocess.Popen[bytes], seconds: float = 240) -> None:
    end = time.monotonic() + seconds
    while not until():
        assert time.monotonic() < end and worker.poll() is None
        time.sleep(0.05)


def test_a_pause_ends_the_product_under_way_without_losing_it(
    store: Store, settings: Settings
) -> None:
    run = a_run(store, settings)
    runner = Runner(store, settings)
    runner.start()
    try:
        _until(lambda: store.progress(run.id).answered >= 1)
        store.pause(run.id)
        _until(lambda: store.progress(run.id).claimed == 0)
        assert store.progress(run.id).answered < 8
        store.resume(run.id)
        runner.wake()
        _until(lambda: store.run(run.id).state == "done")
    finally:
        runner.stop()
    assert store.progress(run.id).answered == 8


def _until(done: Callable[[], bool], seconds: float = 240) -> None:
    end = time.monotonic() + seconds
    while not done():
        assert time.monotonic() < end
        time.sleep(0.05)


def test_the_same_question_costs_a_second_visitor_nothing_and_shows_them_no_run(
    store: Store, settings: Settings, server: FaultyServer
) -> None:
    first = Runner(store, settings).finish(a_run(store, settings, "one").id)
    asked = len(server.requests_to("/api/chat"))
    second = Runner(store, settings).finish(a_run(store, settings, "two").id)
    assert second.state == "done"
    assert store.progress(second.id).calls == 0
    assert len(server.requests_to("/api/chat")) - asked <= 2  # the route's probe
    assert [row.result for row in store.every_row(second.id)] == [
        row.result for row in store.every_row(first.id)
    ]
    assert {run.id for run in store.runs_of("two")} == {second.id}


def test_a_larger_sample_asks_about_the_new_products_alone(
    store: Store, settings: Settings, server: FaultyServer
) -> None:
    Runner(store, settings).finish(a_run(store, settings, count=4).id)
    Runner(store, settings).finish(a_run(store, settings, count=8).id)
    assert set(asked_of(server).values()) == {1}


def test_a_run_is_found_again_by_what_it_asks(store: Store, settings: Settings) -> None:
    run = a_run(store, settings)
    key = Explaining.of(run).key
    found = same_run(store, "somebody", key)
    assert found is not None and found.id == run.id
    assert same_run(store, "a stranger", key) is None
    assert same_run(store, "somebody", "another key") is None
    store.cancel(run.id)
    assert same_run(store, "somebody", key) is None


def test_the_key_is_that_of_the_plan(store: Store, settings: Settings) -> None:
    run = a_run(store, settings)
    with choose_engine(settings).client() as client:
        asked = Classifier(client, ("mug", "watch"))
        assert explaining(a_wish(settings), asked) == Explaining.of(run)
        assert explaining(a_wish(settings, 7), asked).key != Explaining.of(run).key


def test_past_explanations_tell_what_the_next_will_cost(store: Store, settings: Settings) -> None:
    run = Runner(store, settings).finish(a_run(store, settings).id)
    found = past_calls(store, "somebody", run.model_digest, BUDGET)
    assert len(found) == 8
    assert max(found) <= BUDGET
    assert past_calls(store, "somebody", run.model_digest, BUDGET + 1) == ()
    assert past_calls(store, "a stranger", run.model_digest, BUDGET) == ()


def test_products_without_words_are_named_and_the_others_explained(
    store: Store, settings: Settings
) -> None:
    rows = ("1,!!! ... ??? !!! ...,mug", "2,a mug of good clay,mug", "3,a watch of steel,watch")
    data = "\n".join(["id,description,category", *rows]).encode()
    catalog = read_catalog(data, "s.csv", settings)
    engine = choose_engine(settings)
    with engine.client() as client:
        asked = Classifier(client, ("mug", "watch"))
        wish = Wish(catalog, products(catalog), BUDGET)
        run = begin(store, "somebody", engine, asked, wish)
    assert Runner(store, settings).finish(run.id).state == "done"
    first, second, _third = store.every_row(run.id)
    assert first.state == "failed"
    assert first.error is not None and "no word" in str(first.error)
    assert second.state == "answered"


def test_a_classification_tells_the_categories_that_a_file_lacks(store: Store) -> None:
    rows = [NewRow("p1", "a mug"), NewRow("p2", "a watch"), NewRow("p3", "a thing")]
    choices = RunChoices("ollama", "llama2", "fast", 0, ("mug", "watch")).as_json()
    digest = store.keep_input("shop.csv", b"shop")
    run = store.create(NewRun("classify", "somebody", choices, "", "1", digest), rows)
    assert sorting_run(store, "somebody", digest) is None  # not done yet
    claimed = store.claim(run.id, "worker", 3)
    labels = ("mug", "watch", None)
    store.save(
        run.id,
        "worker",
        [Outcome(row.position, {}, label) for row, label in zip(claimed, labels, strict=True)],
    )
    store.finish(run.id)
    found = sorting_run(store, "somebody", digest)
    assert found is not None and found.id == run.id
    assert sorting_run(store, "a stranger", digest) is None
    assert sorting_run(store, "somebody", "another file") is None
    assert predictions(store, run.id) == {"p1": "mug", "p2": "watch", "p3": None}
