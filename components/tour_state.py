"""Where a visitor is in the tour: which step, in the session and in the address, and what of it has
been done. Its keys are its own, as those of `components.run_state` are."""

from typing import cast

import streamlit as st

_STEP = "tour_step"
_DONE = "tour_done"
_ADDRESS_STEP = "tour"


def step(steps: int) -> int | None:
    """The step, from 1; the address's at the beginning of a session; None where no tour is on."""
    if _STEP not in st.session_state:
        wanted = st.query_params.get(_ADDRESS_STEP, "")
        st.session_state[_STEP] = int(wanted) if wanted in map(str, range(1, steps + 1)) else None
    return cast(int | None, st.session_state[_STEP])


def go_to(number: int | None) -> None:
    """Goes to a step; None ends the tour."""
    st.session_state[_STEP] = number


def begin() -> None:
    """The first step, with nothing done yet."""
    st.session_state[_DONE] = set()
    go_to(1)


def write_address(number: int | None) -> None:
    """So that a reload goes on with the step that is shown."""
    if number is None:
        st.query_params.pop(_ADDRESS_STEP, None)
    elif st.query_params.get(_ADDRESS_STEP) != str(number):
        st.query_params[_ADDRESS_STEP] = str(number)


def first_time(deed: str) -> bool:
    """Whether this has not been done in this tour yet; it has been from now on."""
    done = cast(set[str], st.session_state.setdefault(_DONE, set()))
    if deed in done:
        return False
    done.add(deed)
    return True
