"""The last panel: our own small model beside Llama 2."""

from dataclasses import replace

import pandas as pd
import streamlit as st

from components import numerals, show
from components.anatomy_controls import choice
from components.anatomy_paper_charts import size_chart
from components.anatomy_story import source
from components.engine import settings
from components.i18n import _, language
from vitrine.anatomy.configuration import Configuration, from_metadata
from vitrine.anatomy.paper import configurations
from vitrine.llm.embedded.gguf import NotGguf, read_header

_RELEASED = ("7B", "13B", "70B")  # 34B was trained, but nobody can have it


def models() -> None:
    """Panel 10: our demo model beside Llama 2, 7B unless the reader wants a larger one."""
    released = {size.name: size for size in configurations() if size.name in _RELEASED}
    named = {size: f"Llama 2 {size}" for size in released}
    size = choice("beside", _("Put beside it"), named, "7B")
    llama = replace(released[size], name=named[size])
    demo = demo_configuration()
    if demo is None:
        st.info(_("The demo model’s file is not there, so only Llama 2 is shown."))
    st.table(_comparison(llama, demo))  # whose texts wrap on a phone
    if demo is not None:
        show.chart(size_chart([llama, demo]), "anatomy_sizes")
    left, right = st.columns(2, gap="large")
    left.markdown(
        _(
            "**What the demo model can do**: read an English product text, give each of seven "
            "categories a probability, and show on any machine, without a download, how all of "
            "this works."
        )
    )
    right.markdown(
        _(
            "**What it cannot do**: talk, know facts, read other languages or other categories. "
            "For real work, let Llama 2 answer through Ollama (Home tells how)."
        )
    )
    source(
        _("section 2.2 and Table 1, params.json of the released weights; demo model: its GGUF file")
    )


def demo_configuration() -> Configuration | None:
    """The demo model as its own file describes it; None where there is no such file."""
    try:
        header = read_header(settings().demo_model)
    except (OSError, NotGguf):
        return None
    count = {"general.parameter_count": header.parameter_count}
    return from_metadata(_("Demo model"), {**header.metadata, **count})


def _comparison(llama: Configuration, demo: Configuration | None) -> pd.DataFrame:
    columns = {
        llama.name: [
            *_described(llama),
            _("2 trillion tokens of public text"),
            _("continues any text"),
        ]
    }
    if demo is not None:
        columns[_("Demo model")] = [
            *_described(demo),
            _("product texts written by a generator"),
            _("sorts products into seven categories"),
        ]
    rows = [
        _("Parameters"),
        _("Layers"),
        _("Numbers in a token’s vector"),
        _("Query heads"),
        _("Key-value heads"),
        _("Feed-forward size"),
        _("Tokens in the vocabulary"),
        _("Context"),
        _("Trained on"),
        _("What it does"),
    ]
    return pd.DataFrame(columns, index=rows)


def _described(found: Configuration) -> list[str]:
    numbers = (
        found.parameter_count,
        found.layers,
        found.dim,
        found.heads,
        found.kv_heads,
        found.feed_forward,
        found.vocabulary,
        found.context,
    )
    return [numerals.whole(number, language()) for number in numbers]
