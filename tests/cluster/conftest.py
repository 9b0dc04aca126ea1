"""A Dask cluster of real processes on this machine."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

pytest.importorskip("distributed", reason="requirements-cluster.txt is not installed")

ROOT = Path(__file__).resolve().parents[2]
Start = Callable[..., "LocalCluster"]


class LocalCluster:
    """A scheduler and workers, each a process that can be killed."""

    def __init__(self, folder: Path, environment: dict[str, str]) -> None:
        self._folder, self._environment = folder, environment
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.address = f"tcp://127.0.0.1:{probe.getsockname()[1]}"
        self.running: dict[str, subprocess.Popen[bytes]] = {}
        port = self.address.rpartition(":")[2]
        self._start("scheduler", "scheduler", "--host", "127.0.0.1", "--port", port)

    def worker(self, name: str, **environment: str) -> None:
        """One more, with one thread."""
        self._start(
            name,
            *("worker", self.address, "--nthreads", "1", "--no-nanny"),
            *("--local-directory", str(self._folder / name)),
            **environment,
        )

    def kill(self, name: str) -> None:
        """SIGKILL, and no word more."""
        process = self.running.pop(name)
        process.send_signal(signal.SIGKILL)
        process.wait()

    def kill_all(self) -> None:
        """The whole cluster."""
        for name in list(self.running):
            self.kill(name)

    def _start(self, name: str, *command: str, **environment: str) -> None:
        with (self._folder / f"{name}.log").open("ab") as log:
            self.running[name] = subprocess.Popen(
                [sys.executable, "-m", "dask", *command, "--no-dashboard"],
                cwd=ROOT,
                env={**os.environ, **self._environment, **environment, "PYTHONPATH": str(ROOT)},
                stdout=log,
                stderr=log,
            )


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Start]:
    """Starts a cluster whose workers have these settings."""
    made: list[LocalCluster] = []

    def begin(workers: int, **environment: str) -> LocalCluster:
        folder = tmp_path / f"cluster{len(made)}"
        folder.mkdir()
        own = {"VITRINE_LOG_LEVEL": "ERROR", "VITRINE_STATE_DIR": str(tmp_path / "state")}
        cluster = LocalCluster(folder, {**own, **environment})
        made.append(cluster)
        for number in range(workers):
            cluster.worker(f"worker{number}")
        return cluster

    yield begin
    for cluster in made:
        cluster.kill_all()


def until(condition: Callable[[], bool], seconds: float = 60.0) -> None:
    """Waits for it."""
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it takes too long"
        time.sleep(0.05)
