"""Whether the number of words goes with right answers: said plainly, by fifths, by category."""

import streamlit as st

from components import show
from components.i18n import _, translate_markdown
from components.results_data import Judged, figure
from components.results_words_charts import by_category_chart, words_chart
from vitrine.evaluate.words import words_and_correctness


def panel(found: Judged) -> None:
    """Over all labelled products, then within each category: a category of long descriptions that is
    easy must not pass for an effect of length."""
    facts = figure(found, "words", words_and_correctness)
    st.header(_("Do more words make better answers?"), anchor=False)
    with st.container(border=True):
        st.markdown(" ".join(translate_markdown(sentence) for sentence in facts.sentences))
    left, right = st.columns([6, 5], gap="large")
    with left:
        st.subheader(_("By length"), anchor=False)
        show.chart(words_chart(facts), "results_words")
    with right:
        st.subheader(_("Category by category"), anchor=False)
        show.chart(by_category_chart(facts.by_category), "results_words_by_category")
