"""What a batch is to classify, and what that will cost, before it starts."""

from dataclasses import dataclass

import streamlit as st

from components import (
    batch_cluster,
    category_panel,
    guard_panel,
    numerals,
    run_state,
    runs,
    show,
    state,
    upload,
)
from components.engine import EngineView, classifier, settings
from components.i18n import _, about, language, n_
from components.loaded import LoadedCatalog
from vitrine.catalog.products import Descriptions
from vitrine.classify.classifier import Classifier
from vitrine.classify.prompt import PromptStyle
from vitrine.jobs import estimate as costs
from vitrine.jobs.choices import Mode, RunChoices
from vitrine.jobs.estimate import Estimate
from vitrine.jobs.selection import EVERYTHING, How, Selection
from vitrine.jobs.starting import choices_for, start_run
from vitrine.llm.engines import ConnectedEngine

USUAL_MOST = 100  # products of a part
_PACE_SECONDS, _ESTIMATE_SECONDS = 600, 60
# What an estimate depends on: the file's content and its column of texts, then who is asked what, how.
_About = tuple[str, str, Selection, ConnectedEngine, tuple[str, ...], Mode, PromptStyle]


@dataclass(frozen=True)
class _Asking:
    classifier: Classifier
    choices: RunChoices


def planning(view: EngineView) -> None:
    """The file, the controls and the estimate."""
    left, right = st.columns([5, 6], gap="large")
    with left:
        upload.chooser()
        loaded = state.catalog()
        if loaded is not None:
            state.write_address()
            plan = category_panel.chosen(loaded, view)
            mode, selection = _mode(), _selection(len(loaded.catalog.ids))
            style = guard_panel.style()
        batch_cluster.panel(view, mode if loaded is not None else "fast")
    with right:
        if view.engine is None:
            category_panel.no_model(view)
        elif loaded is None:
            show.hint(
                _("What sorting a catalogue will cost stands here, before it starts."),
                ":material/timer:",
            )
        else:
            with show.errors_as_sentences():
                _offer(view.engine, plan.categories, mode, selection, style, loaded)


def _mode() -> Mode:
    mode: Mode = st.segmented_control(
        _("How it asks"),
        ["fast", "reproducible"],
        default="fast",
        required=True,
        format_func={"fast": _("Fast"), "reproducible": _("Reproducible")}.__getitem__,
        key=state.BATCH_MODE,
        persist_state="session",
    )
    if mode == "fast":
        st.caption(
            _(
                "As many requests at once as pay, at every model server of the settings; the last "
                "digits of a probability may differ from run to run."
            )
        )
    else:
        st.caption(
            _("One request at a time, in the file’s order: the same run gives the same numbers.")
        )
    return mode


def _selection(products: int) -> Selection:
    how: How = st.segmented_control(
        _("Which products"),
        ["all", "first", "random"],
        default="all",
        required=True,
        format_func={
            "all": _("All"),
            "first": _("The first"),
            "random": _("Drawn at random"),
        }.__getitem__,
        key=state.BATCH_HOW,
        persist_state="session",
    )
    if how == "all" or not products:
        return EVERYTHING
    state.settle_batch_most(min(USUAL_MOST, products), products)
    most = st.number_input(
        _("How many products"),
        1,
        products,
        key=state.BATCH_MOST,
        persist_state="session",
    )
    return Selection(how, int(most), settings().seed)


def _offer(
    engine: ConnectedEngine,
    categories: tuple[str, ...],
    mode: Mode,
    selection: Selection,
    style: PromptStyle,
    loaded: LoadedCatalog,
) -> None:
    """The estimate and the way to start; raises `VitrineError`."""
    asking = _Asking(
        classifier(engine, categories, style),
        choices_for(loaded.catalog, engine, categories, mode, style),
    )
    columns = loaded.catalog.columns
    about_ = (loaded.catalog.digest, columns.text, selection, engine, categories, mode, style)
    with st.spinner(_("Timing a few answers…")):
        pace = _pace(about_, asking, loaded)
        found = _estimate(about_, pace, asking, loaded)
    _told(found, mode)
    if st.button(_("Start"), type="primary", icon=":material/play_arrow:"):
        with st.spinner(_("Keeping the catalogue…")):
            run = start_run(
                runs.store(),
                loaded.catalog,
                loaded.data,
                asking.choices,
                engine,
                visitor=runs.visitor(),
                selection=selection,
            )
        runs.wake()
        run_state.open_run("classify", run.id)
        st.rerun()


def _told(found: Estimate, mode: Mode) -> None:
    st.header(_("What it will cost"), anchor=False)
    with st.container(horizontal=True, key="batch_estimate"):
        st.metric(_("Products"), numerals.whole(found.products, language()), border=True)
        st.metric(_("Model calls"), numerals.whole(found.calls, language()), border=True)
        st.metric(_("Time"), about(found.seconds) if found.calls else "–", border=True)
    st.markdown(" ".join(_parts(found)))
    if found.calls and mode == "fast":
        st.caption(
            _(
                "The time is that of a few answers just timed, one after the other; several requests "
                "at once may be faster."
            )
        )
    elif found.calls:
        st.caption(_("The time is that of a few answers just timed, one after the other."))
    st.caption(
        _(
            "It goes on in the background: you may leave the page, close it, or start Vitrine again. "
            "What was answered stays."
        )
    )


def _parts(found: Estimate) -> list[str]:
    """Why there are fewer calls than products."""
    if not found.calls:
        return [_("Every answer is known from before: nothing is asked.")]
    told = [n_("{count} answer is asked for.", "{count} answers are asked for.", found.calls)]
    if found.repeated:
        told.append(
            n_(
                "{count} product repeats a text and shares its answer.",
                "{count} products repeat a text and share its answer.",
                found.repeated,
            )
        )
    if found.known:
        known = (
            n_(
                "About {count} answer is known from before, by a sample.",
                "About {count} answers are known from before, by a sample.",
                found.known,
            )
            if found.sampled
            else n_(
                "{count} answer is known already, from Classify or another run.",
                "{count} answers are known already, from Classify or another run.",
                found.known,
            )
        )
        told.append(known)
    return told


@st.cache_resource(show_spinner=False, ttl=_PACE_SECONDS, max_entries=32)
def _pace(about_: _About, _asking: _Asking, _loaded: LoadedCatalog) -> float:
    """Seconds an answer takes, measured now and then; raises `ModelError`."""
    texts = _texts(_loaded, about_[2])
    return costs.seconds_an_answer(runs.store(), _asking.classifier, _asking.choices, texts)


@st.cache_resource(show_spinner=False, ttl=_ESTIMATE_SECONDS, max_entries=32)
def _estimate(about_: _About, pace: float, _asking: _Asking, _loaded: LoadedCatalog) -> Estimate:
    """Raises `ModelError`."""
    texts = _texts(_loaded, about_[2])
    return costs.estimate(runs.store(), _asking.classifier, _asking.choices, texts, pace)


def _texts(loaded: LoadedCatalog, selection: Selection) -> Descriptions:
    return Descriptions(loaded.catalog, selection.rows(len(loaded.catalog.ids)))
