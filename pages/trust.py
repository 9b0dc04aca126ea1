"""Trust: how easily the model's answers are moved, and by what."""

from components import engine, entrance, show, state, trust_panel
from components.i18n import _

entrance.page_begins()
view, loaded = engine.view(), state.catalog()
show.head(
    _("Trust"),
    _(
        "Try the model out on products of your own: changed texts, hidden instructions, texts that "
        "belong nowhere, the same question again."
    ),
    view,
    loaded,
)
trust_panel.panel(view, loaded)
