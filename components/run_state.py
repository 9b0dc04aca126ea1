"""What a visitor's session remembers of runs: whose they are, which one each page shows, how its
results are looked through. Beside `components.state` the only module with keys and addresses."""

import re
import secrets
from typing import cast

import streamlit as st

from vitrine.jobs.model import Kind

COOKIE = "vitrine_visitor"  # tells a visitor's browser again; it says nothing of the person

# Keys of widgets, which Streamlit itself reads and writes.
ENDINGS = "results_endings"
LABELS = "results_labels"
SEARCH = "results_search"
ORDER = "results_order"
PAGE = "results_page"
OPEN = "results_open"

_VISITOR = "visitor"
_COOKIE_TOLD = "visitor_cookie_told"
_SHOWN = "shown_runs"
_FOLLOWED = "followed_runs"
_ADDRESS_RUN = "run"


def visitor() -> str:
    """Whose history a run stands in: the browser's by its cookie, else this session's."""
    if _VISITOR not in st.session_state:
        found = str(st.context.cookies.get(COOKIE, ""))
        known = re.fullmatch(r"[\w-]{22}", found, re.ASCII)
        st.session_state[_VISITOR] = found if known else secrets.token_urlsafe(16)
    return cast(str, st.session_state[_VISITOR])


def cookie_lacks() -> bool:
    """Whether the browser would not know this visitor again; asked once a session."""
    told = bool(st.session_state.get(_COOKIE_TOLD, False))
    st.session_state[_COOKIE_TOLD] = True
    return not told and st.context.cookies.get(COOKIE) != visitor()


def shown_run(kind: Kind) -> str | None:
    """The run that this kind's page shows: the address's, else the one last opened."""
    found = st.query_params.get(_ADDRESS_RUN) or _shown().get(kind)
    if found is not None:
        open_run(kind, found)
    return found


def address_run() -> str | None:
    """The run that the address names."""
    return cast(str | None, st.query_params.get(_ADDRESS_RUN))


def open_run(kind: Kind, run_id: str | None) -> None:
    """Shows a run on this kind's page, and in its address; None: none."""
    _shown()[kind] = run_id
    if run_id is None:
        st.query_params.pop(_ADDRESS_RUN, None)
    elif st.query_params.get(_ADDRESS_RUN) != run_id:
        st.query_params[_ADDRESS_RUN] = run_id


def follow(run_id: str) -> None:
    """Remembers a run of somebody else whose address was opened."""
    if run_id not in followed():
        st.session_state[_FOLLOWED] = (*followed(), run_id)


def followed() -> tuple[str, ...]:
    """Runs of others that were opened in this session."""
    return cast(tuple[str, ...], st.session_state.get(_FOLLOWED, ()))


def settle_page(pages: int) -> None:
    """Before the chooser is drawn: a page that the results still have."""
    now = cast(int, st.session_state.get(PAGE, 1))
    st.session_state[PAGE] = min(max(1, now), pages)


def first_page() -> None:
    """Other results are wanted: from their beginning."""
    st.session_state[PAGE] = 1


def run_key(run_id: str) -> str:
    """The key of the button that opens a run."""
    return f"run_{run_id}"


def table_key(run_id: str, shown: object) -> str:
    """The key of a page of results, so that a row that is chosen is one of this page."""
    return f"results_{run_id}_{hash(shown)}"


def file_key(run_id: str, format_: str) -> str:
    """The key of the button that keeps a run as a file."""
    return f"file_{run_id}_{format_}"


def _shown() -> dict[Kind, str | None]:
    return cast(dict[Kind, str | None], st.session_state.setdefault(_SHOWN, {}))
