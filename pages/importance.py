"""Importance: which words pull towards each category, over many products."""

from components import engine, entrance, importance_panel, show, state
from components.i18n import _

entrance.page_begins()
view, loaded = engine.view(), state.catalog()
show.head(
    _("Importance"),
    _("See which words pull towards each category and away from it, over many products."),
    view,
    loaded,
)
importance_panel.panel(view, loaded)
