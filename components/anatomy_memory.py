"""The panel on grouped queries and memory: heads, caches, and what fits where."""

from collections.abc import Mapping

import streamlit as st

from components import numerals, show
from components.anatomy_controls import choice, one_of, steps
from components.anatomy_memory_charts import cache_chart, fit_chart, heads_chart
from components.i18n import _, language
from vitrine.anatomy.memory import BITS_PER_WEIGHT, needs
from vitrine.anatomy.paper import configurations

_CONTEXTS = (256, 512, 1024, 2048, 4096)
_BATCHES = (1, 2, 4, 8, 16, 32, 64)
_MEMORIES = (4, 8, 12, 16, 24, 32, 48, 64, 80, 96, 128, 160, 192)
_VALUE_BYTES = {"f16": 2.0, "q8_0": 34 / 32}  # a cache may be quantised in ggml's blocks too
_LARGEST = 3  # the place of 70B


def memory() -> None:
    """Panel 7."""
    sizes = configurations()
    which = one_of("size", _("Model"), [f"Llama 2 {size.name}" for size in sizes], _LARGEST)
    show.chart(heads_chart(sizes[which]), "anatomy_heads")
    st.subheader(_("The cache"), anchor=False)
    left, middle, right = st.columns(3, gap="medium")
    with left:
        tokens = steps("context", _("Tokens in each text"), _CONTEXTS, 4096)
    with middle:
        batch = steps("batch", _("Texts at once"), _BATCHES, 1)
    with right:
        kind = choice("cache_kind", _("Bits for a number"), _kinds(_cache_bits()), "f16")
    show.chart(cache_chart(sizes, tokens, batch, _VALUE_BYTES[kind]), "anatomy_cache")
    st.subheader(_("What fits"), anchor=False)
    st.markdown(
        _(
            "The weights need memory too: 7B stands for seven billion of them. They can be stored "
            "with fewer bits each: this is called **quantisation**. The model gets smaller, and a "
            "little less exact."
        )
    )
    left, right = st.columns(2, gap="large")
    with left:
        quantisation = choice(
            "quantisation", _("Bits for a weight"), _kinds(BITS_PER_WEIGHT), "q4_0"
        )
    with right:
        room = steps("memory", _("Memory, GiB"), _MEMORIES, 8)
    wanted = needs(sizes, quantisation, tokens, batch, _VALUE_BYTES[kind])
    show.chart(fit_chart(wanted, room, quantisation), "anatomy_fit")
    st.caption(
        _(
            "A server needs some working memory on top. The names are those of llama.cpp and "
            "Ollama: q8_0 and q4_0 store blocks of 32 weights with one 16-bit scale; q4_K_M was "
            "measured on Llama 2 7B (llama.cpp, examples/quantize/README.md)."
        )
    )


def _cache_bits() -> dict[str, float]:
    return {kind: 8 * size for kind, size in _VALUE_BYTES.items()}


def _kinds(bits: Mapping[str, float]) -> dict[str, str]:
    return {
        kind: f"{numerals.decimal(number, language(), 2)} ({kind})" for kind, number in bits.items()
    }
