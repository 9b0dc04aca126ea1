"""Home: what Vitrine is, which model answers and how it is, and where to start."""

import streamlit as st

from components import engine, engine_card, entrance, model_panel, show, state, tour
from components.i18n import _

entrance.page_begins()
with st.spinner(_("Looking for a model…")):
    view = engine.view()
show.head(
    _("See your catalogue as a language model sees it"),
    _(
        "Drop a product file in and see how it is distributed. Then let a model on this machine sort "
        "the products into categories, and see which words made it decide."
    ),
    view,
    state.catalog(),
)

start, model = st.columns([3, 2], gap="large")
with start:
    st.header(_("Where to start"), anchor=False)
    with st.container(horizontal=True):
        tour.offer()
        if st.button(_("Use my file"), icon=":material/upload_file:"):
            st.switch_page("pages/dataset.py")
    st.space("small")
    engine_card.steps()
with model:
    st.header(_("The model that answers"), anchor=False)
    engine_card.card(view)
st.divider()
engine_card.switch_to_llama2(view)
model_panel.panel(view)
