"""The models in Ollama: choose one for this visit, or have another one fetched."""

import math
from collections.abc import Callable, Iterator

import streamlit as st

from components import engine, job_view, numerals, show, state
from components.engine import EngineView, settings
from components.i18n import _, language, plain
from components.job import Job, JobState
from vitrine.errors import ModelNameUnusable
from vitrine.llm.models import DOWNLOADS, PullStep, checked_name, pull, space_for
from vitrine.llm.names import same_model
from vitrine.llm.reply import InstalledModel

Pulls = dict[str, Job[PullStep]]  # by the model's name


@st.cache_resource(show_spinner=False)
def _pulls() -> Pulls:
    """Downloads are the machine's, not a visitor's: whoever opens the page sees them go on."""
    return {}


def panel(view: EngineView) -> None:
    """Nothing where no Ollama answers, or the settings want none."""
    host = engine.ollama_host(view)
    if host is None:
        return
    with st.expander(
        _("Models in Ollama"), icon=":material/deployed_code:", expanded=bool(_pulls())
    ):
        with show.errors_as_sentences():
            models = engine.installed(host)
            _choose(view, models)
            _fetch(host, models)
        for name, job in list(_pulls().items()):
            _under_way(name, job)


def _choose(view: EngineView, models: list[InstalledModel]) -> None:
    if not models:
        st.markdown(_("No model that writes answers is installed yet. Fetch one here."))
        return
    current = view.engine.model if view.engine and view.engine.kind == "ollama" else ""
    places = [place for place, model in enumerate(models) if same_model(model.name, current)]
    chosen = st.selectbox(
        _("The model that answers you"),
        range(len(models)),
        index=places[0] if places else None,
        placeholder=_("Choose a model"),
        format_func=lambda place: _told(models[place]),
        help=_("For this visit alone. Other visitors and runs that have begun keep theirs."),
    )
    if chosen is not None:
        st.caption(_("It takes {size} of the disk.", size=gigabytes(models[chosen].size)))
    if chosen is not None and chosen not in places:
        state.set_model(models[chosen].name.removesuffix(":latest"))
        st.rerun()


def _told(model: InstalledModel) -> str:
    name = model.name.removesuffix(":latest")
    parts = [name, model.parameters, model.quantization]  # no word of a language: it is a key
    return " · ".join(part for part in parts if part)


def _fetch(host: str, models: list[InstalledModel]) -> None:
    """The name, what it takes of the disk, and the button."""
    left, right = st.columns([3, 1], vertical_alignment="bottom")
    wanted = left.selectbox(
        _("Fetch a model"),
        [name for name in DOWNLOADS if name != "llama2:7b"],
        accept_new_options=True,
        key=state.PULL_NAME,
        help=_("One of these, or any other of Ollama’s library: type its name."),
    )
    try:
        name = checked_name(wanted or "")
    except ModelNameUnusable as error:
        show.error(error.message)
        return
    space = space_for(name, host)
    st.caption(_space_told(space.needed, space.free))
    if any(same_model(model.name, name) for model in models):
        st.caption(_("It is installed; fetching it again brings it up to date."))
    if space.lacks:
        st.warning(_("The disk has too little room for it."), icon=":material/hard_drive:")
    running = name in _pulls() and _pulls()[name].look().running
    if right.button(
        _("Fetch"),
        icon=":material/download:",
        disabled=space.lacks or running,
        width="stretch",
    ):
        _pulls()[name] = Job(_steps(host, name), patience=math.inf)
        st.rerun()


def _space_told(needed: int | None, free: int | None) -> str:
    if needed is None:
        told = _("How much it takes is not known before; the model’s page on ollama.com says it.")
    else:
        told = _("It takes about {size} of the disk.", size=gigabytes(needed))
    if free is None:
        return told + " " + _("Ollama runs on another machine: its room is not known here.")
    return told + " " + _("{size} are free on this machine.", size=gigabytes(free))


def _steps(host: str, name: str) -> Callable[[Callable[[], bool]], Iterator[PullStep]]:
    connect, silence = settings().connect_timeout, settings().read_timeout

    def steps(stopped: Callable[[], bool]) -> Iterator[PullStep]:
        for step in pull(host, name, connect, silence):
            if stopped():
                return
            yield step

    return steps


def _under_way(name: str, job: Job[PullStep]) -> None:
    """Its bar and the way to stop it; once it has ended, what came of it."""

    def running(found: JobState[PullStep]) -> None:
        _bar(name, found.found)
        st.button(
            _("Stop fetching"),
            icon=":material/stop_circle:",
            key=state.panel_key(f"stop_{name}"),
            on_click=lambda: _stop(name),
        )

    ended = job_view.watch(job, running)
    if ended is None:
        return
    _pulls().pop(name, None)
    if ended.error is not None:
        show.error(ended.error)
    else:
        st.success(_("“{model}” is installed.", model=plain(name)), icon=":material/check:")
        engine.look_again()


def _stop(name: str) -> None:
    """At once for whoever looks, whatever the server does."""
    job = _pulls().pop(name, None)
    if job is not None:
        job.cancel()


def _bar(name: str, step: PullStep | None) -> None:
    if step is None or not step.total:
        status = plain(step.status) if step else "…"
        st.progress(0.0, _("{model}: {status}", model=plain(name), status=status))
        return
    st.progress(
        min(1.0, step.completed / step.total),
        _(
            "{model}: {done} of {total}",
            model=plain(name),
            done=gigabytes(step.completed),
            total=gigabytes(step.total),
        ),
    )


def gigabytes(size: int) -> str:
    """10^9 bytes, as a person reads them."""
    return _("{size} GB", size=numerals.decimal(size / 1e9, language()))
