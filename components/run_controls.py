"""What every run on a page has: the way to it, its state in a word, and the ways to halt it."""

from collections.abc import Callable, Mapping, Sequence

import streamlit as st

from components import results_state, run_state, runs, show, upload
from components.i18n import _
from vitrine.errors import RunUnknown
from vitrine.jobs.model import UNFINISHED, Kind, Run, RunState
from vitrine.messages import N_

LOOK_SECONDS = 1.5
STATES: Mapping[RunState, str] = {
    "waiting": N_("waiting"),
    "running": N_("running"),
    "paused": N_("paused"),
    "cancelled": N_("cancelled"),
    "done": N_("done"),
    "failed": N_("failed"),
}


def asked_for(kind: Kind) -> Run | None:
    """The run of this kind that the address names, None where it names none; a page that is asked for
    another ends with a sentence and a way on."""
    run_id = run_state.shown_run(kind)
    if run_id is None:
        return None
    try:
        run = runs.store().run(run_id, kind)
    except RunUnknown as error:
        show.error(error.message)
        st.button(
            _("Ask anew"),
            icon=":material/restart_alt:",
            on_click=lambda: run_state.open_run(kind, None),
        )
        st.stop()
    return run


def no_catalogue(sentence: str) -> None:
    """Why a catalogue is needed, and the ways to one."""
    show.hint(sentence, ":material/inventory_2:")
    with st.container(horizontal=True):
        st.button(
            _("Use the sample catalogue"),
            on_click=upload.use_sample,
            type="primary",
            icon=":material/storefront:",
        )
        if st.button(_("Use my file"), icon=":material/upload_file:"):
            st.switch_page("pages/dataset.py")


def earlier(found: Sequence[Run], name: Callable[[Run], str]) -> None:
    """The visitor's own runs of one kind, to be opened again."""
    if not found:
        return
    with st.expander(_("Earlier runs"), icon=":material/history:"):
        for run in found:
            st.button(
                f"{name(run)} · {_(STATES[run.state])}",
                key=run_state.run_key(run.id),
                type="tertiary",
                icon=":material/folder_open:",
                on_click=lambda run=run: run_state.open_run(run.kind, run.id),
            )


def open_again(run: Run) -> None:
    """The way to a run that has asked the same before."""
    st.markdown(_("You have asked this before: it opens as it is, at no cost."))
    st.button(
        _("Open it"),
        type="primary",
        icon=":material/folder_open:",
        on_click=lambda: run_state.open_run(run.kind, run.id),
    )


def head(run: Run, name: str, another: str) -> None:
    """What the run is, and the way to `another` one of its kind."""
    left, right = st.columns([4, 1], vertical_alignment="center")
    left.markdown(name)
    right.button(
        another,
        icon=":material/add:",
        on_click=lambda: run_state.open_run(run.kind, None),
        width="stretch",
    )


def controls(run: Run, failed: int) -> None:
    """The buttons that its state allows; `failed` rows may be asked again."""
    store = runs.store()
    with st.container(horizontal=True):
        if run.state in UNFINISHED:
            _button(_("Pause"), ":material/pause:", lambda: store.pause(run.id))
        if run.state in ("paused", "failed"):
            _button(_("Resume"), ":material/play_arrow:", lambda: _go_on(run.id), primary=True)
        if run.state in (*UNFINISHED, "paused", "failed"):
            _button(_("Cancel"), ":material/stop_circle:", lambda: store.cancel(run.id))
        if failed and run.state in ("done", "paused", "failed"):
            _button(_("Ask the failed ones again"), ":material/refresh:", lambda: _retry(run.id))
        rests = run.state not in UNFINISHED and not store.progress(run.id).claimed
        if rests and run.visitor == runs.visitor():
            _deleting(run)


def _deleting(run: Run) -> None:
    """Asks once more; what is deleted cannot be had back."""
    with st.popover(_("Delete"), icon=":material/delete:"):
        st.markdown(
            _(
                "The run goes, with its answers, the reviews of them, and its file where no other run "
                "is made of it. This cannot be undone."
            )
        )
        if st.button(_("Delete for good"), icon=":material/delete_forever:", type="primary"):
            runs.store().delete(run.id)
            run_state.open_run(run.kind, None)
            results_state.forget_run(run.id)
            st.rerun()


def _button(label: str, icon: str, act: Callable[[], object], primary: bool = False) -> None:
    """Acts, then draws the whole page anew: the buttons change with the state."""
    if st.button(label, icon=icon, type="primary" if primary else "secondary"):
        act()
        st.rerun()


def _go_on(run_id: str) -> None:
    runs.store().resume(run_id)
    runs.wake()


def _retry(run_id: str) -> None:
    runs.store().retry_failed(run_id)
    runs.wake()
