"""A trust run from its start to its end, halted in between; on a real server and the demo model."""

import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from tests.faulty_server import FaultyServer
from vitrine.catalog.products import products
from vitrine.catalog.read import read_catalog, read_catalog_file
from vitrine.classify.categories import categories_of
from vitrine.classify.classifier import Classifier
from vitrine.evaluate.nowhere import foreign
from vitrine.evaluate.probing import REPEATS
from vitrine.explain.choice import choose
from vitrine.jobs.choices import RunChoices
from vitrine.jobs.database import open_database
from vitrine.jobs.model import Run
from vitrine.jobs.runner import Runner
from vitrine.jobs.store import Store
from vitrine.jobs.trust import (
    Trying,
    Wish,
    begin,
    biases_in,
    biases_of_sorting,
    found_in,
    most_calls,
    runs_of,
    same_run,
    trying,
    words_of,
)
from vitrine.llm.engines import choose as choose_engine
from vitrine.settings import Settings

ROOT = Path(__file__).resolve().parents[2]
NAMES = ("mug", "watch")
FILE = "id,description,category,brand,price\n" + "".join(
    f"{name}{row},one thing number{row} of {name}wood and steel in a box,{name},B{row % 2},{row}9.90\n"
    for row in range(4)
    for name in NAMES
)


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
    chosen = choose(products(catalog), count, 0, "random")
    return Wish(catalog, chosen, attacks=2, repeated=1, read=0)


def a_run(store: Store, settings: Settings, visitor: str = "somebody", count: int = 8) -> Run:
    engine = choose_engine(settings)
    with engine.client() as client:
        return begin(store, visitor, engine, Classifier(client, NAMES), a_wish(settings, count))


def asked(server: FaultyServer) -> list[str]:
    return [
        "\n".join(message["content"] for message in one.body["messages"])
        for one in server.requests_to("/api/chat")
        if one.body
    ]


def until(done: Callable[[], bool], seconds: float = 240) -> None:
    end = time.monotonic() + seconds
    while not done():
        assert time.monotonic() < end
        time.sleep(0.02)


def test_a_run_tries_every_product_and_every_strange_text(
    store: Store, settings: Settings, server: FaultyServer
) -> None:
    run = Runner(store, settings).finish(a_run(store, settings).id)
    assert run.state == "done"
    rows = list(store.every_row(run.id))
    assert len(rows) == 8 + len(foreign(NAMES))
    assert {row.state for row in rows} == {"answered"}
    found = found_in(run, rows)
    assert found.figures.products == 8
    assert found.figures.nowhere is not None
    assert found.figures.nowhere.texts == len(foreign(NAMES))
    assert found.figures.attacks is not None
    assert found.figures.attacks.flagged.trials == 16
    assert found.figures.repeats is not None
    assert found.figures.repeats.same.trials == REPEATS - 1
    assert found.figures.right["none"].value == 0.5  # this server says the first category to all
    assert found.labels == tuple(Trying.of(run).labels)


def test_calls_are_counted_as_they_were_made_and_told_before(
    store: Store, settings: Settings, server: FaultyServer
) -> None:
    run = a_run(store, settings)
    before = len(server.requests_to("/api/chat"))
    Runner(store, settings).finish(run.id)
    made = len(server.requests_to("/api/chat")) - before
    calls = store.progress(run.id).calls
    assert made - 3 <= calls <= made  # the route's probes belong to no row
    texts = [product.description for product in a_wish(settings).products]
    assert calls <= most_calls(Trying.of(run), texts, len(foreign(NAMES)))
    assert found_in(run, store.every_row(run.id)).figures.calls == calls


def test_a_run_that_is_paused_goes_on_without_asking_again(
    store: Store, settings: Settings, server: FaultyServer
) -> None:
    run = a_run(store, settings)
    runner = Runner(store, settings)
    runner.start()
    try:
        until(lambda: store.progress(run.id).answered >= 2)
        store.pause(run.id)
        until(lambda: store.progress(run.id).claimed == 0)
        done = {row.text for row in store.every_row(run.id, ["answered"])}
        assert 2 <= len(done) < run.total
        seen = len(asked(server))
        store.resume(run.id)
        runner.wake()
        until(lambda: store.run(run.id).state == "done")
    finally:
        runner.stop()
    again = asked(server)[seen:]
    assert again
    assert not [prompt for prompt in again for text in done if f": {text}\n" in prompt]


