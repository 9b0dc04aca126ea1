"""Batch: a whole catalogue sorted in the background, watched, looked through and kept as a file."""

import streamlit as st

from components import batch_panel, engine, entrance, show, state
from components.i18n import _

entrance.page_begins()
view = engine.view()
head = st.container()
batch_panel.panel(view)
with head:
    show.head(
        _("Batch"),
        _(
            "Have the model sort a whole catalogue. It goes on in the background, whatever you do with "
            "this page, and nothing that was answered is lost."
        ),
        view,
        state.catalog(),
    )
