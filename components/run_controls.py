"""What every run on a page has: its state in a word, and the ways to halt it and to go on."""

from collections.abc import Callable, Mapping

import streamlit as st

from components import run_state, runs
from components.i18n import _
from vitrine.jobs.model import UNFINISHED, Run, RunState
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
