"""The one engine that serves all visitors, and its health as it was a few seconds ago."""

from dataclasses import dataclass, replace

import streamlit as st

from components import state
from vitrine.classify.classifier import Classifier
from vitrine.classify.prompt import PLAIN, PromptStyle
from vitrine.errors import ModelError
from vitrine.llm.client import ModelClient
from vitrine.llm.embedded import DEMO_NAME
from vitrine.llm.engines import ConnectedEngine, able_to_answer, choose
from vitrine.llm.health import Health, examine, unwell
from vitrine.llm.names import same_model
from vitrine.llm.reply import InstalledModel
from vitrine.log import configure
from vitrine.settings import Settings

HEALTH_SECONDS = 10


@dataclass(frozen=True)
class EngineView:
    """The engine that answers (None where none does) and how it is."""

    engine: ConnectedEngine | None
    health: Health

    @property
    def is_demo(self) -> bool:
        """Whether the model is the small one that comes with Vitrine, wherever it runs."""
        return self.engine is not None and same_model(self.engine.model, DEMO_NAME)


@st.cache_resource(show_spinner=False)
def settings() -> Settings:
    """The settings, read once, the log set up by them; raises `SettingsError`."""
    found = Settings.from_environment()
    configure(found.log_level)
    return found


@dataclass
class _LastLook:
    """The view of an Ollama that answered at the last look; None where none did."""

    view: EngineView | None = None


@st.cache_resource(show_spinner=False, max_entries=32)
def _last_look(model: str | None) -> _LastLook:
    return _LastLook()


def view() -> EngineView:
    """Looks at the engine, starting the embedded one where it is that; never older than a moment.

    An Ollama found by itself stays in use until two looks in a row fail: another engine would take
    every visitor's answers from the page. The model is the visitor's, where they chose one.
    """
    return view_of(state.model())


@st.cache_resource(ttl=HEALTH_SECONDS, show_spinner=False, max_entries=32)
def view_of(model: str | None) -> EngineView:
    """As `view`, for this model, or for the settings'."""
    last = _last_look(model)
    kept, last.view = last.view, None
    asked = replace(settings(), model=model) if model else settings()
    try:
        engine = choose(asked, kept.engine if kept else None)
    except ModelError as error:
        return EngineView(None, unwell(asked, error))
    if kept and engine is kept.engine:
        return kept
    found = EngineView(engine, examine(engine))
    if engine.kind == "ollama":
        last.view = found
    return found


def look_again() -> None:
    """Forgets what is known of the engine's health, and of an Ollama beside it."""
    view_of.clear()
    _last_look.clear()
    idle_ollama.clear()
    installed.clear()


@st.cache_resource(show_spinner=False, max_entries=8)
def _client(engine: ConnectedEngine) -> ModelClient:
    return engine.client()


@st.cache_resource(show_spinner=False, max_entries=32)
def classifier(
    engine: ConnectedEngine, categories: tuple[str, ...], style: PromptStyle = PLAIN
) -> Classifier:
    """One classifier for these categories and this way to ask, shared; raises `CategoriesUnusable`."""
    return Classifier(_client(engine), categories, style=style)


@st.cache_resource(ttl=30, show_spinner=False)
def idle_ollama() -> str | None:
    """The address of an Ollama that answers while the embedded engine is the one in use."""
    host = settings().ollama_hosts[0]
    try:
        with ModelClient(host, DEMO_NAME, settings().connect_timeout, 5.0) as client:
            client.version()
    except ModelError:
        return None
    return host


def ollama_host(view: EngineView) -> str | None:
    """The Ollama whose models may be chosen; None where none answers, or the settings want none."""
    if settings().engine == "embedded":
        return None
    if view.engine is not None and view.engine.kind == "ollama":
        return view.engine.host
    return idle_ollama()


@st.cache_resource(ttl=HEALTH_SECONDS, show_spinner=False)
def installed(host: str) -> list[InstalledModel]:
    """The models at `host` that write answers; raises `ModelError`."""
    with ModelClient(host, "", settings().connect_timeout, 10.0) as client:
        return able_to_answer(client.installed())
