"""Results: how right a run is, where it errs, what to leave to people, and beside what it stands."""

from components import engine, entrance, results_panel, show, state
from components.i18n import _

entrance.page_begins()
view = engine.view()
show.head(
    _("Results"),
    _(
        "See how far a run can be trusted: how often it is right and how surely that is known, which "
        "categories it mixes up, and what is better left to people."
    ),
    view,
    state.catalog(),
)
results_panel.panel(view)
