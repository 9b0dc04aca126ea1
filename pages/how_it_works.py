"""How it works: Llama 2 explained in ten panels, on the model that answers now."""

import streamlit as st

from components import anatomy_page, engine, entrance, show, state
from components.i18n import _

entrance.page_begins()
st.html(show.ASSETS / "anatomy.css")
view, loaded = engine.view(), state.catalog()
show.head(
    _("How Llama 2 works"),
    anatomy_page.opening(view),
    view,
    loaded,
)
anatomy_page.draw(anatomy_page.chooser(), view, loaded)
