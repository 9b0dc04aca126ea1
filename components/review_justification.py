"""The model's written justification of its answer, and the four scales by which people judge it."""

import streamlit as st

from components import engine, review_state, show
from components.engine import EngineView
from components.i18n import _, n_
from components.word_highlight import plain_text
from vitrine.classify.justify import MOST_TOKENS, justify
from vitrine.evaluate.review import BEST
from vitrine.jobs.choices import RunChoices
from vitrine.jobs.model import Row, Run


def panel(run: Run, row: Row, answer: str, view: EngineView) -> None:
    """Asked for by a click, judged beside the answer: what the scales stand on is kept with the
    verdict."""
    with st.expander(_("Have the model justify its answer"), icon=":material/edit_note:"):
        st.caption(_expectation(view))
        if view.engine is None or view.engine.digest != run.model_digest:
            st.markdown(_("The model of this run is not the one that answers now."))
            return
        said = review_state.justification(run.id, row.position)
        if said is None:
            if st.button(_("Ask for one sentence"), icon=":material/edit_note:"):
                _ask(run, row, answer, view)
            return
        with st.container(border=True):
            st.html(plain_text(said.text or _("(It wrote nothing.)")))
            if said.cut:
                st.caption(n_("Cut after {count} token.", "Cut after {count} tokens.", MOST_TOKENS))
        _scales(run, row)


def _expectation(view: EngineView) -> str:
    if view.is_demo:
        return _(
            "The demo model has learnt to name categories, not to write: expect it to repeat a "
            "category’s name. A general model such as Llama 2 writes a sentence."
        )
    return _(
        "What a model writes about itself may sound better than it is; the word weights on Classify "
        "are measured."
    )


def _ask(run: Run, row: Row, answer: str, view: EngineView) -> None:
    if view.engine is None:
        return
    with show.errors_as_sentences():
        choices = RunChoices.of(run)
        asked = engine.classifier(view.engine, choices.categories, choices.style)
        with st.spinner(_("The model writes…")):
            found = justify(asked, row.text, answer)
        review_state.set_justification(run.id, row.position, found)
        st.rerun()


def _scales(run: Run, row: Row) -> None:
    st.caption(
        _("From 1, bad, to 5, good; they are kept with your verdict. Leave out what you like.")
    )
    names = {
        "usefulness": (_("Usefulness"), _("Does it help to decide whether the answer is right?")),
        "clarity": (_("Clarity"), _("Is it easy to understand?")),
        "safety": (_("Safety"), _("Is it free of what could harm or mislead?")),
        "agreement": (_("Agreement with intent"), _("Does it do what was asked of the model?")),
    }
    for slot, (name, (label, help_)) in zip(st.columns(4), names.items(), strict=True):
        slot.segmented_control(
            label,
            range(1, BEST + 1),
            help=help_,
            key=review_state.criterion_key(name, run.id, row.position),
        )
