"""What an importance run has found so far: words by category, and the products that show most."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import streamlit as st

from components import numerals, show, state
from components.i18n import _, language, listed, n_, one_line, plain
from components.importance_charts import importance_chart
from vitrine.explain.importance import LEAST_PRODUCTS, Explained, importance
from vitrine.explain.telling import Telling, most_telling

MOST_LEAST_PRODUCTS = 10
_TITLE_LENGTH = 80
_WORDS_NAMED = 5


@dataclass(frozen=True)
class Found:
    """Explained products, their texts by id, and the categories in the order of the prompt."""

    explained: tuple[Explained, ...]
    texts: Mapping[str, str]
    categories: tuple[str, ...]


def words_by_category(found: Found) -> None:
    """The chooser, the figure, and how homogeneity is meant."""
    st.header(_("Words by category"), anchor=False)
    left, right = st.columns(2, gap="large")
    with right:
        least = _least_products()
        by_homogeneity = _by_homogeneity()
    folded = importance(found.explained, least)
    names = [name for name in found.categories if name in folded.products]
    with left:
        category = _category(names, folded.products)
    words = folded.words[category]
    if not words:
        show.hint(
            n_(
                "So far the model sorts {count} product here, and a word needs {least}: explain more "
                "products, or ask for fewer with a word.",
                "No word stands in {least} of the {count} products that the model sorts here: explain "
                "more products, or ask for fewer with a word.",
                folded.products[category],
                least=least,
            ),
            ":material/rule:",
        )
        return
    show.chart(
        importance_chart(category, words, folded.products[category], by_homogeneity),
        "importance_words",
    )


def _category(names: Sequence[str], products: Mapping[str, int]) -> str:
    state.settle_choice(state.IMPORTANCE_CATEGORY, names, "category")
    return st.selectbox(
        _("Category, as the model answers"),
        names,
        format_func=lambda name: f"{one_line(name)} ({numerals.whole(products[name], language())})",
        key=state.IMPORTANCE_CATEGORY,
        help=_("In brackets: how many of the explained products the model sorts there."),
    )


def _least_products() -> int:
    return st.slider(
        _("Products that must have a word"),
        2,
        MOST_LEAST_PRODUCTS,
        LEAST_PRODUCTS,
        key=state.IMPORTANCE_LEAST,
        persist_state="session",
        help=_("A word of one or two products is theirs rather than the category’s."),
    )


def _by_homogeneity() -> bool:
    chosen = st.toggle(
        _("Put words of one category first"),
        value=True,
        key=state.IMPORTANCE_HOMOGENEITY,
        persist_state="session",
    )
    st.caption(
        _(
            "Homogeneity is 1 for a word that weighs in one category alone and 0 for the one that is "
            "spread most evenly over them (van der Linden and others, 2019); the switch "
            "multiplies by it."
        )
    )
    return chosen


def telling_products(found: Found, open_product: Callable[[str], None] | None) -> None:
    """Few products that together show most; `open_product` is called when one is chosen, None where
    the catalogue is not at hand."""
    st.header(_("Products that show most"), anchor=False)
    picks = most_telling(found.explained)
    if not picks:
        st.markdown(_("No product has a word with any weight."))
        return
    st.markdown(
        n_(
            "This product shows {share} of all importance. Read its explanation first.",
            "These {count} products together show {share} of all importance, each adding words that "
            "those before it lack. Read their explanations first.",
            len(picks),
            share=numerals.percent(picks[-1].covered, language(), 0),
        ),
        help=_(
            "SP-LIME (Ribeiro and others, 2016): of each product its ten heaviest words count; a "
            "word’s importance is the root of its summed absolute weights."
        ),
    )
    for pick in picks:
        _telling_product(pick, found.texts.get(pick.product, ""), open_product)


def _telling_product(pick: Telling, text: str, open_product: Callable[[str], None] | None) -> None:
    title = one_line(text)
    title = title if len(title) <= _TITLE_LENGTH else title[: _TITLE_LENGTH - 1].rstrip() + "…"
    adds = _(
        "Adds {words}; with it, {share} is shown.",
        words=listed(pick.adds[:_WORDS_NAMED]),
        share=numerals.percent(pick.covered, language(), 0),
    )
    with st.container(border=True):
        told, opens = st.columns([4, 1], vertical_alignment="center")
        told.markdown(f"**{plain(pick.category)}** · {plain(title)}  \n{plain(adds)}")
        if open_product is not None and opens.button(
            _("Explain it in Classify"),
            key=state.telling_key(pick.product),
            icon=":material/label:",
            type="tertiary",
        ):
            open_product(pick.product)
