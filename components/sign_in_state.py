"""What a session remembers of who is signed in, and of the address that they came for."""

import re
from typing import cast
from urllib.parse import parse_qsl, unquote, urlsplit

import streamlit as st

from vitrine.identity import Person

# Signing in ends at the dashboard's first page, in another session: a cookie holds what was asked for.
COOKIE = "vitrine_wanted"
COOKIE_SECONDS = 900

_PERSON = "person"
_WANTED_TAKEN = "wanted_taken"
_COOKIE_CLEARED = "wanted_cleared"

Wanted = tuple[str, dict[str, str]]  # a page's name in the address, and what follows behind it


def person() -> Person | None:
    """Who is signed in; None where nobody has to."""
    return cast(Person | None, st.session_state.get(_PERSON))


def set_person(found: Person | None) -> None:
    """Notes who is signed in."""
    st.session_state[_PERSON] = found


def take_wanted() -> Wanted | None:
    """The address that a person came for before they signed in; given once a session."""
    if st.session_state.get(_WANTED_TAKEN):
        return None
    st.session_state[_WANTED_TAKEN] = True
    return read_wanted(st.context.cookies.get(COOKIE, ""))


def cookie_stays() -> bool:
    """Whether the browser still holds that address; asked once a session."""
    told = bool(st.session_state.get(_COOKIE_CLEARED))
    st.session_state[_COOKIE_CLEARED] = True
    return not told and COOKIE in st.context.cookies


def read_wanted(cookie: str) -> Wanted | None:
    """What a cookie's text says; None for one that names no page's address."""
    try:
        parts = urlsplit(unquote(cookie))
        found = dict(parse_qsl(parts.query, max_num_fields=10))
    except ValueError:
        return None
    if not cookie or not re.fullmatch(r"[a-z_]*", parts.path) or parts.netloc:
        return None
    return parts.path, found
