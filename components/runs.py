"""The store of runs, for pages."""

import streamlit as st

from components import state
from components.engine import settings
from vitrine.jobs.store import Store, open_store


@st.cache_resource(show_spinner=False)
def store() -> Store:
    """The store that the settings name, opened once; raises `StoreUnusable`."""
    return open_store(settings())


def visitor() -> str:
    return state.visitor()


def wake() -> None:
    """Has the runner look for work now."""
