"""Limits: where a run's own figures show what it cannot do, and what to try next."""

from components import engine, entrance, limits_panel, show, state
from components.i18n import _

entrance.page_begins()
view = engine.view()
show.head(
    _("Limits and improvements"),
    _(
        "See what a run’s own figures say it cannot do yet, each with the figure that shows it and "
        "what to try next."
    ),
    view,
    state.catalog(),
)
limits_panel.panel(view)
