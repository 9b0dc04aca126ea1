"""The servers among which a run's work is shared, and how to reach each."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from vitrine.errors import ModelChanged
from vitrine.jobs.choices import RunChoices
from vitrine.jobs.model import Run
from vitrine.llm.engines import ConnectedEngine, choose
from vitrine.settings import Settings


@dataclass(frozen=True)
class Server:
    """One server; `connect` looks for the run's model there.

    It raises `ModelError`: unreachable, without the model, or with another of the same name
    (`ModelChanged`).
    """

    name: str
    connect: Callable[[], ConnectedEngine]


def servers_of(run: Run, settings: Settings) -> tuple[Server, ...]:
    """In the settings' order; a reproducible run has one, since two may compute differently."""
    choices = RunChoices.of(run)
    if choices.engine == "embedded":
        return (_server(run, replace(settings, engine="embedded"), "embedded"),)
    hosts = settings.ollama_hosts
    hosts = hosts[:1] if choices.mode == "reproducible" else hosts
    return tuple(_server(run, replace(settings, engine="ollama", hosts=(h,)), h) for h in hosts)


def _server(run: Run, settings: Settings, name: str) -> Server:
    choices = RunChoices.of(run)
    asked = replace(settings, model=choices.model, seed=choices.seed)

    def connect() -> ConnectedEngine:
        engine = choose(asked)
        if engine.digest != run.model_digest:
            raise ModelChanged(host=engine.host, model=engine.model)
        return engine

    return Server(name, connect)
