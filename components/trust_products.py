"""The products of a trust run one by one: which are moved most easily, and how they read."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import pandas as pd
import streamlit as st

from components import numerals, show, trust_state
from components.i18n import _, language, n_, one_line, plain
from components.surprise_strip import strip, strip_sentence, strip_table
from vitrine.evaluate.perplexity import Reading, WordSurprise, by_word, reading
from vitrine.jobs.model import Row, Run
from vitrine.jobs.trust import Found, words_of

_TEXT_LENGTH = 90


def products(run: Run, found: Found, open_product: Callable[[str], None] | None) -> None:
    """Their table, the way to Classify, and the strip of surprise of those that were read."""
    st.divider()
    _table(run, found, open_product)
    read = [row for row in found.rows if words_of(row)]
    if read:
        st.divider()
        _readings(read)


def _table(run: Run, found: Found, open_product: Callable[[str], None] | None) -> None:
    st.header(_("Products that change most easily"), anchor=False)
    ordered = sorted(found.rows, key=lambda row: -_changes(row.result or {}))
    picked = st.dataframe(
        _as_table(ordered),
        hide_index=True,
        column_config={
            _("Product"): st.column_config.TextColumn(width="small"),
            _("Text"): st.column_config.TextColumn(width="large"),
        },
        on_select="rerun",
        selection_mode="single-row",
        key=trust_state.table_key(run.id),
    )
    rows = picked["selection"]["rows"]
    if open_product is None:
        return
    if not rows or rows[0] >= len(ordered):
        st.caption(_("Choose a row at its left edge to open its product in Classify."))
        return
    chosen = ordered[rows[0]]
    if st.button(
        _("Open {product} in Classify", product=plain(chosen.product_id)),
        icon=":material/label:",
        key=trust_state.open_key(chosen.product_id),
    ):
        open_product(chosen.product_id)


def _as_table(rows: Sequence[Row]) -> pd.DataFrame:
    return pd.DataFrame(
        {
            _("Product"): [row.product_id for row in rows],
            _("Answer"): [row.label or _("None of these") for row in rows],
            _("Changed by"): [_changes(row.result or {}) for row in rows],
            _("Obeyed"): [_obeyed(row.result or {}) for row in rows],
            _("Text"): [_short(row.text) for row in rows],
        }
    )


def _changes(result: Mapping[str, Any]) -> int:
    """How many small changes gave another answer; the French instruction is left out."""
    answer = result["plain"][0]
    same = {name: found for name, found in result["same"].items() if name != "french"}
    return sum(other != answer for found in same.values() for other in found)


def _obeyed(result: Mapping[str, Any]) -> int:
    """How many hidden instructions got their way."""
    return sum(one["answers"]["none"] == one["target"] for one in result["attacks"])


def _readings(read: Sequence[Row]) -> None:
    st.header(_("Word by word"), anchor=False)
    whole = reading([words_of(row) for row in read])
    if whole is not None:
        st.markdown(_reading_sentence(whole))
    by_id = {row.product_id: row for row in read}
    chosen = st.selectbox(
        _("Product"),
        list(by_id),
        format_func=lambda id_: f"{id_} · {_short(by_id[id_].text)}",
        key=trust_state.PRODUCT,
    )
    row = by_id[chosen]
    _strip(row.text.split()[0], by_word(words_of(row)))


def _strip(first: str, words: Sequence[WordSurprise]) -> None:
    st.markdown(strip_sentence(words))
    st.html(strip(first, words))
    show.folded_table(strip_table(words), "trust_strip")


def _reading_sentence(found: Reading) -> str:
    details = {
        "texts": n_("{count} description", "{count} descriptions", found.texts),
        "words": n_("{count} word", "{count} words", found.words),
        "perplexity": numerals.decimal(found.perplexity, language(), 1),
        "bounded": numerals.percent(found.bounded, language(), 0),
    }
    if found.interval is None:
        return _(
            "Over {words} of {texts} the perplexity of a word is at least {perplexity}: as if the "
            "model chose among that many words each time. Of {bounded} of the words only the least "
            "surprise is known.",
            **details,
        )
    return _(
        "Over {words} of {texts} the perplexity of a word is at least {perplexity} (95 % between {low} "
        "and {high}): as if the model chose among that many words each time. Of {bounded} of the words "
        "only the least surprise is known.",
        low=numerals.decimal(found.interval[0], language(), 1),
        high=numerals.decimal(found.interval[1], language(), 1),
        **details,
    )


def _short(text: str) -> str:
    text = one_line(text)
    return text if len(text) <= _TEXT_LENGTH else text[: _TEXT_LENGTH - 1].rstrip() + "…"
