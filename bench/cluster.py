"""What a cluster costs and scales to: `python -m bench.cluster` (make bench-cluster).

A Dask scheduler and two workers on this machine, each with a model server of its own that answers at
once. Part one: so many generated products as Parquet; in the middle a worker and a model server are
killed and started anew. Checked: each product stands in the answers once. Printed: products a minute
and the most memory that a worker took. Part two: fewer products, servers that answer so many times a
second; two workers beside one.
"""

import argparse
import os
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.dataset as ds
import pyarrow.parquet as pq

from bench.engine import machine
from tests.browser.running_app import ROOT
from vitrine.cluster.driver import create_run, drive
from vitrine.cluster.plan import plan
from vitrine.jobs.model import UNFINISHED
from vitrine.jobs.store import open_store
from vitrine.llm.engines import choose
from vitrine.settings import Settings

CATEGORIES = ("Home", "Baby", "Watches")
WORDS = "soft cotton blanket for winter nights with a border of hand made lace"
GROUP = 50_000  # rows written at once


def products(path: Path, rows: int) -> None:
    """Generated products, each with a text of its own."""
    schema = pa.schema(
        [("sku", pa.string()), ("description", pa.string()), ("category", pa.string())]
    )
    with pq.ParquetWriter(path, schema) as writer:
        for first in range(0, rows, GROUP):
            places = range(first, min(rows, first + GROUP))
            columns = [
                [f"p{place}" for place in places],
                [f"{place} {WORDS}" for place in places],
                [CATEGORIES[place % 3] for place in places],
            ]
            writer.write_table(pa.table(dict(zip(schema.names, columns, strict=True)), schema))


@dataclass
class Cluster:
    """Processes on this machine; `limit` is the rate of each model server."""

    folder: Path
    workers: int
    limit: float | None = None
    address: str = ""
    ports: list[int] = field(default_factory=list)
    running: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)

    def start(self, name: str, *command: str, **environment: str) -> None:
        """A process of this name, with its log in the folder."""
        with (self.folder / f"{name}.log").open("ab") as log:
            self.running[name] = subprocess.Popen(
                [sys.executable, *command],
                cwd=ROOT,
                env={**os.environ, "PYTHONPATH": str(ROOT), **environment},
                stdout=log,
                stderr=log,
            )

    def server(self, at: int) -> None:
        """The model server of a worker."""
        rate = [] if self.limit is None else [str(self.limit)]
        self.start(f"server{at}", "-m", "bench.fast_server", str(self.ports[at]), *rate)

    def worker(self, at: int) -> None:
        """A worker whose nearest host is its own; the others' are behind it."""
        near = [*self.ports[at:], *self.ports[:at]]
        hosts = ",".join(f"127.0.0.1:{port}" for port in near)
        self.start(
            f"worker{at}",
            *("-m", "dask", "worker", self.address, "--nthreads", "1", "--no-dashboard"),
            *("--memory-limit", "1GB", "--local-directory", str(self.folder / f"dask{at}")),
            *("--no-nanny",),
            VITRINE_HOSTS=hosts,
            VITRINE_ENGINE="ollama",
            VITRINE_LOG_LEVEL="ERROR",
        )

    def kill(self, name: str) -> None:
        """SIGKILL, and no word more."""
        self.running[name].send_signal(signal.SIGKILL)
        self.running.pop(name).wait()

    def asked(self) -> int:
        """Requests that the servers of now have seen."""
        return sum(
            int(httpx.get(f"http://127.0.0.1:{port}/asked", trust_env=False).text)
            for port in self.ports
        )


@contextmanager
def cluster(folder: Path, workers: int, limit: float | None = None) -> Iterator[Cluster]:
    """A scheduler, workers and a model server for each."""
    made = Cluster(folder, workers, limit)
    made.ports = [_free_port() for _ in range(workers)]
    port = _free_port()
    made.address = f"tcp://127.0.0.1:{port}"
    try:
        made.start(
            "scheduler",
            *("-m", "dask", "scheduler", "--host", "127.0.0.1", "--port", str(port)),
            "--no-dashboard",
        )
        for at in range(workers):
            made.server(at)
            made.worker(at)
        for each in made.ports:
            _wait_for(f"http://127.0.0.1:{each}/asked")
        yield made
    finally:
        for process in made.running.values():
            process.kill()
            process.wait()


