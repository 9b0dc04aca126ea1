"""Chooses the product to classify: searched for, picked, drawn at random, or typed."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass

import streamlit as st

from components import state
from components.i18n import _, n_, one_line
from components.loaded import LoadedCatalog
from components.word_highlight import plain_text
from vitrine.catalog.model import Product

MOST_OPTIONS = 500
_LABEL_LENGTH = 90


@dataclass(frozen=True)
class Subject:
    """A text to classify, and the product it belongs to (None: typed)."""

    text: str
    product: Product | None = None


def choose(loaded: LoadedCatalog | None) -> Subject | None:
    """Shows the ways to choose and returns what is chosen; None while nothing is."""
    if loaded is None:
        return _typed()
    sources = ["catalogue", "typed"]
    state.settle_choice(state.SOURCE, sources)
    source = st.segmented_control(
        _("Product"),
        sources,
        required=True,
        format_func={"catalogue": _("From the catalogue"), "typed": _("Typed by you")}.__getitem__,
        key=state.SOURCE,
        label_visibility="collapsed",
        persist_state="session",
    )
    return _typed() if source == "typed" else _picked(loaded)


def matching(loaded: LoadedCatalog, search: str) -> Sequence[Product]:
    """The products whose id, name or description holds every word of `search`."""
    words = search.casefold().split()
    if not words:
        return loaded.products
    return [
        product
        for product, text in zip(loaded.products, loaded.searchable, strict=True)
        if all(word in text for word in words)
    ]


def label(product: Product) -> str:
    """A product in a list: its name, or the beginning of its text, and its id."""
    text = one_line(product.name or product.description)
    short = text if len(text) <= _LABEL_LENGTH else text[: _LABEL_LENGTH - 1].rstrip() + "…"
    return f"{short} · {product.id}"


def _typed() -> Subject | None:
    text = st.text_area(
        _("Describe a product"),
        placeholder=_("Steel water bottle, 750 ml, keeps drinks cold for 24 hours…"),
        height=180,
        key=state.TYPED,
        persist_state="session",
    )
    return Subject(text) if text and text.strip() else None


def _picked(loaded: LoadedCatalog) -> Subject | None:
    search = st.text_input(
        _("Search in ids, names and descriptions"),
        key=state.SEARCH,
        icon=":material/search:",
        persist_state="session",
    )
    found = matching(loaded, search or "")
    if not found:
        st.markdown(_("No product holds these words. Try fewer of them."))
        return None
    shown = [product.id for product in found[:MOST_OPTIONS]]
    state.settle_pick(shown)
    pick, dice = st.columns([5, 1], vertical_alignment="bottom", wrap=False)
    with pick:
        chosen = st.selectbox(
            n_("{count} product", "{count} products", len(found)),
            shown,
            format_func=lambda id_: label(loaded.products[loaded.rows[id_]]),
            key=state.PICK,
            persist_state="session",
        )
    dice.button(
        _("Random"),
        icon=":material/casino:",
        on_click=lambda: state.set_pick(secrets.choice(shown)),
        width="stretch",
    )
    if len(found) > MOST_OPTIONS:
        st.caption(
            _("The list holds the first {count}; search for the others.", count=MOST_OPTIONS)
        )
    product = loaded.product(chosen)
    if product is None:
        return None
    state.write_address(product.id)
    with st.container(border=True, height=260 if len(product.description) > 700 else "content"):
        st.html(plain_text(product.description))
    return Subject(product.description, product)
