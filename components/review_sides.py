"""Two runs side by side: which answer is better, without knowing whose it is."""

import hashlib
from collections.abc import Callable
from typing import Literal

import numpy as np
import streamlit as st

from components import results_data, review_state, runs, show
from components.batch_view import run_label
from components.i18n import _, n_, plain
from components.review_charts import preferences_chart
from components.review_state import Given
from components.word_highlight import plain_text
from vitrine.evaluate.agreement import preferences
from vitrine.evaluate.compare import answers_among
from vitrine.evaluate.ids import Ids, Places, shared
from vitrine.evaluate.predictions import Predictions
from vitrine.evaluate.review import Preference, Vote, answer_name
from vitrine.jobs import browsing, reviews
from vitrine.jobs.model import Row, Run

Side = Literal["first", "second"]


def panel(run: Run, found: Predictions) -> None:
    """The other run, one product at a time, and what the votes say."""
    others = {other.id: other for other in results_data.other_runs(run)}
    if not others:
        show.hint(
            _(
                "A second run of the same catalogue is needed, by another model say: start it on "
                "Batch. Its answers then stand here beside these, and you vote without knowing whose "
                "is whose."
            ),
            ":material/compare:",
        )
        return
    chosen = st.selectbox(
        _("Beside"),
        list(others),
        format_func=lambda run_id: run_label(others[run_id]),
        key=review_state.SIDE,
        persist_state="session",
    )
    second = others[chosen]
    _voting(run, second, found, results_data.answers(second))
    _outcome(run, second)


def _voting(run: Run, second: Run, found: Predictions, there: Predictions) -> None:
    differing = st.toggle(
        _("Only where they differ"), True, key=review_state.DIFFERING, persist_state="session"
    )
    whole, theirs = _in_turn(run, second, found, there, differing)
    name = review_state.reviewer()
    votes = reviews.votes_between(runs.store(), run, second)
    mine = {vote.product_id for vote in votes if vote.reviewer == name}
    left = np.flatnonzero(~Ids.of(found.ids).among(mine)[whole])
    if not len(whole):
        show.hint(_("The two runs answer alike wherever both have answered."), ":material/equal:")
        return
    st.progress(
        1 - len(left) / len(whole),
        n_(
            "{done} of {count} product voted on by you",
            "{done} of {count} products voted on by you",
            len(whole),
            done=len(whole) - len(left),
        ),
    )
    if len(left):
        turn = left[0]
        _pair(run, second, found, int(whole[turn]), answer_name(there, int(theirs[turn])))
    else:
        st.success(_("You have voted on all of these."), icon=":material/task_alt:")
    _undo(run, second)


def _in_turn(
    run: Run, second: Run, found: Predictions, there: Predictions, differing: bool
) -> tuple[Places, Places]:
    """In an order of chance, the same for the same two runs: the places in one, and in the other."""
    own, theirs = shared(found.ids, there.ids)
    if differing:
        one, other = answers_among(found, there)
        kept = one[own] != other[theirs]
        own, theirs = own[kept], theirs[kept]
    seed = int.from_bytes(_hash(*sorted((run.id, second.id)))[:8], "big")
    turns = np.random.default_rng(seed).permutation(len(own))
    return own[turns], theirs[turns]


def _pair(run: Run, second: Run, found: Predictions, place: int, theirs: str | None) -> None:
    row = browsing.rows_at(runs.store(), run, [int(found.positions[place])])[0]
    answers: dict[Side, str | None] = {"first": answer_name(found, place), "second": theirs}
    side: Side = "first" if _hash(row.product_id, review_state.reviewer())[0] % 2 else "second"
    other: Side = "second" if side == "first" else "first"
    with st.container(border=True, height=320 if len(row.text) > 700 else "content"):
        st.html(plain_text(row.text))
    for slot, label, who, key in zip(
        st.columns(2), (_("Left"), _("Right side")), (side, other), "12", strict=True
    ):
        with slot, st.container(border=True):
            st.caption(label)
            st.subheader(plain(answers[who] or _("None of these")), anchor=False)
            _button(_("This one"), key, _voter(row, second, side, who), primary=True)
    with st.container(horizontal=True):
        _button(_("Both as good"), "3", _voter(row, second, side, "both"))
        _button(_("Neither"), "4", _voter(row, second, side, "neither"))
    st.caption(_("Keys: 1 left, 2 right, 3 both, 4 neither, Z undo."))


def _button(label: str, key: str, act: Callable[[], None], primary: bool = False) -> None:
    st.button(
        label,
        key=f"vote_{key}",
        shortcut=key,
        on_click=act,
        type="primary" if primary else "secondary",
    )


def _voter(row: Row, second: Run, side: Side, preference: Preference) -> Callable[[], None]:
    def vote() -> None:
        said = Vote(row.product_id, review_state.reviewer(), preference, side)
        number = reviews.keep_vote(runs.store(), row, second, said)
        review_state.voted(f"{row.run_id}{second.id}").append(Given(number, row.product_id))

    return vote


def _undo(run: Run, second: Run) -> None:
    given = review_state.voted(run.id + second.id)
    if given:
        st.button(
            _("Undo"),
            key="vote_Z",
            help=_("Takes back what you said of {product}.", product=plain(given[-1].product_id)),
            shortcut="Z",
            icon=":material/undo:",
            type="tertiary",
            on_click=lambda: _take_back(given),
        )


def _take_back(given: list[Given]) -> None:
    if given:  # the key may be pressed again before the button is gone
        reviews.take_back_vote(runs.store(), given.pop().number)


def _outcome(run: Run, second: Run) -> None:
    found = preferences(reviews.votes_between(runs.store(), run, second))
    if found.votes:
        with st.expander(_("What the votes say, with names"), icon=":material/how_to_vote:"):
            show.chart(
                preferences_chart(found, run_label(run), run_label(second)), "review_preferences"
            )


def _hash(*parts: str) -> bytes:
    return hashlib.sha256("\0".join(parts).encode()).digest()
