"""Processes that work on a run, to be killed."""

import multiprocessing
from multiprocessing.process import BaseProcess

from vitrine.jobs.runner import Runner
from vitrine.jobs.store import open_store
from vitrine.settings import Settings

_fork = multiprocessing.get_context("forkserver")
_fork.set_forkserver_preload(["tests.jobs.processes"])  # each starts at once


def begin(settings: Settings, worker: str | None = None, lease: float = 60.0) -> BaseProcess:
    """A process that works on every run it finds."""
    process = _fork.Process(target=_work, args=(settings, worker, lease), daemon=True)
    process.start()
    return process


def kill(process: BaseProcess) -> None:
    """SIGKILL, and no word more."""
    process.kill()
    process.join(30)


def _work(settings: Settings, worker: str | None, lease: float) -> None:
    Runner(open_store(settings), settings, worker=worker, lease=lease).work()
