"""A run of a catalogue without labels: what was answered, how surely, and what to look at first."""

import streamlit as st

from components import numerals, results_state, show
from components.i18n import _, language, n_
from components.results_answer_charts import confidence_chart, spread_chart
from components.results_data import Judged
from vitrine.evaluate.answers import spread


def headline(found: Judged) -> None:
    """What can be said without labels, and how to come by some."""
    answers = found.predictions
    counted = spread(answers)
    with st.container(horizontal=True, key="results_figures"):
        for label, value in (
            (_("Products"), len(answers)),
            (_("Answered"), sum(counted.by_category.values())),
            (_("None of these"), counted.unanswered),
            (_("Failed"), counted.failed),
        ):
            st.metric(label, numerals.whole(value, language()), border=True)
    with st.container(border=True):
        st.markdown(
            n_(
                "The catalogue gives {count} product no label, so nothing can be called right or wrong "
                "yet. Review a few answers: each label that people give counts here.",
                "The catalogue gives none of {count} products a label, so nothing can be called right "
                "or wrong yet. Review a few answers: each label that people give counts here.",
                len(answers),
            )
        )
        if st.button(_("Review the least sure answers"), icon=":material/rate_review:"):
            results_state.open_panel("review", "one-by-one")
            st.switch_page("pages/review.py")


def panel(found: Judged) -> None:
    """The two figures that need no label."""
    left, right = st.columns(2, gap="large")
    with left:
        st.subheader(_("Answers by category"), anchor=False)
        show.chart(spread_chart(found.predictions), "results_spread")
    with right:
        st.subheader(_("How sure they are"), anchor=False)
        show.chart(confidence_chart(found.predictions), "results_confidence")
