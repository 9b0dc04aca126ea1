"""Loads what the other pages are made of while a visitor looks at the first one.

The pages import what they need when they are first opened, so that the app starts quickly; SciPy and
scikit-learn alone would otherwise be waited for at the first click on Results.
"""

import importlib
import threading

import streamlit as st

# With what they import, all that the pages do.
PANELS = (
    "components.catalog_view",
    "components.product_chooser",
    "components.answer_panel",
    "components.explain_panel",
    "components.what_if",
    "components.batch_panel",
    "components.results_panel",
    "components.importance_panel",
    "components.trust_panel",
    "components.review_panel",
    "components.limits_panel",
    "components.anatomy_page",
)


@st.cache_resource(show_spinner=False)
def load() -> threading.Thread:
    """Once after a start, at the end of the first page's run."""
    thread = threading.Thread(target=_load, name="ahead", daemon=True)
    thread.start()
    return thread


def _load() -> None:
    for name in PANELS:
        importlib.import_module(name)
