"""Loads what the other pages are made of while a visitor looks at the first one.

The pages import what they need when they are first opened, so that the app starts quickly; SciPy alone
would otherwise be waited for at the first click on Results.
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
_PATIENCE = 20.0  # seconds


class _Loading:
    """The thread that loads, None before it was started."""

    thread: threading.Thread | None = None


@st.cache_resource(show_spinner=False)
def _loading() -> _Loading:
    return _Loading()


def load() -> None:
    """Once after a start, at the end of the first page's run."""
    loading = _loading()
    if loading.thread is None:
        loading.thread = threading.Thread(target=_load, name="ahead", daemon=True)
        loading.thread.start()


def wait() -> None:
    """Before a page: it needs part of what is loaded, and two threads that import the same at once
    may find it half done."""
    thread = _loading().thread
    if thread is not None:
        thread.join(_PATIENCE)


def _load() -> None:
    for name in PANELS:
        importlib.import_module(name)
