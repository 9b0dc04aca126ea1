"""Which model answers: a local Ollama, or the embedded engine.

`auto` takes Ollama where it answers and has the model that is asked for, of several hosts the first
that does; else the embedded engine, which always serves the demo model. Nothing is ever swapped in
silence: `asked` says what the settings named, and health.py tells where that is not what answers.
"""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from vitrine.errors import ModelError
from vitrine.llm.client import ModelClient
from vitrine.llm.embedded import DEMO_NAME
from vitrine.llm.embedded.process import shared_engine
from vitrine.llm.names import missing, same_model
from vitrine.llm.reply import InstalledModel
from vitrine.settings import Settings

log = logging.getLogger(__name__)
EngineKind = Literal["ollama", "embedded"]
_EMBEDDING_FAMILIES = ("bert", "nomic-bert", "xlmroberta")  # they write no answers


@dataclass(frozen=True)
class ConnectedEngine:
    """A server that answers, and the model to ask there.

    `digest` is the model's (hex); `asked` is the model that the settings named, None for any.
    """

    kind: EngineKind
    host: str
    model: str
    digest: str
    asked: str | None
    connect_timeout: float
    read_timeout: float
    seed: int

    def client(self) -> ModelClient:
        """A new client of this engine; whoever asks for it closes it."""
        return ModelClient(
            self.host,
            self.model,
            self.connect_timeout,
            self.read_timeout,
            engine=self.kind,
            seed=self.seed,
        )


def choose(settings: Settings, in_use: ConnectedEngine | None = None) -> ConnectedEngine:
    """The engine that the settings ask for; starts the embedded one where it is that.

    `in_use`: an Ollama that `auto` keeps, this very object, where this look at it fails.
    Raises `ServerUnreachable` and its like, or `ModelMissing`, where Ollama is chosen outright and
    cannot serve; `EngineFailed` where the embedded engine does not start.
    """
    if settings.engine == "embedded":
        return _embedded(settings)
    try:
        return _ollama(settings)
    except ModelError as error:
        if settings.engine == "ollama":
            raise
        log.info("no model at ollama hosts=%s reason=%s", settings.ollama_hosts, error)
        return in_use or _embedded(settings)


def _ollama(settings: Settings) -> ConnectedEngine:
    """Raises what the first host's look raised, where none can serve."""
    errors = []
    for host in settings.ollama_hosts:
        try:
            return _ollama_at(settings, host)
        except ModelError as error:
            errors.append(error)
    raise errors[0]


def _ollama_at(settings: Settings, host: str) -> ConnectedEngine:
    with _asking(settings, host) as client:
        chosen = _pick(client.installed(), settings.model)
    if chosen is None:
        raise missing(host, settings.model or "llama2")
    return _connected(settings, "ollama", host, chosen)


def _embedded(settings: Settings) -> ConnectedEngine:
    host = shared_engine(settings.demo_model, settings.threads).address()
    with _asking(settings, host) as client:
        chosen = _pick(client.installed(), DEMO_NAME)
    if chosen is None:
        raise missing(host, DEMO_NAME)
    return _connected(settings, "embedded", host, chosen)


def _asking(settings: Settings, host: str) -> ModelClient:
    # a list of models comes at once or not at all: it needs no time for a model to load
    return ModelClient(host, "", settings.connect_timeout, min(10.0, settings.read_timeout))


def _connected(
    settings: Settings, kind: EngineKind, host: str, model: InstalledModel
) -> ConnectedEngine:
    return ConnectedEngine(
        kind=kind,
        host=host,
        model=model.name.removesuffix(":latest"),
        digest=model.digest,
        asked=settings.model,
        connect_timeout=settings.connect_timeout,
        read_timeout=settings.read_timeout,
        seed=settings.seed,
    )


def able_to_answer(models: Sequence[InstalledModel]) -> list[InstalledModel]:
    """Those that write answers."""
    return [model for model in models if model.family not in _EMBEDDING_FAMILIES]


def _pick(models: Sequence[InstalledModel], wanted: str | None) -> InstalledModel | None:
    """The model that is wanted; where none is, a llama2 before the first that can answer."""
    if wanted is not None:
        return next((model for model in models if same_model(model.name, wanted)), None)
    able = able_to_answer(models)
    llama2 = (model for model in able if model.name.lower().startswith("llama2"))
    return next(llama2, able[0] if able else None)
