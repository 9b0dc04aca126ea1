"""Which language a visitor reads: the address, else the browser, else English; switchable."""

import streamlit as st

from components import i18n, state


def switch() -> None:
    """Shows the language switch and makes its choice the language of this run."""
    browser = i18n.closest(st.context.locale)
    state.settle_language(browser)
    i18n.use(current())
    st.segmented_control(
        i18n._("Language"),
        list(i18n.LANGUAGES),
        required=True,
        format_func=lambda language: i18n.LANGUAGES[language],
        key=state.LANGUAGE,
    )


def current() -> str:
    """The visitor's language; a fragment calls `i18n.use` with it, for it runs without the page."""
    return state.language()
