"""The runs before: the visitor's own, and those whose address was opened."""

import streamlit as st

from components import numerals, run_state, runs
from components.batch_view import run_name
from components.i18n import _, language, n_
from components.run_controls import STATES
from vitrine.jobs.model import UNFINISHED, Progress, Run

MOST = 20


def panel(shown: Run | None) -> None:
    """Each run with its figures and the way to it, the newest first."""
    found = [run for run in runs.known("classify") if shown is None or run.id != shown.id][:MOST]
    if not found:
        return
    st.divider()
    st.header(_("Runs before") if shown is None else _("Other runs"), anchor=False)
    for run in found:
        with st.container(border=True):
            st.button(
                f"{run_name(run)} · {_(STATES[run.state])}",
                key=run_state.run_key(run.id),
                type="tertiary",
                icon=":material/folder_open:",
                on_click=lambda run_id=run.id: run_state.open_run("classify", run_id),
            )
            st.caption(_figures(run))


def _figures(run: Run) -> str:
    over = run.state not in (*UNFINISHED, "paused")
    found = _ended_progress(run.id, run.ended) if over else runs.store().progress(run.id)
    outside = found.by_label.get(None, 0)
    parts = [
        numerals.moment(run.created, language()),
        n_("{count} answered", "{count} answered", found.answered - outside),
    ]
    if outside:
        parts.append(n_("{count} none of these", "{count} none of these", outside))
    if found.failed:
        parts.append(n_("{count} failed", "{count} failed", found.failed))
    if found.waiting + found.claimed:
        parts.append(n_("{count} open", "{count} open", found.waiting + found.claimed))
    return " · ".join(parts)


@st.cache_resource(show_spinner=False, max_entries=200)
def _ended_progress(run_id: str, ended: float | None) -> Progress:
    """That of a run that is over changes no more, until it is resumed and ends anew."""
    return runs.store().progress(run_id)
