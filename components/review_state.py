"""What a visitor's session remembers of reviewing: under which name, in which order, what can be taken
back. Its keys are its own, as those of `components.run_state` are."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, cast

import streamlit as st

from components import run_state
from vitrine.classify.justify import Justification
from vitrine.evaluate.review import CRITERIA

Queue = Literal["least_sure", "threshold", "disagreements", "random"]

# Keys of widgets, which Streamlit itself reads and writes.
REVIEWER = "reviewer"
QUEUE = "review_queue"
BLIND = "review_blind"
OTHER = "review_other"
SIDE = "review_side"
DIFFERING = "review_differing"
MORE = "review_more"

_THRESHOLD = "review_threshold"
_GIVEN = "reviews_given"
_VOTED = "votes_given"
_PASSED = "reviews_passed"
_JUSTIFIED = "justified"
_NAME = "reviewer_name"


@dataclass(frozen=True)
class Given:
    """Something that can be taken back: its number in the store, and the product it was about."""

    number: int
    product_id: str


def reviewer() -> str:
    """The name under which this visitor reviews: as written, else one of the visitor's own."""
    written = " ".join(cast(str, st.session_state.get(REVIEWER, "")).split())
    if written:
        st.session_state[_NAME] = written
    return cast(str, st.session_state.get(_NAME, "")) or _own_name()


def settle_reviewer() -> None:
    """Before the field is drawn: the name in use stands in it."""
    st.session_state[REVIEWER] = reviewer()


def _own_name() -> str:
    """Different for each visitor, so that nobody overwrites another's reviews unawares."""
    return f"visitor-{hashlib.sha256(run_state.visitor().encode()).hexdigest()[:4]}"


def threshold() -> float | None:
    """The confidence below which answers were sent to people; None before any was."""
    return cast(float | None, st.session_state.get(_THRESHOLD))


def send_below(confidence: float) -> None:
    """Has the queue hold the answers below this confidence."""
    st.session_state[_THRESHOLD] = confidence
    st.session_state[QUEUE] = "threshold"


def settle_queue(names: Sequence[Queue]) -> None:
    """Before the chooser is drawn: the queue chosen before, where this run has it."""
    if st.session_state.get(QUEUE) not in names:
        st.session_state[QUEUE] = names[0]


def given(run_id: str) -> list[Given]:
    """What this visitor has reviewed of a run in this session, the last one last."""
    return _list(_GIVEN, run_id)


def voted(pair: str) -> list[Given]:
    """The same for the votes between two runs."""
    return _list(_VOTED, pair)


def _list(key: str, about: str) -> list[Given]:
    kept = cast(dict[str, list[Given]], st.session_state.setdefault(key, {}))
    return kept.setdefault(about, [])


def passed(about: str) -> set[str]:
    """The products that were put off in this session."""
    kept = cast(dict[str, set[str]], st.session_state.setdefault(_PASSED, {}))
    return kept.setdefault(about, set())


def justification(run_id: str, position: int) -> Justification | None:
    """The model's words for this product, where they were asked for last."""
    kept = cast(tuple[object, Justification] | None, st.session_state.get(_JUSTIFIED))
    return kept[1] if kept is not None and kept[0] == (run_id, position) else None


def set_justification(run_id: str, position: int, found: Justification) -> None:
    """Keeps them until another product's are asked for."""
    st.session_state[_JUSTIFIED] = ((run_id, position), found)


def criterion_key(name: str, run_id: str, position: int) -> str:
    """The key of the scale for one criterion and one product."""
    return f"criterion_{name}_{run_id}_{position}"


def criteria(run_id: str, position: int) -> dict[str, int | None]:
    """What the scales stand on."""
    return {
        name: cast(int | None, st.session_state.get(criterion_key(name, run_id, position)))
        for name in CRITERIA
    }


def more_key(run_id: str, position: int) -> str:
    """The key of the box of categories that have no button."""
    return f"{MORE}_{run_id}_{position}"


def more_chosen(run_id: str, position: int) -> str | None:
    """What that box stands on."""
    return cast(str | None, st.session_state.get(more_key(run_id, position)))
