"""The store of runs and who works on them, for pages."""

import logging
from collections.abc import Callable

import streamlit as st

from components import run_state, sign_in_state
from components.engine import settings
from vitrine.errors import RunUnknown, StoreUnusable
from vitrine.jobs.model import Kind, Run
from vitrine.jobs.runner import Runner
from vitrine.jobs.store import Store, open_store

log = logging.getLogger(__name__)
_COOKIE_SECONDS = 365 * 24 * 3600


@st.cache_resource(show_spinner=False)
def store() -> Store:
    """The store that the settings name, opened once; raises `StoreUnusable`."""
    return open_store(settings())


@st.cache_resource(show_spinner=False)
def _runner() -> Runner:
    runner = Runner(store(), settings(), elsewhere=_drive)
    runner.start()
    return runner


def _drive(store_: Store, run: Run, worker: str, enough: Callable[[], bool]) -> None:
    from vitrine.cluster.driver import (
        drive,  # with the first run on a cluster, not with the first page
    )

    drive(store_, run, worker, enough)


def wake() -> None:
    """Has the runner look for work now."""
    _runner().wake()


@st.cache_resource(show_spinner=False)
def go_on() -> None:
    """Once after a start: goes on with what an earlier process has left unfinished.

    A store that cannot be opened is told of on the pages that need it.
    """
    try:
        if store().unfinished():
            wake()
    except StoreUnusable as error:
        log.warning("no run goes on: %s", error)


def visitor() -> str:
    """Whose history the runs of this session stand in: the signed-in person's, else the browser's,
    which a cookie tells again."""
    if person := sign_in_state.person():
        return person.key
    name = run_state.visitor()
    if run_state.cookie_lacks():
        cookie = f"{run_state.COOKIE}={name};path=/;max-age={_COOKIE_SECONDS};SameSite=Strict"
        st.html(f"<script>document.cookie = '{cookie}'</script>", unsafe_allow_javascript=True)
    return name


def known(kind: Kind) -> list[Run]:
    """The visitor's runs of this kind, and those whose address was opened; the newest first."""
    found = {run.id: run for run in store().runs_of(visitor()) if run.kind == kind}
    for run_id in run_state.followed():
        try:
            run = store().run(run_id)
        except RunUnknown:  # it was deleted since
            continue
        if run.kind == kind:
            found[run.id] = run
    return sorted(found.values(), key=lambda run: -run.created)
