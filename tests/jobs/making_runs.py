"""Runs to put into a store, and a clock to move."""

from collections.abc import Mapping

from tests.faulty_server import DIGEST
from vitrine.jobs.choices import Mode, RunChoices
from vitrine.jobs.model import NewRow, NewRun, Run
from vitrine.jobs.store import Store

NAMES = ("Home", "Baby", "Watches")


class Clock:
    """A clock that a test moves."""

    def __init__(self) -> None:
        self.now = 1_000_000.0

    def __call__(self) -> float:
        return self.now


def choices(mode: Mode = "fast", **more: object) -> Mapping[str, object]:
    return RunChoices("ollama", "llama2", mode, 0, NAMES, more=more).as_json()


def new_run(mode: Mode = "fast", digest: str = DIGEST, kind: str = "classify") -> NewRun:
    return NewRun(kind, "visitor", choices(mode), digest, "1")  # type: ignore[arg-type]


def start(store: Store, texts: list[str], mode: Mode = "fast", kind: str = "classify") -> Run:
    rows = (NewRow(f"p{number}", text) for number, text in enumerate(texts))
    return store.create(new_run(mode, kind=kind), rows)
