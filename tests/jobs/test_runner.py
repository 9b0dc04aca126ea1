"""A run ends with an answer or a reason for every row, whatever the servers do."""

import threading
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from random import Random
from typing import Any

import pytest

from tests.faulty_server import (
    FaultyServer,
    Handler,
    a_list,
    another_model,
    busy,
    cut_off,
    dripping,
    hanging,
    healthy,
    hung_up,
    model_missing,
    not_json,
    refused_host,
    refusing,
    reset,
    wrong_shape,
)
from tests.jobs.making_runs import NAMES, asked, at, start, until
from vitrine.errors import NothingToExplain
from vitrine.jobs.codec import prediction_from
from vitrine.jobs.handler import Answer
from vitrine.jobs.kinds import HANDLERS
from vitrine.jobs.model import Row, Run
from vitrine.jobs.runner import Runner
from vitrine.jobs.store import Store
from vitrine.llm.client import ModelClient
from vitrine.settings import Settings


def test_a_run_is_worked_off_and_each_answer_kept(
    store: Store, settings: Settings, faulty_server: FaultyServer
) -> None:
    run = start(store, ["a mug", "a rattle", "a mug", "a watch"])
    done = Runner(store, at(settings, faulty_server.host)).finish(run.id)
    assert done.state == "done" and done.started is not None and done.ended is not None
    rows = list(store.every_row(run.id))
    assert [row.label for row in rows] == ["Home"] * 4
    found = prediction_from(rows[0].result or {})
    assert found.status == "answered" and found.distribution is not None
    assert tuple(found.distribution.probabilities) == NAMES
    assert found.provenance.model_digest == run.model_digest
    assert asked(faulty_server) == Counter({"a mug": 1, "a rattle": 1, "a watch": 1})
    assert store.progress(run.id).calls == 4  # three texts, and the measure of the route


def test_answers_of_an_earlier_run_are_not_asked_again(
    store: Store, settings: Settings, faulty_server: FaultyServer
) -> None:
    first, second = start(store, ["a mug", "a rattle"]), start(store, ["a rattle", "a watch"])
    other_mode = start(store, ["a mug"], "reproducible")
    for run in (first, second, other_mode):
        assert Runner(store, at(settings, faulty_server.host)).finish(run.id).state == "done"
    assert asked(faulty_server) == Counter({"a mug": 2, "a rattle": 1, "a watch": 1})
    kept, new = store.every_row(second.id)
    assert kept.calls == 0 and new.calls == 2 and kept.label == new.label


def test_reproducible_runs_ask_one_at_a_time_and_in_order(
    store: Store, settings: Settings, faulty_server: FaultyServer
) -> None:
    at_once, most, lock = 0, 0, threading.Lock()

    def slow(handler: Handler, server: FaultyServer) -> None:
        nonlocal at_once, most
        with lock:
            at_once += 1
            most = max(most, at_once)
        time.sleep(0.01)
        with lock:
            at_once -= 1
        healthy(handler, server)

    faulty_server.always("/api/chat", slow)
    texts = [f"text {number}" for number in range(30)]
    run = start(store, texts, "reproducible")
    Runner(store, at(settings, faulty_server.host)).finish(run.id)
    assert most == 1 and list(asked(faulty_server)) == texts


def test_an_empty_description_has_its_reason_and_stops_nothing(
    store: Store, settings: Settings, faulty_server: FaultyServer
) -> None:
    run = start(store, ["a mug", "  ", "a watch"])
    assert Runner(store, at(settings, faulty_server.host)).finish(run.id).state == "done"
    states = [(row.state, str(row.error or "")) for row in store.every_row(run.id)]
    assert states[0] == states[2] == ("answered", "")
    assert states[1][0] == "failed" and "empty" in states[1][1]


def test_what_the_server_refuses_is_given_up_at_once_with_its_words(
    store: Store, settings: Settings, faulty_server: FaultyServer
) -> None:
    run = start(store, ["a mug"])
    faulty_server.once("/api/chat", healthy, refusing(400, "this prompt is not for me"))
    Runner(store, at(settings, faulty_server.host)).finish(run.id)
    (row,) = store.every_row(run.id)
    assert row.state == "failed" and "this prompt is not for me" in str(row.error)
    assert asked(faulty_server) == Counter({"a mug": 1})


FAULTS = (
    busy, hung_up, reset, cut_off, not_json, a_list, wrong_shape, another_model, model_missing,
    refusing(500, "out of memory"),
)  # fmt: skip


