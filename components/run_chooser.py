"""Which run is judged: the address's, or the visitor's latest; and the way to a first one."""

from dataclasses import replace

import streamlit as st

from components import results_state, run_state, runs, show, state, upload
from components.batch_view import run_label
from components.engine import EngineView
from components.i18n import _, plain
from components.loaded import LoadedCatalog
from vitrine.classify.categories import categories_of
from vitrine.errors import RunUnknown
from vitrine.jobs.choices import RunChoices
from vitrine.jobs.model import UNFINISHED, Run
from vitrine.jobs.starting import choices_for, start_run

MOST = 50  # runs in the list
_GOING = (*UNFINISHED, "done")


def chosen(view: EngineView) -> Run | None:
    """The run, named, with a chooser where there are several; None where there is none, and then what
    to do is said."""
    try:
        run = _asked_for()
    except RunUnknown as error:
        show.error(error.message)
        st.button(
            _("Choose another run"),
            icon=":material/restart_alt:",
            on_click=lambda: results_state.show_run(None),
        )
        return None
    known = _known(run)
    run = run or _latest(known)
    if run is None:
        _nothing_yet(view)
        return None
    results_state.settle_run(run.id)
    if run.state in UNFINISHED:
        runs.wake()  # after a restart somebody has to go on with it
    if len(known) == 1:
        st.caption(f":material/checklist: {plain(run_label(run))}")
    else:
        _chooser(known)
    return run


def _chooser(known: list[Run]) -> None:
    by_id = {one.id: one for one in known}
    st.selectbox(
        _("Run"),
        list(by_id),
        format_func=lambda run_id: run_label(by_id[run_id]),
        key=results_state.RUN,
        on_change=results_state.chosen_run,
    )


def _asked_for() -> Run | None:
    """Raises `RunUnknown` for a run of another kind too."""
    run_id = results_state.shown_run()
    if run_id is None:
        return None
    run = runs.store().run(run_id, "classify")
    if run.visitor != runs.visitor():
        run_state.follow(run.id)
    return run


def _known(shown: Run | None) -> list[Run]:
    """The newest first; the one that is shown is among them."""
    found = runs.known("classify")[:MOST]
    if shown is None or shown.id in {run.id for run in found}:
        return found
    return [shown, *found]


def _latest(known: list[Run]) -> Run | None:
    done = [run for run in known if run.state == "done"]
    return next(iter([*done, *known]), None)


def _nothing_yet(view: EngineView) -> None:
    show.hint(
        _("Nothing has been sorted yet: figures stand here once a batch has its first answers."),
        ":material/fact_check:",
    )
    with st.container(horizontal=True):
        if view.engine is not None and st.button(
            _("Judge the sample catalogue"), type="primary", icon=":material/storefront:"
        ):
            _judge_sample(view)
        if st.button(_("Sort my own catalogue"), icon=":material/checklist:"):
            st.switch_page("pages/batch.py")
    if view.is_demo:
        st.caption(_("The sample takes the demo model about a minute; the figures grow meanwhile."))


def _judge_sample(view: EngineView) -> None:
    """With the demo model at once; any other model's cost is told on Batch first."""
    upload.use_sample()
    loaded = state.catalog()
    if loaded is None:
        return
    with show.errors_as_sentences():
        run = run_of_sample(view, loaded)
        if run is None:
            st.switch_page("pages/batch.py")
        results_state.show_run(run.id)
        st.rerun()


def run_of_sample(view: EngineView, sample: LoadedCatalog) -> Run | None:
    """The visitor's newest run of the whole sample by the demo model that answers, begun now where
    there is none; None where another model answers, or none. Raises `VitrineError`."""
    if view.engine is None or not view.is_demo:
        return None
    choices = choices_for(sample.catalog, view.engine, categories_of(sample.catalog))
    for run in runs.known("classify"):
        same = run.input_digest == sample.catalog.digest and RunChoices.of(run) == replace(
            choices, more=RunChoices.of(run).more
        )
        whole = run.total == len(sample.catalog.ids)
        if same and whole and run.model_digest == view.engine.digest and run.state in _GOING:
            return run
    run = start_run(
        runs.store(), sample.catalog, sample.data, choices, view.engine, visitor=runs.visitor()
    )
    runs.wake()
    return run
