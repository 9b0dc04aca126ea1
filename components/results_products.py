"""A few products of a run, each with its answer, the way to its explanation, and a box that corrects
its label there and then."""

from collections.abc import Sequence

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from components import numerals, results_state, review_card, review_state, runs, show
from components.i18n import _, language, one_line, plain
from components.opening import open_in_classify
from components.review_state import Given
from vitrine.evaluate.predictions import Predictions
from vitrine.evaluate.review import ANOTHER, Review, Verdict, answer_name, label_name
from vitrine.jobs import browsing, reviews
from vitrine.jobs.model import Row, Run

PAGE = 4
_TEXT_LENGTH = 220
_NONE = ""  # what the box of an unlabelled product stands on


def products(run: Run, found: Predictions, places: NDArray[np.intp]) -> None:
    """A page of those at `places` in `found`, in their order."""
    pages = -(-len(places) // PAGE)
    page = results_state.settle_page(pages)
    shown = places[(page - 1) * PAGE : page * PAGE]
    rows = browsing.rows_at(runs.store(), run, [int(found.positions[place]) for place in shown])
    for place, row in zip(shown, rows, strict=True):
        with st.container(border=True):
            _product(run, row, float(found.confidence[place]))
            left, right = st.columns([3, 2], vertical_alignment="bottom", wrap=False)
            with left:
                _label(
                    run,
                    row,
                    answer_name(found, place),
                    label_name(found, place),
                    found.categories,
                )
            with right:
                _way_to(run, row)
    if pages > 1:
        st.number_input(
            _("Page, of {pages}", pages=pages), 1, pages, key=results_state.CELL_PAGE, width=140
        )
    review_card.undo(run)


def _product(run: Run, row: Row, share: float) -> None:
    text = one_line(row.text)
    short = text if len(text) <= _TEXT_LENGTH else text[: _TEXT_LENGTH - 1].rstrip() + "…"
    sure = f" · {numerals.percent(share, language())}" if share == share else ""
    st.caption(plain(row.product_id) + sure)
    st.markdown(plain(short))


def _way_to(run: Run, row: Row) -> None:
    if st.button(
        _("Why?"),
        key=results_state.open_key(run.id, row.position),
        icon=":material/label:",
        help=_("Opens the product in Classify, where its words are weighed."),
        width="stretch",
    ):
        with show.errors_as_sentences():
            open_in_classify(run, row)


def _label(
    run: Run, row: Row, answer: str | None, label: str | None, categories: Sequence[str]
) -> None:
    names = {_NONE: _("No label yet"), ANOTHER: _(ANOTHER)}
    options = [*([_NONE] if label is None else []), *dict.fromkeys([*categories, ANOTHER])]
    results_state.settle_label(run.id, row.position, _NONE if label is None else label)
    st.selectbox(
        _("Label"),
        options,
        format_func=lambda name: names.get(name, name),
        key=results_state.label_key(run.id, row.position),
        on_change=lambda: _corrected(run, row, answer),
    )


def _corrected(run: Run, row: Row, answer: str | None) -> None:
    """Kept as a review, so that it can be taken back and told from the file's."""
    label = results_state.label_chosen(run.id, row.position)
    if label == _NONE:
        return
    category = None if label == ANOTHER else label
    verdict: Verdict = "right" if category is not None and category == answer else "wrong"
    review = Review(row.product_id, review_state.reviewer(), verdict, answer, category)
    number = reviews.keep(runs.store(), row, review)
    review_state.given(run.id).append(Given(number, row.product_id))
    results_state.count_reviews()
