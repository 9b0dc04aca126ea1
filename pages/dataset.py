"""Dataset: a product file in, and how it is distributed."""

import streamlit as st

from components import catalog_view, engine, entrance, show, state, upload
from components.i18n import _

entrance.page_begins()
head = st.container()
upload.chooser()
loaded = state.catalog()
with head:
    show.head(
        _("Dataset"),
        _("Drop a product file in, or take the sample, and see how it is distributed."),
        engine.view(),
        loaded,
    )
if loaded is None:
    catalog_view.invitation()
else:
    state.write_address()
    catalog_view.overview(loaded)
    catalog_view.figures(loaded.profile)
    catalog_view.preview(loaded)
