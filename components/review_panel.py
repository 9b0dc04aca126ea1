"""The Review page: a run's products one by one, two runs side by side, and how far people agree."""

import streamlit as st

from components import (
    results_data,
    review_agreement,
    review_card,
    review_queue,
    review_sides,
    review_state,
    run_chooser,
    runs,
    show,
)
from components.engine import EngineView
from components.i18n import _, n_
from components.panel_chooser import chosen_panel
from vitrine.evaluate.predictions import Predictions
from vitrine.jobs import reviews
from vitrine.jobs.model import Run
from vitrine.jobs.reviews import NAME_LENGTH

_PAGE = "review"


def panel(view: EngineView) -> None:
    """The run, the reviewer's name, and the panel that is open."""
    run = run_chooser.chosen(view)
    if run is None:
        return
    with show.errors_as_sentences():
        found = results_data.answers(run)
        if not len(found):
            show.hint(_("The first answers are on their way."), ":material/hourglass_top:")
            return
        opened = _chooser()
        if opened == "one-by-one":
            _one_by_one(run, found, view)
        elif opened == "side-by-side":
            _name()
            review_sides.panel(run, found)
        else:
            review_agreement.panel(run, found)


def _chooser() -> str:
    titles = {
        "one-by-one": _("One by one"),
        "side-by-side": _("Side by side"),
        "agreement": _("Agreement and export"),
    }
    return chosen_panel(_PAGE, titles)


def _name() -> None:
    review_state.settle_reviewer()
    st.text_input(
        _("Your name, as it stands beside your reviews"),
        key=review_state.REVIEWER,
        max_chars=NAME_LENGTH,
        icon=":material/person:",
    )


def _one_by_one(run: Run, found: Predictions, view: EngineView) -> None:
    name, order = st.columns([2, 3], gap="large")
    with name:
        _name()
        blind = st.toggle(
            _("Hide the model’s answer"), key=review_state.BLIND, persist_state="session"
        )
    with order:
        said = reviews.reviews_of(runs.store(), run)
        waiting = review_queue.waiting(run, found, said, review_state.reviewer())
    if not len(waiting.whole):
        show.hint(_("Nothing is in this queue. Choose another one."), ":material/inbox:")
        return
    st.progress(
        waiting.done / len(waiting.whole),
        n_(
            "{done} of {count} product reviewed by you",
            "{done} of {count} products reviewed by you",
            len(waiting.whole),
            done=waiting.done,
        ),
    )
    if len(waiting.left):
        review_card.card(run, found, int(waiting.left[0]), view, blind)
    else:
        st.success(
            _("You have reviewed everything in this queue. Results counts your labels."),
            icon=":material/task_alt:",
        )
        review_card.undo(run)
    st.caption(
        _(
            "Keys: Y right, 1 to 9 the category it is rather, N another one, U unsure, L later, Z undo."
        )
    )
