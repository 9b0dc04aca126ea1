"""One product to review: its text, the model's answer unless it is hidden, and a key for each word."""

from collections.abc import Callable

import streamlit as st

from components import numerals, review_justification, review_state, runs
from components.engine import EngineView
from components.i18n import _, language, plain
from components.review_state import Given
from components.word_highlight import plain_text
from vitrine.evaluate.predictions import Predictions
from vitrine.evaluate.review import Review, Verdict, answer_name
from vitrine.jobs import browsing, reviews
from vitrine.jobs.model import Row, Run

_TALL = 700  # characters; a longer text scrolls
_NUMBERED = 9  # categories that have a key of their own


def card(run: Run, found: Predictions, place: int, view: EngineView, blind: bool) -> None:
    """The product and the ways to judge it. Every button keeps a review and brings the next product."""
    row = browsing.rows_at(runs.store(), run, [int(found.positions[place])])[0]
    answer = answer_name(found, place)
    left, right = st.columns([6, 5], gap="large")
    with left:
        st.caption(_("Product {id}", id=plain(row.product_id)))
        height = 320 if len(row.text) > _TALL else "content"
        with st.container(border=True, height=height):
            st.html(plain_text(row.text))
    with right:
        if blind:
            st.markdown(_("**Which category is it?** The model’s answer is hidden."))
        else:
            _answer(found, place, answer)
        _verdicts(run, row, answer, found.categories, blind)
    if not blind and answer is not None:
        review_justification.panel(run, row, answer, view)


def _answer(found: Predictions, place: int, answer: str | None) -> None:
    st.caption(_("The model answers"))
    without = _("No reply") if found.failed[place] else _("None of these")
    share = float(found.confidence[place])
    said = plain(answer) if answer else without
    if share == share:  # not NaN: the server gave a number
        with_share = _("with {share}", share=numerals.percent(share, language()))
        said += f" :small[{with_share}]"
    st.subheader(said, anchor=False)


def _verdicts(
    run: Run, row: Row, answer: str | None, categories: tuple[str, ...], blind: bool
) -> None:
    if answer is not None and not blind:
        _button(
            _("Right"), "Y", _giver(run, row, answer, "right", answer), ":material/check:", True
        )
        st.caption(_("Wrong: it is rather"))
    with st.container(horizontal=True, gap="small"):
        for number, category in enumerate(categories[:_NUMBERED], 1):
            if blind or category != answer:
                verdict: Verdict = "right" if category == answer else "wrong"
                _button(plain(category), str(number), _giver(run, row, answer, verdict, category))
        _button(
            _("Another, not listed"), "N", _giver(run, row, answer, "wrong", None), kind="tertiary"
        )
    if len(categories) > _NUMBERED:
        _more(run, row, answer, categories[_NUMBERED:])
    with st.container(horizontal=True):
        _button(_("Unsure"), "U", _giver(run, row, answer, "unsure", None), ":material/help:")
        _button(_("Later"), "L", lambda: _later(run, row), ":material/schedule:", kind="tertiary")
        undo(run)


def _button(
    label: str,
    key: str,
    act: Callable[[], None],
    icon: str | None = None,
    primary: bool = False,
    kind: str = "secondary",
) -> None:
    """Its key is the same for every product: a hand stays where it is."""
    st.button(
        label,
        key=f"review_{key}",
        shortcut=key,
        icon=icon,
        type="primary" if primary else kind,
        on_click=act,
    )


def _more(run: Run, row: Row, answer: str | None, categories: tuple[str, ...]) -> None:
    """The categories for which there is no key."""
    st.selectbox(
        _("Other categories"),
        [category for category in categories if category != answer],
        index=None,
        placeholder=_("Choose a category"),
        key=review_state.more_key(run.id, row.position),
        on_change=lambda: _chosen(run, row, answer),
    )


def _chosen(run: Run, row: Row, answer: str | None) -> None:
    category = review_state.more_chosen(run.id, row.position)
    if category is not None:
        _giver(run, row, answer, "right" if category == answer else "wrong", category)()


def _giver(
    run: Run, row: Row, answer: str | None, verdict: Verdict, category: str | None
) -> Callable[[], None]:
    def give() -> None:
        said = review_state.justification(run.id, row.position)
        review = Review(
            row.product_id,
            review_state.reviewer(),
            verdict,
            answer,
            category,
            **(review_state.criteria(run.id, row.position) if said else {}),
            justification=said.text if said else None,
        )
        number = reviews.keep(runs.store(), row, review)
        review_state.given(run.id).append(Given(number, row.product_id))

    return give


def _later(run: Run, row: Row) -> None:
    review_state.passed(run.id).add(row.product_id)


def undo(run: Run) -> None:
    """The way back from the last review of this session."""
    given = review_state.given(run.id)
    if given:
        st.button(
            _("Undo"),
            key="review_Z",
            help=_("Takes back what you said of {product}.", product=plain(given[-1].product_id)),
            shortcut="Z",
            icon=":material/undo:",
            type="tertiary",
            on_click=lambda: _take_back(run),
        )


def _take_back(run: Run) -> None:
    given = review_state.given(run.id)
    if not given:  # the key was pressed again before the button was gone
        return
    last = given.pop()
    reviews.take_back(runs.store(), last.number)
    review_state.passed(run.id).discard(last.product_id)
