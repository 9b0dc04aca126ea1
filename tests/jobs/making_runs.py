"""Runs to put into a store, a clock to move, and what a server was asked about."""

import time
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import replace

from tests.faulty_server import DIGEST, FaultyServer
from vitrine.jobs.choices import Mode, RunChoices
from vitrine.jobs.model import NewRow, NewRun, Run
from vitrine.jobs.store import Store
from vitrine.settings import Settings

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


PROBE = "A plain product without any description."


def asked(*servers: FaultyServer) -> Counter[str]:
    """How often each product's text was asked about, the measure of the route left out."""
    texts = (text for server in servers for text in texts_asked(server))
    return Counter(text for text in texts if text != PROBE)


def texts_asked(server: FaultyServer, since: int = 0) -> list[str]:
    """The products' texts in the order they came, from the request `since` on."""
    bodies = (exchange.body for exchange in server.requests_to("/api/chat")[since:])
    whole = (body for body in bodies if body)  # none where the process died while it asked
    lines = (body["messages"][1]["content"].splitlines()[0] for body in whole)
    return [line.removeprefix("Product: ") for line in lines]


def at(settings: Settings, *hosts: str) -> Settings:
    return replace(settings, hosts=hosts)


def until(condition: Callable[[], bool], seconds: float = 10.0) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it takes too long"
        time.sleep(0.02)
