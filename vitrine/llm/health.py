"""What state the model server is in, and how to mend what is wrong; for `doctor` and the Home page."""

import re
from dataclasses import dataclass, replace

from vitrine.errors import (
    DemoMissing,
    EngineFailed,
    ModelError,
    ModelMissing,
    ServerBusy,
    ServerTimeout,
    ServerUnreachable,
)
from vitrine.llm.client import ModelClient
from vitrine.llm.engines import ConnectedEngine, EngineKind, choose
from vitrine.llm.names import missing, same_model
from vitrine.llm.reply import InstalledModel
from vitrine.llm.transport import is_loopback
from vitrine.messages import N_, Message
from vitrine.settings import Settings

FIRST_WITH_LOGPROBS = (0, 12, 11)
FIRST_WITHOUT_LEAK = (0, 17, 1)  # CVE-2026-7482: heap memory leaks through /api/create
_PATIENCE = 10.0  # seconds; a health check must not keep a page waiting

Version = tuple[int, int, int]


@dataclass(frozen=True)
class Trouble:
    """One thing that is wrong: what it is, and how to mend it."""

    what: Message
    mend: Message


@dataclass(frozen=True)
class Health:
    """The state of one model server.

    `logprobs` is None where it cannot be told; `exposed`: its host is not this machine;
    `outdated`: it has a known leak. `model` is the one in use, None where there is none.
    """

    engine: EngineKind
    host: str
    reachable: bool
    version: str | None
    models: tuple[InstalledModel, ...]
    model: str | None
    loaded: bool
    logprobs: bool | None
    exposed: bool
    outdated: bool
    troubles: tuple[Trouble, ...]

    @property
    def well(self) -> bool:
        """Whether a question would get an answer."""
        return self.reachable and self.model is not None


def check(settings: Settings) -> Health:
    """Looks at the engine that the settings choose; never raises."""
    try:
        return examine(choose(settings))
    except ModelError as error:
        return unwell(settings, error)


def examine(engine: ConnectedEngine) -> Health:
    """Looks at an engine that was chosen before; never raises."""
    patience = min(_PATIENCE, engine.read_timeout)
    with ModelClient(engine.host, engine.model, engine.connect_timeout, patience) as client:
        health = _unknown(engine.kind, engine.host)
        try:
            health = replace(health, version=client.version(), reachable=True)
            health = replace(health, models=tuple(client.installed()))
            present = any(same_model(model.name, engine.model) for model in health.models)
            if not present:
                raise missing(engine.host, engine.model)
            health = replace(health, model=engine.model, loaded=client.loaded())
        except ModelError as error:
            return _told(replace(health, troubles=(_trouble(error),)), engine.asked)
    return _told(health, engine.asked)


def parse_version(text: str | None) -> Version | None:
    """The numbers of a version; None for a development build ("0.0.0") or what is no version."""
    found = re.match(r"v?(\d+)\.(\d+)\.(\d+)", text or "")
    numbers = tuple(int(number) for number in found.groups()) if found else (0, 0, 0)
    return (numbers[0], numbers[1], numbers[2]) if any(numbers) else None


def _unknown(kind: EngineKind, host: str) -> Health:
    return Health(
        engine=kind,
        host=host,
        reachable=False,
        version=None,
        models=(),
        model=None,
        loaded=False,
        logprobs=True if kind == "embedded" else None,
        exposed=not is_loopback(host),
        outdated=False,
        troubles=(),
    )


def unwell(settings: Settings, error: ModelError) -> Health:
    """The health where no engine could be chosen, for this reason."""
    if isinstance(error, EngineFailed):
        kind: EngineKind = "embedded"
        host = str(error.message.details["host"])
    else:
        kind, host = "ollama", settings.ollama_hosts[0]
    health = replace(_unknown(kind, host), troubles=(_trouble(error),))
    # what the server lacks is a model: it answered
    return _told(replace(health, reachable=isinstance(error, ModelMissing)), None)


def _told(health: Health, asked: str | None) -> Health:
    """Adds what follows from the version, the host, and the model that was asked for."""
    version = parse_version(health.version)
    if health.engine == "ollama" and version is not None:
        health = replace(
            health, logprobs=version >= FIRST_WITH_LOGPROBS, outdated=version < FIRST_WITHOUT_LEAK
        )
    return replace(health, troubles=(*health.troubles, *_observations(health, asked)))


def _observations(health: Health, asked: str | None) -> list[Trouble]:
    found = []
    if asked and health.model and not same_model(asked, health.model):
        found.append(_not_the_one_asked(health, asked))
    if health.logprobs is False:
        what = N_("Ollama {version} gives no probabilities: answers are a label only.")
        found.append(Trouble(Message(what, {"version": health.version}), Message(_UPDATE)))
    if health.outdated:
        what = N_("Ollama {version} can leak memory to whoever reaches it (CVE-2026-7482).")
        found.append(Trouble(Message(what, {"version": health.version}), Message(_UPDATE)))
    if health.exposed:
        what = N_("The model server at {host} is on another machine: product texts travel there.")
        mend = N_("Use a server on this machine, or make sure that the network is yours.")
        found.append(Trouble(Message(what, {"host": health.host}), Message(mend)))
    return found


def _not_the_one_asked(health: Health, asked: str) -> Trouble:
    return Trouble(
        Message(
            N_("The settings ask for the model “{asked}”, but “{model}” answers."),
            {"asked": asked, "model": health.model},
        ),
        Message(
            N_("Start Ollama and run `ollama pull {asked}`, or clear VITRINE_MODEL."),
            {"asked": asked},
        ),
    )


_UPDATE = N_("Update Ollama to its newest version.")
_MENDS: dict[type[ModelError], tuple[str, str]] = {
    ServerUnreachable: (
        N_("No model server answers at {host}."),
        N_("Start Ollama (`ollama serve`), or set VITRINE_ENGINE=embedded."),
    ),
    ServerTimeout: (
        N_("The model server at {host} does not answer in time."),
        N_("It may be loading a model: wait a minute, then look again. If it stays, restart it."),
    ),
    ServerBusy: (
        N_("The model server at {host} is busy with other requests."),
        N_("Wait a moment, then look again."),
    ),
    ModelMissing: (
        N_("The model “{model}” is not installed at {host}."),
        N_("Run `ollama pull {model}`, or set VITRINE_ENGINE=embedded."),
    ),
    DemoMissing: (
        N_("The demo model “{model}” is not in the Ollama at {host}."),
        N_(
            "Home has a button that puts it there. Or run `python -m vitrine model serve`, and set "
            "OLLAMA_HOST to the address it tells; or set VITRINE_ENGINE=embedded."
        ),
    ),
    EngineFailed: (
        N_("The embedded engine does not start: {reason}."),
        N_("Check that the file of the demo model is there and whole, then start Vitrine again."),
    ),
}
_OTHER_MEND = N_("Check that an Ollama server listens there, and that it is up to date.")


def _trouble(error: ModelError) -> Trouble:
    details = error.message.details
    if type(error) in _MENDS:
        what, mend = _MENDS[type(error)]
        return Trouble(Message(what, details), Message(mend, details))
    return Trouble(error.message, Message(_OTHER_MEND))
