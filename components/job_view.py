"""Looks at work in a thread while it goes on, and at what came of it."""

from collections.abc import Callable
from typing import Any, TypeVar

import streamlit as st

from components import i18n, language
from components.i18n import _
from components.job import Job, JobState

LOOK_SECONDS = 0.7
T = TypeVar("T")


def watch(job: Job[T], running: Callable[[JobState[T]], None]) -> JobState[T] | None:
    """Draws `running` again every moment; once the work has ended, its state."""
    found = job.look()
    if not found.running:
        return found
    st.fragment(_live, run_every=LOOK_SECONDS)(job, running)
    return None


def stop_button(job: Job[Any], key: str) -> None:
    """Asks the work to stop."""
    st.button(
        _("Stop"), icon=":material/stop_circle:", on_click=job.cancel, key=key, width="stretch"
    )


def _live(job: Job[T], running: Callable[[JobState[T]], None]) -> None:
    i18n.use(language.current())
    found = job.look()
    if not found.running:
        st.rerun()
    running(found)
