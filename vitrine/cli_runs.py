"""`python -m vitrine classify`: a run in the store, worked off here, its progress on the terminal."""

import csv
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import typer

from vitrine.catalog.model import Catalog
from vitrine.classify.categories import categories_of, unknown_to_demo
from vitrine.classify.prompt import PromptStyle
from vitrine.classify.table import columns, plain, row
from vitrine.errors import OutputUnwritable, RunOver
from vitrine.jobs.choices import Mode, RunChoices
from vitrine.jobs.model import ENDED, Kind, Progress, Run
from vitrine.jobs.results import prediction_of
from vitrine.jobs.runner import Runner
from vitrine.jobs.selection import EVERYTHING, Selection
from vitrine.jobs.starting import choices_for, start_run
from vitrine.jobs.store import Store
from vitrine.llm.engines import choose
from vitrine.settings import Settings

VISITOR = "command line"  # in whose history these runs stand
_LOOK = 0.25  # seconds between two looks at the progress
_PATIENCE = 30.0  # seconds without any server: whoever sits at a terminal wants to know
_BAR = 24  # characters


def new_run(
    store: Store,
    settings: Settings,
    catalog: Catalog,
    data: bytes,
    mode: Mode,
    limit: int | None,
    style: PromptStyle,
) -> Run:
    """A run of this file, with the engine that the settings choose; raises `ModelError`."""
    engine = choose(settings)
    categories = categories_of(catalog)
    warning = unknown_to_demo(engine.model, categories)
    if warning is not None:
        typer.echo(str(warning), err=True)
    choices = choices_for(catalog, engine, categories, mode, style)
    selection = EVERYTHING if limit is None else Selection("first", limit)
    return start_run(store, catalog, data, choices, engine, visitor=VISITOR, selection=selection)


def resumed(store: Store, run_id: str, kind: Kind) -> Run:
    """A run that goes on; one that is done stays so. Raises `RunUnknown`, `RunOver`."""
    store.run(run_id, kind)
    run = store.resume(run_id)
    if run.state == "cancelled":
        raise RunOver(id=run_id)
    return run


def work_off(store: Store, settings: Settings, run: Run) -> Run:
    """Works until the run ends; a Ctrl-C pauses it. The run as it then is."""
    runner = Runner(store, settings, patience=_PATIENCE)
    thread = threading.Thread(target=runner.finish, args=(run.id,), name="runner", daemon=True)
    watched(store, run, thread, "stopping: what is under way may still end", runner.stop)
    return store.run(run.id)


def watched(
    store: Store, run: Run, thread: threading.Thread, stopping: str, stop: Callable[[], None]
) -> None:
    """Starts the thread that works on a run and shows its progress until it ends; a Ctrl-C pauses the
    run, says what is `stopping`, and stops the thread."""
    thread.start()
    try:
        while thread.is_alive():
            thread.join(_LOOK)
            show_status(_bar(run.kind, store.progress(run.id)))
    except KeyboardInterrupt:
        store.pause(run.id)
        show_status(stopping)
        stop()
        thread.join()
    show_status("")


def leave(run: Run, command: str) -> None:
    """Ends the command: quietly where the run is done, else with the `command` that goes on with it."""
    if run.state == "done":
        return
    if run.reason:
        typer.echo(str(run.reason), err=True)
    typer.echo(f"The run is not done. Go on with: python -m vitrine {command}", err=True)
    raise typer.Exit(130 if run.state == "paused" else 2)


def write_table(store: Store, run: Run, output: Path) -> None:
    """The rows that have ended, in the input's order; raises `OutputUnwritable`."""
    categories = RunChoices.of(run).categories
    with named_if_unwritable(output), output.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns(categories), lineterminator="\n")
        writer.writeheader()
        for item in store.every_row(run.id, ENDED):
            found = prediction_of(run, item)
            if found is not None:
                line = row(item.product_id, found, categories)
                writer.writerow({name: plain(cell) for name, cell in line.items()})


def check_writable(path: Path) -> None:
    """Before an hour of model calls, not after it; leaves a file as it is, and none where none was."""
    with named_if_unwritable(path):
        was_there = path.exists()
        path.open("ab").close()
        if not was_there:
            path.unlink()


@contextmanager
def named_if_unwritable(path: Path) -> Iterator[None]:
    """Raises `OutputUnwritable` for an `OSError`."""
    try:
        yield
    except OSError as error:
        raise OutputUnwritable(path=path, reason=error.strerror or str(error)) from error


def show_status(text: str) -> None:
    """One line that is written over, on a terminal only."""
    if sys.stderr.isatty():
        sys.stderr.write(f"\r\033[K{text}")
        sys.stderr.flush()


def _bar(what: str, found: Progress) -> str:
    done = found.ended * _BAR // max(1, found.total)
    parts = [f"{what} [{'#' * done}{'.' * (_BAR - done)}] {found.ended}/{found.total}"]
    if found.per_minute and found.ended < found.total:
        left = time.strftime("%H:%M:%S", time.gmtime(found.seconds_left or 0))
        parts.append(f"{found.per_minute:.0f} a minute, {left} left")
    if found.failed:
        parts.append(f"{found.failed} failed")
    return ", ".join(parts)
