"""The store of runs and who works on them, for pages."""

import streamlit as st

from components import state
from components.engine import settings
from vitrine.jobs.runner import Runner
from vitrine.jobs.store import Store, open_store


@st.cache_resource(show_spinner=False)
def store() -> Store:
    """The store that the settings name, opened once; raises `StoreUnusable`."""
    return open_store(settings())


@st.cache_resource(show_spinner=False)
def _runner() -> Runner:
    runner = Runner(store(), settings())
    runner.start()
    return runner


def visitor() -> str:
    """Whose history the runs of this session stand in."""
    return state.visitor()


def wake() -> None:
    """Has the runner look for work now."""
    _runner().wake()
