"""Workers that share a run on a real PostgreSQL, which the test starts for itself."""

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from tests.faulty_server import FaultyServer, Handler, hanging, healthy
from tests.jobs.making_runs import asked, at, start, until
from tests.jobs.processes import begin, kill
from vitrine.evaluate.review import Review, Vote
from vitrine.jobs import reviews
from vitrine.jobs.model import Outcome
from vitrine.jobs.store import Store, open_store
from vitrine.settings import Settings


def _programs() -> Path | None:
    """The folder of initdb and its like: on the path, or where Debian keeps them."""
    found = shutil.which("initdb")
    debian = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    return Path(found).parent if found else debian[-1].parent if debian else None


def _as_somebody(folder: Path) -> list[str]:
    """What a command begins with: PostgreSQL refuses to be run by root."""
    if os.geteuid() != 0:
        return []
    names = {entry.pw_name for entry in pwd.getpwall()}
    name = "postgres" if "postgres" in names else "nobody"
    shutil.chown(folder, name)
    return ["runuser", "-u", name, "--"]


@pytest.fixture(scope="module")
def database_url() -> Iterator[str]:
    """A cluster of the test's own, on a free port of the loopback."""
    programs = _programs()
    if programs is None:
        pytest.skip("PostgreSQL is not on this machine (apt-get install postgresql)")
    folder = Path(tempfile.mkdtemp(prefix="vitrine-postgres-"))
    begins = _as_somebody(folder)
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port = listener.getsockname()[1]
    data = folder / "data"
    init = ["initdb", "-D", str(data), "-U", "vitrine", "-A", "trust", "-E", "UTF8", "-N"]
    options = f"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories='' -c fsync=off"
    control = ["pg_ctl", "-D", str(data), "-w", "-t", "120"]

    def call(program: str, *words: str) -> None:
        command = [*begins, str(programs / program), *words]
        subprocess.run(command, check=True, capture_output=True, cwd=folder, timeout=180)

    call(*init)
    call(*control, "-l", str(folder / "log"), "-o", options, "start")
    try:
        yield f"postgresql://vitrine@127.0.0.1:{port}/postgres"
    finally:
        call(*control, "-m", "immediate", "stop")
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def shared(settings: Settings, database_url: str) -> Settings:
    return replace(settings, database_url=database_url)


@pytest.fixture
def store(shared: Settings) -> Iterator[Store]:
    found = open_store(shared)
    yield found
    for run in found.unfinished():
        found.delete(run.id)
    found.close()


def slow(handler: Handler, server: FaultyServer) -> None:
    time.sleep(0.005)
    healthy(handler, server)


def test_the_store_does_there_what_it_does_in_a_file(store: Store) -> None:
    digest = store.keep_input("shop.csv", b"\x00\x01")
    run = start(store, ["a mug", "a rattle", "a mug"])
    assert [row.position for row in store.claim(run.id, "w", 5, alone=True)] == [0, 1]
    assert store.claim(run.id, "x", 5, alone=True) == ()
    assert store.save(run.id, "w", [Outcome(0, {"value": "\x00"}, "Home", calls=1)]) == 2
    assert store.save(run.id, "w", [Outcome(0, {"value": 2}, "Baby")]) == 0
    assert store.give_back(run.id, "w") == 1 and store.holders(run.id) == frozenset()
    found = store.progress(run.id)
    assert (found.answered, found.waiting, found.by_label, found.calls) == (2, 1, {"Home": 2}, 1)
    store.keep_answers({"k": {"a": 1}})
    store.keep_answers({"k": {"a": 2}})
    assert store.cached_answers(["k"]) == {"k": {"a": 1}}
    kept = store.input(digest)
    assert kept is not None and kept.data == b"\x00\x01"
    store.delete(run.id)


def test_reviews_and_votes_are_kept_there_too(store: Store) -> None:
    run, other = start(store, ["a mug"]), start(store, ["a mug"])
    (row,) = store.rows(run.id)
    said = Review(row.product_id, "Ann", "wrong", "Home", "Baby", usefulness=5)
    first = reviews.keep(store, row, replace(said, category=None))
    assert reviews.keep(store, row, said) > first
    assert reviews.reviews_of(store, run) == {row.product_id: (said,)}
    before = reviews.stamp(store, run)
    reviews.take_back(store, first)
    assert reviews.stamp(store, run) != before
    vote = Vote(row.product_id, "Ann", "first", "second")
    reviews.keep_vote(store, row, other, vote)
    assert reviews.votes_between(store, run, other) == (vote,)
    store.delete(run.id)
    store.delete(other.id)
    assert reviews.reviews_of(store, run) == {}
    assert reviews.votes_between(store, run, other) == ()


def test_two_workers_share_a_run_and_no_row_is_asked_twice(
    store: Store, shared: Settings, faulty_server: FaultyServer
) -> None:
    faulty_server.always("/api/chat", slow)
    run = start(store, [f"text {number}" for number in range(600)])
    workers = [begin(at(shared, faulty_server.host), name) for name in ("one", "two")]
    until(lambda: store.run(run.id).state == "done", 120)
    for worker in workers:
        kill(worker)
    by_worker = {row.worker for row in store.every_row(run.id)}
    assert by_worker == {"one", "two"}
    assert set(asked(faulty_server).values()) == {1} and len(asked(faulty_server)) == 600
    assert store.progress(run.id).answered == 600


def test_one_is_killed_and_the_other_takes_its_lease_over(
    store: Store, shared: Settings, faulty_server: FaultyServer
) -> None:
    run = start(store, [f"no other test's {number}" for number in range(300)])
    with FaultyServer() as stuck:
        stuck.once("/api/chat", *[healthy] * 40)
        stuck.always("/api/chat", hanging)
        slow_reader = replace(at(shared, stuck.host), read_timeout=60.0)
        doomed = begin(slow_reader, "doomed", lease=3.0)
        until(lambda: len(asked(stuck)) >= 40 and "doomed" in store.holders(run.id), 60)
        until(lambda: store.progress(run.id).answered > 20, 60)
        kill(doomed)
        held = {row.text for row in store.every_row(run.id, ["claimed"])}
        stored = {row.text for row in store.every_row(run.id, ["answered"])}
    heir = begin(at(shared, faulty_server.host), "heir", lease=3.0)
    until(lambda: store.run(run.id).state == "done", 120)
    kill(heir)
    assert held and stored and store.progress(run.id).answered == 300
    assert not stored & set(asked(faulty_server))
    taken_over = {row.worker for row in store.every_row(run.id) if row.text in held}
    assert taken_over == {"heir"}
