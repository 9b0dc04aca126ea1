"""The Batch page: the run that the address names, or the way to begin one, and the runs before it."""

import streamlit as st

from components import (
    batch_history,
    batch_plan,
    batch_results,
    batch_view,
    results_state,
    run_state,
    runs,
    show,
)
from components.engine import EngineView
from components.i18n import _
from vitrine.errors import RunUnknown
from vitrine.jobs.model import UNFINISHED, Run


def panel(view: EngineView) -> None:
    """A run that is known is shown whatever catalogue and model are in use."""
    try:
        run = _asked_for()
    except RunUnknown as error:
        _not_there(error)
        return
    if run is None:
        batch_plan.planning(view)
    else:
        if run.state in UNFINISHED:
            runs.wake()  # after a restart somebody has to go on with it
        results_state.remember_run(run.id)
        batch_view.run_view(run)
        batch_results.panel(run)
    batch_history.panel(run)


def _asked_for() -> Run | None:
    """Raises `RunUnknown` for a run of another kind too."""
    run_id = run_state.shown_run("classify")
    if run_id is None:
        return None
    run = runs.store().run(run_id, "classify")
    if run.visitor != runs.visitor():
        run_state.follow(run.id)
    return run


def _not_there(error: RunUnknown) -> None:
    show.error(error.message)
    st.button(
        _("New batch"),
        icon=":material/add:",
        on_click=lambda: run_state.open_run("classify", None),
    )
    batch_history.panel(None)
