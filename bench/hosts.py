"""How much faster a run is on several model hosts: `python -m bench.hosts` (make bench-hosts).

Each host answers one request at a time, after `--milliseconds`, as a server at its limit does, whatever
its model; all of them are in a process of their own. One runner, SQLite, another text in each row. What
is measured is ours: the sharing out, the asking, the writing down. Prints products an hour for each
number of hosts, and what is left of as many times one host.
"""

import argparse
import multiprocessing
import tempfile
import threading
import time
from contextlib import ExitStack
from dataclasses import replace
from multiprocessing.connection import Connection
from pathlib import Path

from bench.batch_memory import start
from bench.engine import machine
from tests.faulty_server import FaultyServer, Handler, healthy
from vitrine.jobs.runner import Runner
from vitrine.jobs.store import open_store
from vitrine.settings import Settings

HOSTS = (1, 2, 4, 16)


def one_at_a_time(seconds: float) -> FaultyServer:
    """A server whose answers take this long, one after the other."""
    turn = threading.Lock()
    server = FaultyServer()

    def slow(handler: Handler, server: FaultyServer) -> None:
        with turn:
            time.sleep(seconds)
        healthy(handler, server)

    server.always("/api/chat", slow)
    return server


def serve(pipe: Connection, seconds: float) -> None:
    """As many servers as the most that are measured."""
    with ExitStack() as stack:
        servers = [stack.enter_context(one_at_a_time(seconds)) for _ in range(max(HOSTS))]
        pipe.send([server.host for server in servers])
        pipe.recv()


def seconds_of(hosts: tuple[str, ...], rows: int) -> float:
    """How long a run of that many products takes on these hosts."""
    with tempfile.TemporaryDirectory() as folder:
        settings = replace(Settings(state_dir=Path(folder), engine="ollama"), hosts=hosts)
        store = open_store(settings)
        runner = Runner(store, settings)
        run = start(store, rows)
        began = time.perf_counter()
        run = runner.finish(run.id)
        took = time.perf_counter() - began
        answered = store.progress(run.id).answered
        store.close()
    if answered != rows:
        raise SystemExit(f"{answered} of {rows} answered: this measures nothing")
    return took


def main() -> None:
    """Prints the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--milliseconds", type=float, default=100)
    parser.add_argument("--rows", type=int, default=200, help="for each host")
    wish = parser.parse_args()
    spawn = multiprocessing.get_context("spawn")
    here, there = spawn.Pipe()
    servers = spawn.Process(target=serve, args=(there, wish.milliseconds / 1000), daemon=True)
    servers.start()
    hosts = here.recv()
    print(f"machine: {machine()}; {wish.milliseconds:g} ms a product at each host")
    one = 0.0
    for count in HOSTS:
        rows = wish.rows * count
        rate = rows / seconds_of(tuple(hosts[:count]), rows)
        one = one or rate
        print(f"{count:>2} hosts: {3600 * rate:>9,.0f} products an hour, {rate / one / count:.2f}")
    here.send(None)
    servers.join(5)


if __name__ == "__main__":
    main()
