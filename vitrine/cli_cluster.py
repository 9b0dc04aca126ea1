"""`python -m vitrine classify --cluster`: a run on a Dask cluster, its answers a folder of Parquet."""

import logging
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import typer

from vitrine.classify.categories import categories_of, unknown_to_demo
from vitrine.cli_runs import VISITOR, show_status, watched
from vitrine.cluster.driver import create_run, drive
from vitrine.cluster.plan import plan
from vitrine.errors import OutputUnwritable, VitrineError
from vitrine.jobs.choices import Mode, RunChoices
from vitrine.jobs.identity import own_name
from vitrine.jobs.lane import BROKEN
from vitrine.jobs.model import UNFINISHED, Run
from vitrine.jobs.store import Store
from vitrine.llm.engines import choose
from vitrine.messages import Message
from vitrine.settings import Settings

log = logging.getLogger(__name__)
_LOOK = 0.25  # seconds between two looks for what another driver has left


def new_cluster_run(
    store: Store, settings: Settings, file: Path, output: Path, address: str, mode: Mode
) -> Run:
    """A run of this file or folder, planned and waiting; raises `VitrineError`."""
    check_folder(output)
    engine = choose(settings)
    show_status(f"reading {file.name}")
    found = plan(file.resolve(), settings)
    show_status("")
    categories = categories_of(found.sample)
    warning = unknown_to_demo(engine.model, categories)
    if warning is not None:
        typer.echo(str(warning), err=True)
    return create_run(
        store, found, engine, categories, output.resolve(), address, visitor=VISITOR, mode=mode
    )


def on_cluster(store: Store, run: Run, address: str | None = None) -> Run:
    """Drives a run until it ends; a Ctrl-C pauses it. The run as it then is. Raises `VitrineError`.

    `address`: of another cluster than the one that it was begun on.
    """
    failed: list[Message] = []
    stop = threading.Event()
    thread = threading.Thread(
        target=_driving(store, moved(run, address), stop, failed), name="driver", daemon=True
    )
    watched(store, run, thread, "stopping: partitions under way are given back", stop.set)
    if failed:
        store.fail(run.id, failed[0])
    return store.run(run.id)


def cluster_of(run: Run) -> str | None:
    """The address of the cluster that a run was begun on; None for one of this machine."""
    kept = RunChoices.of(run).more.get("cluster")
    return str(kept["address"]) if kept else None


def moved(run: Run, address: str | None) -> Run:
    """The same run on another cluster."""
    if address is None:
        return run
    choices = RunChoices.of(run)
    cluster = {**choices.more["cluster"], "address": address}
    return replace(
        run, settings=replace(choices, more={**choices.more, "cluster": cluster}).as_json()
    )


def _driving(
    store: Store, run: Run, stop: threading.Event, failed: list[Message]
) -> Callable[[], None]:
    def driving() -> None:
        worker = own_name()
        try:
            while store.run(run.id).state in UNFINISHED and not stop.is_set():
                drive(store, run, worker, stop.is_set)
                time.sleep(_LOOK)  # what is left is in another driver's hands
        except VitrineError as error:
            failed.append(error.message)
        except Exception:  # a thread ends unheard: the run gets a sentence, the log the trace
            log.exception("run %s broke off", run.id)
            failed.append(Message(BROKEN))

    return driving


def check_folder(output: Path) -> None:
    """Before hours of model calls, not after them; raises `OutputUnwritable`."""
    try:
        output.mkdir(parents=True, exist_ok=True)
        probe = output / ".vitrine"
        probe.touch()
        probe.unlink()
    except OSError as error:
        raise OutputUnwritable(path=output, reason=error.strerror or str(error)) from error
