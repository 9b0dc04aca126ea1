"""The Home page's look at the engine: which model answers, how it is, how to have another one."""

import logging
from concurrent.futures import Future, ThreadPoolExecutor, wait

import streamlit as st

from components import engine, show, state
from components.engine import EngineView
from components.i18n import _, plain, translate_markdown
from vitrine.errors import ModelError
from vitrine.llm.client import ModelClient
from vitrine.llm.embedded import DEMO_NAME
from vitrine.llm.handover import hand_over
from vitrine.settings import Settings

log = logging.getLogger(__name__)
_TO_LLAMA2 = """\
curl -fsSL https://ollama.com/install.sh | sh
ollama pull llama2
make run"""


def steps() -> None:
    """The way through the app, in four steps."""
    for number, (title, sentence) in enumerate(
        (
            (
                _("Look at the catalogue"),
                _("Categories and their balance, duplicates, lengths in words and characters."),
            ),
            (
                _("Classify a product"),
                _("The model’s probability for every category, and what fell outside them."),
            ),
            (
                _("See why"),
                _("Each word’s pull on the answer, its interval, and how far to trust it."),
            ),
            (
                _("Judge the whole"),
                _("How often it is right, what it mixes up, and what is better left to people."),
            ),
        ),
        start=1,
    ):
        st.markdown(f"**{number}. {title}**  \n{sentence}")


def card(view: EngineView) -> None:
    """The model in use and the state of its server, each trouble with its mend."""
    with st.container(border=True):
        if view.engine is not None:
            _named(view)
        for trouble in view.health.troubles:
            st.warning(
                f"{translate_markdown(trouble.what)}  \n{translate_markdown(trouble.mend)}",
                icon=":material/build:",
            )
        if view.engine is not None and not view.health.troubles:
            st.markdown(":green[:material/check_circle:] " + _("Answers, and nothing is wrong."))
        if st.button(_("Look again"), icon=":material/refresh:", type="tertiary"):
            engine.look_again()
            st.rerun()


def _named(view: EngineView) -> None:
    """What the model is, in words that promise no more than it is."""
    found, health = view.engine, view.health
    if found is None:
        return
    if view.is_demo:
        st.markdown("**" + _("A small demo model trained by this project, not Llama 2") + "**")
        st.markdown(
            _(
                "It is a true language model of the Llama architecture and knows seven categories of "
                "products. It shows how Vitrine works; for real work, switch to Llama 2."
            )
        )
    else:
        st.markdown(f"**{plain(found.model)}**")
    version = f" {plain(health.version)}" if health.version and found.kind == "ollama" else ""
    where = _("Embedded engine") if found.kind == "embedded" else f"Ollama{version}"
    st.caption(f"{where} · `{found.host}` · {_loaded(health.loaded)}")


def _loaded(loaded: bool) -> str:
    return _("in memory") if loaded else _("not in memory yet: the first answer takes longer")


def switch_to_llama2(view: EngineView) -> None:
    """How to have a real Llama 2 answer, and the demo model in Ollama for whoever wants it there."""
    st.header(_("Let Llama 2 answer"), anchor=False)
    st.markdown(
        _(
            "Three lines in a terminal. Vitrine finds Ollama by itself and takes `llama2` where it is "
            "installed; `llama2:13b` or any other model is chosen with `VITRINE_MODEL`. On Windows and "
            "macOS, install Ollama from [ollama.com/download](https://ollama.com/download) instead of "
            "the first line."
        )
    )
    st.code(_TO_LLAMA2, language=None)  # the colours of words are too faint
    _into_ollama(_without_demo(view))


def _without_demo(view: EngineView) -> str | None:
    """The address of an Ollama that the demo model can be put into."""
    if view.engine is None:
        # the settings want an Ollama; one that answers lacks only the model
        return view.health.host if view.health.reachable else None
    return engine.idle_ollama() if view.engine.kind == "embedded" else None


def _into_ollama(host: str | None) -> None:
    """The button, then the wait, then what came of it; each run of the page finds where it stands."""
    record = state.hand_over()
    label = _("Put the demo model into my Ollama")
    if record.work is None and host and st.button(label, icon=":material/drive_file_move:"):
        record.work = _begun(host)
    if record.work is None:
        return
    if not record.work.done():
        with st.spinner(_("Putting the demo model into Ollama…")):
            wait([record.work])
        engine.look_again()
        st.rerun()
    error = record.work.exception()
    if isinstance(error, ModelError):
        record.work = None  # the next run offers it again
        show.error(error.message)
        return
    record.work.result()
    st.success(
        _("The demo model is in your Ollama as `{name}`.", name=DEMO_NAME), icon=":material/check:"
    )


def _begun(host: str) -> Future[None]:
    """The upload, in a thread of its own: a click elsewhere ends a run of the page at once."""
    worker = ThreadPoolExecutor(1)
    work = worker.submit(_hand_over, host, engine.settings())
    worker.shutdown(wait=False)
    return work


def _hand_over(host: str, settings: Settings) -> None:
    with ModelClient(host, DEMO_NAME, settings.connect_timeout, settings.read_timeout) as client:
        hand_over(client, settings.demo_model, lambda step: log.info("%s", step))
