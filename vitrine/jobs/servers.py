"""The servers among which a run's work is shared, and how to reach each."""

import logging
from collections.abc import Callable
from dataclasses import dataclass, replace

from vitrine.errors import ModelChanged, ModelError
from vitrine.jobs.choices import RunChoices
from vitrine.jobs.model import Run
from vitrine.llm.engines import ConnectedEngine, choose
from vitrine.settings import Settings

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Server:
    """One server; `connect` looks for the run's model there.

    It raises `ModelError`: unreachable, without the model, or with another of the same name
    (`ModelChanged`).
    """

    name: str
    connect: Callable[[], ConnectedEngine]


def first_engine(settings: Settings) -> ConnectedEngine:
    """The engine for a new run: of the settings' hosts, the first that has the model; otherwise what
    `choose` finds. Raises as `choose` does."""
    if settings.engine != "embedded":
        for host in settings.hosts:
            try:
                return choose(replace(settings, engine="ollama", ollama_host=host))
            except ModelError as error:
                log.info("no model for a run at host=%s reason=%s", host, error)
    return choose(settings)


def servers_of(run: Run, settings: Settings) -> tuple[Server, ...]:
    """In the settings' order; a reproducible run has one, since two may compute differently."""
    choices = RunChoices.of(run)
    if choices.engine == "embedded":
        return (_server(run, replace(settings, engine="embedded"), "embedded"),)
    hosts = settings.hosts or (settings.ollama_host,)
    hosts = hosts[:1] if choices.mode == "reproducible" else hosts
    return tuple(_server(run, replace(settings, engine="ollama", ollama_host=h), h) for h in hosts)


def _server(run: Run, settings: Settings, name: str) -> Server:
    choices = RunChoices.of(run)
    asked = replace(settings, model=choices.model, seed=choices.seed)

    def connect() -> ConnectedEngine:
        engine = choose(asked)
        if engine.digest != run.model_digest:
            raise ModelChanged(host=engine.host, model=engine.model)
        return engine

    return Server(name, connect)
