"""One panel at a time: what there is to look at on a page of a judged run, and which of it is open."""

from collections.abc import Mapping

import streamlit as st

from components import results_state
from components.i18n import _


def chosen_panel(page: str, titles: Mapping[str, str]) -> str:
    """The name of the open panel; `titles` are what the panels are called, by their names in the
    address."""
    names = list(titles)
    results_state.settle_panel(page, names)
    chosen: str = st.segmented_control(
        _("What to look at"),
        names,
        required=True,
        format_func=titles.__getitem__,
        key=results_state.panel_key(page),
        label_visibility="collapsed",
        wrap=True,
    )
    return chosen
