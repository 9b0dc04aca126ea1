"""How it works: Llama 2 explained in ten panels, on the model that answers now."""

import streamlit as st

from components import anatomy_page, engine, entrance, show, state
from components.i18n import _

entrance.page_begins()
st.html(show.ASSETS / "anatomy.css")
view, loaded = engine.view(), state.catalog()
show.head(
    _("How Llama 2 works"),
    _(
        "Ten ideas, each with something to move. The first three are enough to see what Vitrine "
        "does; 4 to 7 look inside the model; 8 to 10 are about Llama 2 itself."
    ),
    view,
    loaded,
)
anatomy_page.draw(anatomy_page.chooser(), view, loaded)