def run_through(made: Cluster, file: Path, output: Path, watch: "Watch | None" = None) -> float:
    """Seconds from the first partition to the last."""
    settings = Settings(
        state_dir=output.with_suffix(".state"),
        engine="ollama",
        hosts=(f"http://127.0.0.1:{made.ports[0]}",),
    )
    store = open_store(settings)
    found = plan(file, settings)
    run = create_run(
        store, found, choose(settings), CATEGORIES, output, made.address, visitor="bench"
    )
    began = time.perf_counter()
    if watch is not None:
        watch.follow(store, run.id)
    while store.run(run.id).state in UNFINISHED:
        drive(store, run, "bench", lambda: False)
    taken = time.perf_counter() - began
    ended = store.run(run.id)
    assert ended.state == "done", ended.reason
    return taken


class Watch(threading.Thread):
    """The memory of each worker; and at half of the rows a worker and a model server are killed."""

    def __init__(self, made: Cluster) -> None:
        super().__init__(daemon=True)
        self.most: dict[str, float] = {}
        self.killed = ""
        self._made = made

    def follow(self, store: object, run_id: str) -> None:
        """Begins."""
        self._store, self._run_id = store, run_id
        self.start()

    def run(self) -> None:
        while True:
            time.sleep(1.0)
            for name, process in list(self._made.running.items()):
                if name.startswith("worker"):
                    self.most[name] = max(self.most.get(name, 0.0), _resident(process.pid))
            progress = self._store.progress(self._run_id)
            if not self.killed and progress.ended >= progress.total / 2:
                self.killed = f"at {progress.ended} of {progress.total}"
                self._made.kill("server1")
                self._made.kill("worker0")
                time.sleep(5.0)
                self._made.worker(0)
                self._made.server(1)


def _resident(pid: int) -> float:
    status = Path(f"/proc/{pid}/status")
    try:
        lines = status.read_text(encoding="ascii").splitlines()
    except OSError:
        return 0.0
    return next((int(x.split()[1]) for x in lines if x.startswith("VmHWM")), 0) * 1024 / 1e6


def check(output: Path, rows: int) -> None:
    """Each product once, all answered."""
    found = ds.dataset(sorted(output.glob("part-*.parquet")), format="parquet")
    table = found.to_table(["vitrine_row", "vitrine_status"])
    places = table["vitrine_row"]
    assert table.num_rows == rows, (table.num_rows, rows)
    assert pc.count_distinct(places).as_py() == rows
    assert (pc.min(places).as_py(), pc.max(places).as_py()) == (0, rows - 1)
    assert pc.unique(table["vitrine_status"]).to_pylist() == ["answered"]


def main() -> None:
    """Prints the figures."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--rows", type=int, default=1_000_000)
    options.add_argument("--limited-rows", type=int, default=12_000)
    options.add_argument("--rate", type=float, default=100.0, help="answers a second of a server")
    options.add_argument("--folder", type=Path)
    chosen = options.parse_args()
    print(f"{machine()}; {time.strftime('%Y-%m-%d')}", flush=True)
    with tempfile.TemporaryDirectory(dir=chosen.folder) as made_folder:
        folder = Path(made_folder)
        _two_beside_one(folder, chosen.limited_rows, chosen.rate)
        _many(folder, chosen.rows)


def _two_beside_one(folder: Path, rows: int, rate: float) -> None:
    file = folder / "few.parquet"
    products(file, rows)
    seconds = {}
    for workers in (1, 2):
        (folder / f"w{workers}").mkdir()
        with cluster(folder / f"w{workers}", workers, rate) as made:
            output = folder / f"few{workers}"
            seconds[workers] = run_through(made, file, output)
            check(output, rows)
    print(
        f"{rows} products, servers of {rate:.0f} answers a second: one worker {seconds[1]:.1f} s, "
        f"two {seconds[2]:.1f} s, ratio {seconds[1] / seconds[2]:.2f}",
        flush=True,
    )


def _many(folder: Path, rows: int) -> None:
    file = folder / "many.parquet"
    products(file, rows)
    (folder / "many").mkdir()
    with cluster(folder / "many", 2) as made:
        watch = Watch(made)
        output = folder / "many_answers"
        seconds = run_through(made, file, output, watch)
        asked = made.asked()
    check(output, rows)
    size = sum(part.stat().st_size for part in output.iterdir()) / 1e6
    most = ", ".join(f"{name} {peak:.0f} MB" for name, peak in sorted(watch.most.items()))
    print(
        f"{rows} products: {seconds:.0f} s, {60 * rows / seconds:.0f} a minute, none lost, none "
        f"doubled; killed {watch.killed}: a worker and a server; at most {most}; answers "
        f"{size:.0f} MB; the servers of the end were asked {asked} times",
        flush=True,
    )


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_for(url: str) -> None:
    end = time.monotonic() + 30
    while time.monotonic() < end:
        try:
            httpx.get(url, trust_env=False)
        except httpx.TransportError:
            time.sleep(0.1)
        else:
            return
    raise RuntimeError(f"{url} does not answer")


if __name__ == "__main__":
    main()
