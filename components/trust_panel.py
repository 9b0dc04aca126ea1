"""The Trust page: the run that the address names, or the way to begin one."""

import streamlit as st

from components import run_state, runs, show, state, trust_plan, trust_view
from components.engine import EngineView
from components.i18n import _
from components.loaded import LoadedCatalog
from vitrine.errors import RunUnknown
from vitrine.jobs.model import UNFINISHED, Run


def panel(view: EngineView, loaded: LoadedCatalog | None) -> None:
    """A run that is known is shown whatever catalogue and model are in use."""
    if loaded is not None:
        state.write_address()
    run = _asked_for()
    if run is None:
        trust_plan.planning(view, loaded)
    else:
        if run.state in UNFINISHED:
            runs.wake()  # after a restart somebody has to go on with it
        trust_view.run_view(run, loaded)


def _asked_for() -> Run | None:
    run_id = run_state.shown_run("trust")
    if run_id is None:
        return None
    try:
        run = runs.store().run(run_id)
        if run.kind != "trust":
            raise RunUnknown(id=run_id)
    except RunUnknown as error:
        show.error(error.message)
        st.button(
            _("Ask anew"),
            icon=":material/restart_alt:",
            on_click=lambda: run_state.open_run("trust", None),
        )
        st.stop()
    return run