def test_a_run_that_is_cancelled_keeps_what_it_found(store: Store, settings: Settings) -> None:
    run = a_run(store, settings)
    runner = Runner(store, settings)
    runner.start()
    try:
        until(lambda: store.progress(run.id).answered >= 1)
        store.cancel(run.id)
        until(lambda: store.progress(run.id).claimed == 0)
    finally:
        runner.stop()
    found = found_in(store.run(run.id), store.every_row(run.id))
    assert 1 <= found.figures.products <= 8


def test_the_same_question_costs_nothing_the_second_time(
    store: Store, settings: Settings, server: FaultyServer
) -> None:
    first = Runner(store, settings).finish(a_run(store, settings, "one").id)
    seen = len(asked(server))
    second = Runner(store, settings).finish(a_run(store, settings, "two").id)
    assert store.progress(second.id).calls == 0
    assert len(asked(server)) - seen <= 3  # the route's probes
    assert [row.result for row in store.every_row(second.id)] == [
        row.result for row in store.every_row(first.id)
    ]
    assert [run.id for run in runs_of(store, "two")] == [second.id]


def test_a_run_is_found_again_by_what_it_asks(store: Store, settings: Settings) -> None:
    run = a_run(store, settings)
    key = Trying.of(run).key
    assert same_run(store, "somebody", key) == run
    assert same_run(store, "a stranger", key) is None
    store.cancel(run.id)
    assert same_run(store, "somebody", key) is None
    with choose_engine(settings).client() as client:
        classifier = Classifier(client, NAMES)
        wish = a_wish(settings)
        assert trying(wish, classifier) == Trying.of(run)
        for other in (replace(wish, attacks=3), replace(wish, seed=1), a_wish(settings, 7)):
            assert trying(other, classifier).key != key


def test_brands_and_prices_come_from_the_run_or_from_all_that_was_sorted(
    store: Store, settings: Settings
) -> None:
    run = Runner(store, settings).finish(a_run(store, settings).id)
    assert Trying.of(run).traits.columns == {"brand": "brand", "price": "price"}
    assert biases_in(run, found_in(run, store.every_row(run.id))) == ()  # too few of each
    assert biases_of_sorting(store, "somebody", run, settings) is None


def test_on_the_demo_model_it_finds_what_is_so(state_dir: Path) -> None:
    """A few products of the sample for real: words read, answers right, nothing flagged."""
    settings = Settings(engine="embedded", state_dir=state_dir)
    catalog = read_catalog_file(ROOT / "data" / "sample_catalogue.csv", settings)
    store = Store(open_database(settings))
    engine = choose_engine(settings)
    chosen = choose(products(catalog), 3, 0, "random")
    with engine.client() as client:
        classifier = Classifier(client, categories_of(catalog))
        wish = Wish(catalog, chosen, attacks=2, repeated=1, read=1)
        run = begin(store, "somebody", engine, classifier, wish)
    run = Runner(store, settings).finish(run.id)
    assert run.state == "done" and RunChoices.of(run).mode == "reproducible"
    found = found_in(run, store.every_row(run.id))
    figures = found.figures
    assert figures.false_alarms.hits == 0
    assert figures.right["none"].trials == 3 and figures.right["cut"] == figures.right["none"]
    assert figures.surprise is not None and 0 <= figures.surprise < 3
    assert figures.repeats is not None and figures.repeats.same.value == 1.0
    words = words_of(found.rows[0])
    text = " ".join(found.rows[0].text.split())
    assert text.startswith(text.split()[0] + "".join(word for word, _nats, _least in words))
    assert words and all(nats >= 0 for _word, nats, _least in words)
    store.close()
