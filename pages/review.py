"""Review: people judge a run's answers, one by one or side by side with another run's."""

from components import engine, entrance, review_panel, show, state
from components.i18n import _

entrance.page_begins()
view = engine.view()
show.head(
    _("Review"),
    _(
        "Say of a model’s answers whether they are right. What you say is kept with the run, corrects "
        "its labels, and is counted in Results."
    ),
    view,
    state.catalog(),
)
review_panel.panel(view)