def test_a_fifth_of_the_requests_fails_in_every_way_and_no_row_is_lost(
    store: Store, settings: Settings, faulty_server: FaultyServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("vitrine.jobs.retry._FIRST_WAIT", 0.02)
    random, lock = Random(7), threading.Lock()
    used: Counter[str] = Counter()
    slow = {"hanging": hanging, "dripping": dripping}

    def unreliable(handler: Handler, server: FaultyServer) -> None:
        with lock:
            lot = random.random()
            if lot > 0.2:
                behaviour: Any = healthy
            elif lot > 0.195:  # each costs a whole timeout
                behaviour = random.choice([hanging, dripping])
            else:
                behaviour = random.choice(FAULTS)
            used[getattr(behaviour, "__name__", "?")] += 1
        behaviour(handler, server)

    faulty_server.always("/api/chat", unreliable)
    quick = replace(at(settings, faulty_server.host), read_timeout=0.5)
    run = start(store, [f"text {number}" for number in range(2_000)])
    started = time.monotonic()
    done = Runner(store, quick).finish(run.id)
    assert done.state == "done" and time.monotonic() - started < 300  # far from for ever
    found = store.progress(run.id)
    assert found.answered + found.failed == 2_000 and found.answered > 1_900
    assert all(row.error or row.result for row in store.every_row(run.id))
    assert set(slow) < set(used) and sum(used.values()) - used["healthy"] > 300


def test_a_row_that_fails_for_ever_gets_the_last_reason(
    store: Store, settings: Settings, faulty_server: FaultyServer
) -> None:
    def picky(handler: Handler, server: FaultyServer) -> None:
        bad = "poison" in handler.exchange.body["messages"][1]["content"]
        (not_json if bad else healthy)(handler, server)

    faulty_server.always("/api/chat", picky)
    run = start(store, ["a mug", "poison", "a watch"])
    Runner(store, at(settings, faulty_server.host)).finish(run.id)
    assert [row.state for row in store.every_row(run.id)] == ["answered", "failed", "answered"]
    assert "cannot be used" in str(store.rows(run.id)[1].error)
    assert asked(faulty_server)["poison"] == 5


def test_work_flows_to_the_server_that_is_free_and_a_dead_one_is_taken_back(
    store: Store, settings: Settings, faulty_server: FaultyServer
) -> None:
    def slow(handler: Handler, server: FaultyServer) -> None:
        time.sleep(0.02)
        healthy(handler, server)

    faulty_server.always("/api/chat", slow)
    late = refused_host()
    run = start(store, [f"text {number}" for number in range(600)])
    runner = Runner(store, replace(at(settings, late, faulty_server.host), most_requests=2))
    thread = threading.Thread(target=runner.finish, args=(run.id,))
    thread.start()
    until(lambda: store.progress(run.id).answered > 20)
    with FaultyServer(port=int(late.rpartition(":")[2])) as second:
        second.always("/api/chat", slow)
        until(lambda: len(asked(second)) > 50, 20)
        thread.join(60)
        assert store.run(run.id).state == "done"
        assert len(asked(faulty_server)) > 50
        assert asked(faulty_server, second) == Counter(f"text {n}" for n in range(600))


def test_a_run_says_what_it_waits_for_and_fails_when_nobody_comes(
    store: Store, settings: Settings
) -> None:
    run = start(store, ["a mug"])
    runner = Runner(store, at(settings, refused_host()), patience=1.5)
    thread = threading.Thread(target=runner.finish, args=(run.id,))
    thread.start()
    until(lambda: store.run(run.id).reason is not None)
    assert store.run(run.id).state in ("waiting", "running")
    thread.join(20)
    found = store.run(run.id)
    assert found.state == "failed" and "ollama serve" in str(found.reason)
    assert store.rows(run.id)[0].state == "waiting"  # nothing is lost: it can be resumed


def test_a_failed_run_goes_on_when_the_server_is_back(
    store: Store, settings: Settings, faulty_server: FaultyServer
) -> None:
    run = start(store, ["a mug"])
    assert (
        Runner(store, at(settings, refused_host()), patience=0.1).finish(run.id).state == "failed"
    )
    store.resume(run.id)
    assert Runner(store, at(settings, faulty_server.host)).finish(run.id).state == "done"


@pytest.mark.parametrize("when", ["before", "meanwhile"])
def test_another_model_of_the_same_name_never_mixes_in(
    store: Store, settings: Settings, faulty_server: FaultyServer, when: str
) -> None:
    run = start(store, [f"text {number}" for number in range(40)])
    if when == "before":
        faulty_server.digest = "f" * 64

    def swapped(handler: Handler, server: FaultyServer) -> None:
        if len(server.requests_to("/api/chat")) > 20:
            server.digest = "f" * 64
        healthy(handler, server)

    faulty_server.always("/api/chat", swapped)
    found = Runner(store, at(settings, faulty_server.host), patience=0.5).finish(run.id)
    assert found.state == "failed" and "no longer the one" in str(found.reason)
    assert store.progress(run.id).answered <= 20


def test_a_model_that_is_gone_is_named(
    store: Store, settings: Settings, faulty_server: FaultyServer
) -> None:
    faulty_server.model = "mistral:latest"
    run = start(store, ["a mug"])
    found = Runner(store, at(settings, faulty_server.host), patience=0.5).finish(run.id)
    assert found.state == "failed" and "ollama pull llama2" in str(found.reason)


def test_a_paused_run_stops_and_goes_on_where_it_was(
    store: Store, settings: Settings, faulty_server: FaultyServer
) -> None:
    def slow(handler: Handler, server: FaultyServer) -> None:
        time.sleep(0.01)
        healthy(handler, server)

    faulty_server.always("/api/chat", slow)
    run = start(store, [f"text {number}" for number in range(400)])
    runner = Runner(store, replace(at(settings, faulty_server.host), most_requests=2))
    runner.start()
    until(lambda: store.progress(run.id).answered > 5)
    store.pause(run.id)
    until(lambda: store.progress(run.id).claimed == 0)
    before = store.progress(run.id).answered
    assert 0 < before < 400
    store.resume(run.id)
    runner.wake()
    until(lambda: store.run(run.id).state == "done", 30)
    runner.stop()
    assert asked(faulty_server) == Counter(f"text {number}" for number in range(400))


def test_a_runner_that_is_stopped_gives_back_what_it_holds(
    store: Store, settings: Settings, faulty_server: FaultyServer
) -> None:
    faulty_server.once("/api/chat", healthy)
    faulty_server.always("/api/chat", hanging)
    run = start(store, ["a mug", "a watch"])
    runner = Runner(store, replace(at(settings, faulty_server.host), read_timeout=20))
    runner.start()
    until(lambda: bool(asked(faulty_server)))
    started = time.monotonic()
    runner.stop()
    assert time.monotonic() - started < 10
    assert [row.state for row in store.every_row(run.id)] == ["waiting", "waiting"]


def test_a_short_run_does_not_wait_behind_a_long_one(
    store: Store, settings: Settings, faulty_server: FaultyServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("vitrine.jobs.runner._TURN", 0.3)

    def slow(handler: Handler, server: FaultyServer) -> None:
        time.sleep(0.01)
        healthy(handler, server)

    faulty_server.always("/api/chat", slow)
    long = start(store, [f"text {number}" for number in range(2_000)])
    short = start(store, ["a mug", "a watch"])
    runner = Runner(store, replace(at(settings, faulty_server.host), most_requests=1))
    runner.start()
    until(lambda: store.run(short.id).state == "done", 20)
    assert store.run(long.id).state == "running"
    runner.stop()


class Measuring:
    """A kind of run of the test's own: the length of the text, and an error for every third."""

    def __init__(self, run: Run, client: ModelClient) -> None:
        self.run, self.client = run, client

    def cache_key(self, row: Row) -> str | None:
        return None

    def answer(self, row: Row, stopped: Callable[[], bool]) -> Answer:
        assert not stopped()
        if row.position % 3 == 2:
            raise NothingToExplain(reason="it is the third")
        if row.position == 1:
            raise ZeroDivisionError
        return Answer({"length": len(row.text)}, label="measured")


def test_another_kind_of_run_joins_by_its_handler(
    store: Store, settings: Settings, faulty_server: FaultyServer
) -> None:
    run = start(store, ["one", "three", "fourth"], kind="importance")
    handlers = {**HANDLERS, "importance": Measuring}
    assert Runner(store, at(settings, faulty_server.host), handlers).finish(run.id).state == "done"
    first, second, third = store.every_row(run.id)
    assert first.result == {"length": 3} and first.label == "measured"
    assert "fault in Vitrine" in str(second.error) and "the third" in str(third.error)
