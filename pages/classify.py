"""Classify: one product, the model's answer, and the words that decided."""

import streamlit as st

from components import (
    answer_panel,
    category_panel,
    engine,
    entrance,
    explain_panel,
    guard_panel,
    show,
    state,
    tour,
    what_if,
)
from components.i18n import _
from components.product_chooser import choose

entrance.page_begins()
view, loaded = engine.view(), state.catalog()
show.head(
    _("Classify"),
    _("Choose a product or type one, and see what the model answers, how surely, and why."),
    view,
    loaded,
)
left, right = st.columns([5, 6], gap="large")
with left:
    plan = category_panel.chosen(loaded, view)
    subject = choose(loaded)
    if loaded is None:
        category_panel.invite_sample()
    style = guard_panel.style()
    asked = st.button(
        _("Classify this product"),
        type="primary",
        icon=":material/label:",
        disabled=subject is None or view.engine is None,
    )
if view.engine is None:
    with right:
        category_panel.no_model(view)
elif subject is not None:
    classifier = engine.classifier(view.engine, plan.categories, style)
    question = (view.engine, plan.categories, subject.text, style)
    with right:
        if asked or tour.does("classify"):
            with st.spinner(_("The model reads the product…")):
                state.set_answered((question, classifier.classify_or_fail(subject.text)))
        prediction = state.answer_to(question)
        if prediction is None:
            category_panel.invitation()
        else:
            guard_panel.warn(subject.text, plan.categories, style)
            answer_panel.outcome(prediction, subject.product, plan)
    if prediction is not None and prediction.status != "failed":
        st.divider()
        answers = state.answers_about(question, classifier)
        explained = explain_panel.panel(answers, subject.text, prediction)
        if prediction.distribution is not None:
            st.divider()
            labelled = loaded.products if loaded is not None else ()
            what_if.panel(answers, subject.text, labelled, explained)
