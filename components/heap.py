"""Keeps the collector of garbage away from what is no garbage.

Streamlit has Python look through the whole heap for cycles after every run of a page. The modules that
the pages import, some hundred thousand objects that live as long as the process does, cost it a tenth
of a second each time, on every click. Frozen, they are looked through no more.
"""

import gc
import threading

import streamlit as st


@st.cache_resource
def _frozen() -> tuple[threading.Lock, set[str]]:
    """The pages whose modules have been frozen, for all visitors."""
    return threading.Lock(), set()


def settle(page: str) -> None:
    """At the end of a page's run: freezes what its first run has imported and made."""
    lock, pages = _frozen()
    with lock:
        if page in pages:
            return
        pages.add(page)
    gc.collect()  # garbage is not to be frozen with the rest
    gc.freeze()
