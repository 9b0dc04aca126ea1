"""Memory of a process that works on a very large run: `python -m bench.batch_memory`.

A server that answers at once, in a process of its own; a run of 100,000 rows, each with another text,
made and worked off in this process. Prints the resident memory when idle (all modules loaded, a run of
100 rows done) and the most that it grew by, with the time that a page's reading of the run took.
"""

import argparse
import multiprocessing
import statistics
import tempfile
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from multiprocessing.connection import Connection
from pathlib import Path

from bench.engine import machine
from tests.faulty_server import DIGEST, FaultyServer
from vitrine.jobs.choices import RunChoices
from vitrine.jobs.model import NewRow, NewRun, Run
from vitrine.jobs.runner import Runner
from vitrine.jobs.store import Store, open_store
from vitrine.settings import Settings

CATEGORIES = ("Home", "Baby", "Watches")
WORDS = "soft cotton blanket for winter nights with a border of hand made lace " * 5


def serve(pipe: Connection) -> None:
    """Answers at once, as Ollama would, and remembers nothing."""
    with FaultyServer() as server:
        pipe.send(server.host)
        while not pipe.poll(1.0):
            server.history.clear()


def resident() -> float:
    """MB (10^6 bytes) of this process in memory (Linux)."""
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmRSS")) * 1024 / 1e6


def rows(count: int) -> Iterator[NewRow]:
    """About 400 characters each."""
    return (NewRow(f"p{number}", f"{number} {WORDS}") for number in range(count))


def start(store: Store, count: int) -> Run:
    """A run of that many rows."""
    choices = RunChoices("ollama", "llama2", "fast", 0, CATEGORIES)
    return store.create(NewRun("classify", "bench", choices.as_json(), DIGEST, "1"), rows(count))


class Watch(threading.Thread):
    """Looks at the memory, and reads the run as a page does, twice a second."""

    def __init__(self, store: Store, run_id: str) -> None:
        super().__init__(daemon=True)
        self.most, self.looks, self.done = 0.0, [], threading.Event()
        self._store, self._run_id = store, run_id

    def run(self) -> None:
        while not self.done.wait(0.5):
            self.most = max(self.most, resident())
            began = time.perf_counter()
            self._store.run(self._run_id)
            self._store.progress(self._run_id)
            self._store.newest_rows(self._run_id)
            self.looks.append(time.perf_counter() - began)


def main() -> None:
    """Prints the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=100_000)
    count = parser.parse_args().rows
    spawn = multiprocessing.get_context("spawn")
    here, there = spawn.Pipe()
    server = spawn.Process(target=serve, args=(there,), daemon=True)
    server.start()
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(state_dir=Path(folder), engine="ollama")
        settings = replace(settings, hosts=(here.recv(),))
        store = open_store(settings)
        runner = Runner(store, settings)
        runner.finish(start(store, 100).id)
        idle = resident()
        began = time.perf_counter()
        run = start(store, count)
        made = time.perf_counter() - began
        watch = Watch(store, run.id)
        watch.start()
        began = time.perf_counter()
        run = runner.finish(run.id)
        seconds = time.perf_counter() - began
        watch.done.set()
        watch.join()
        found = store.progress(run.id)
    here.send(None)
    print(f"machine: {machine()}")
    print(
        f"{count} rows: made in {made:.1f} s, {run.state} in {seconds:.0f} s, {found.answered} answered"
    )
    print(f"memory: {idle:.0f} MB idle, at most {watch.most - idle:.0f} MB more")
    print(
        f"a page's reading: median {1000 * statistics.median(watch.looks):.0f} ms, "
        f"worst {1000 * max(watch.looks):.0f} ms"
    )


if __name__ == "__main__":
    main()
