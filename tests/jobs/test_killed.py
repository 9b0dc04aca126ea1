"""A run outlives the process that works on it, whenever that is killed."""

import time
from random import Random

from tests.faulty_server import FaultyServer, Handler, healthy
from tests.jobs.making_runs import asked, at, start, texts_asked, until
from tests.jobs.processes import begin, kill
from vitrine.jobs.store import Store
from vitrine.settings import Settings

ROWS, KILLS = 1_000, 20


def test_twenty_kills_cost_no_answer(
    store: Store, settings: Settings, faulty_server: FaultyServer
) -> None:
    def slow(handler: Handler, server: FaultyServer) -> None:
        time.sleep(0.003)
        healthy(handler, server)

    faulty_server.always("/api/chat", slow)
    settings = at(settings, faulty_server.host)
    run = start(store, [f"text {number}" for number in range(ROWS)])
    random = Random(3)
    stored_when: list[tuple[int, set[str]]] = []  # requests so far, texts answered by then
    for _ in range(KILLS):
        process = begin(settings)
        wait_for_requests(faulty_server, random.randrange(3, 70))
        time.sleep(random.uniform(0, 0.1))
        kill(process)
        texts = {row.text for row in store.every_row(run.id, ["answered"])}
        stored_when.append((len(faulty_server.requests_to("/api/chat")), texts))
    assert 0 < len(stored_when[-1][1]) < ROWS
    process = begin(settings)
    until(lambda: store.run(run.id).state == "done", 240)
    kill(process)

    found = store.progress(run.id)
    assert (found.answered, found.failed) == (ROWS, 0)
    assert [row.position for row in store.every_row(run.id)] == list(range(ROWS))
    for since, stored in stored_when:
        assert not stored & set(texts_asked(faulty_server, since)), "asked again though stored"
    assert len(asked(faulty_server)) == ROWS


def wait_for_requests(server: FaultyServer, more: int) -> None:
    enough = len(server.history) + more
    until(lambda: len(server.history) >= enough, 120)


def test_a_worker_that_starts_on_the_same_machine_does_not_wait_for_the_lease(
    store: Store, settings: Settings, faulty_server: FaultyServer
) -> None:
    def stuck(handler: Handler, server: FaultyServer) -> None:
        server.closing.wait(60)

    faulty_server.once("/api/chat", healthy, *[stuck] * 40)
    run = start(store, ["a mug", "a watch"])
    process = begin(at(settings, faulty_server.host))
    until(lambda: store.progress(run.id).claimed == 2, 60)
    kill(process)
    faulty_server.forget("/api/chat")
    assert store.claim(run.id, "impatient", 2) == ()
    process = begin(at(settings, faulty_server.host))
    until(lambda: store.run(run.id).state == "done", 30)
    kill(process)
