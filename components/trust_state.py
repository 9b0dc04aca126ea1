"""The keys of the Trust page's widgets, beside those of `components.state`."""

from collections.abc import Sequence
from typing import cast

import streamlit as st

# Keys of widgets, which Streamlit itself reads and writes.
SAMPLE = "trust_sample"
ATTACKS = "trust_attacks"
READ = "trust_read"
PRODUCT = "trust_product"
GUARDED = "guarded"  # whether texts are cut before they are asked about, for all pages of a visit

USUAL_SAMPLE = 30  # products of a run


def guard(on: bool) -> None:
    """Turns the cutting of texts on or off, for the pages that are drawn after this."""
    st.session_state[GUARDED] = on


def settle_sample(sizes: Sequence[int]) -> None:
    """Before the slider is drawn: as many products as chosen before, where the catalogue has them."""
    if cast(int, st.session_state.get(SAMPLE, 0)) not in sizes:
        usual = [size for size in sizes if size <= USUAL_SAMPLE]
        st.session_state[SAMPLE] = usual[-1] if usual else sizes[0]


def table_key(run_id: str) -> str:
    """The key of a run's table of products, in which a row is chosen."""
    return f"trust_products_{run_id}"


def open_key(product_id: str) -> str:
    """The key of the button that opens a product in Classify."""
    return f"trust_open_{product_id}"
