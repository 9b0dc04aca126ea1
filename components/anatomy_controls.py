"""The controls of the explaining panels; each keeps its value while another panel is open."""

from collections.abc import Sequence

import streamlit as st

from components import numerals, state
from components.i18n import language


def slider(part: str, label: str, low: float, high: float, value: float, step: float = 1) -> float:
    """A number between two, as the browser's language writes it; all whole gives a whole one."""
    return st.slider(
        label,
        low,
        high,
        value,
        step,
        format="localized",
        key=state.panel_key(part),
        persist_state="session",
    )


def steps(part: str, label: str, options: Sequence[int], value: int) -> int:
    """One of a few counts in a row, as the language writes them."""
    found = st.select_slider(
        label,
        options,
        value=value,
        format_func=lambda count: numerals.whole(count, language()),
        key=state.panel_key(part),
        persist_state="session",
    )
    return int(found)


def choice(part: str, label: str, names: dict[str, str], value: str) -> str:
    """One of a few, all to be seen; `names` are what a reader sees of each."""
    found = st.segmented_control(
        label,
        list(names),
        default=value,
        required=True,
        format_func=names.__getitem__,
        key=state.panel_key(part),
        persist_state="session",
        wrap=True,
    )
    return str(found)


def one_of(part: str, label: str, names: Sequence[str], value: int = 0) -> int:
    """The place of one of many in a list that unfolds."""
    return st.selectbox(
        label,
        range(len(names)),
        index=value,
        format_func=lambda place: names[place],
        key=state.panel_key(part),
        persist_state="session",
    )


def line(part: str, label: str, value: str, most: int) -> str:
    """A line of text."""
    found = st.text_input(
        label, value, max_chars=most, key=state.panel_key(part), persist_state="session"
    )
    return found or ""
