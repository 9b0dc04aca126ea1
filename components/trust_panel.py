"""The Trust page: the run that the address names, or the way to begin one."""

from components import runs, state, trust_plan, trust_view
from components.engine import EngineView
from components.loaded import LoadedCatalog
from components.run_controls import asked_for
from vitrine.jobs.model import UNFINISHED


def panel(view: EngineView, loaded: LoadedCatalog | None) -> None:
    """A run that is known is shown whatever catalogue and model are in use."""
    if loaded is not None:
        state.write_address()
    run = asked_for("trust")
    if run is None:
        trust_plan.planning(view, loaded)
    else:
        if run.state in UNFINISHED:
            runs.wake()  # after a restart somebody has to go on with it
        trust_view.run_view(run, loaded)
