"""What a visitor's session remembers of judging a run: which run, which panel, whose labels. It is
shared by the pages Results and Review; its keys are its own, as those of `components.run_state` are."""

from collections.abc import Mapping, Sequence
from math import isfinite
from typing import TYPE_CHECKING, cast

import streamlit as st

from vitrine.evaluate.review import LabelSource

if TYPE_CHECKING:  # every page looks here for its run; SciPy comes with the pages that calculate
    from vitrine.classify.calibrate import Distributions

# Keys of widgets, which Streamlit itself reads and writes.
RUN = "judged_run"
PANEL = "judged_panel"
LABELS = "judged_labels"
CELL = "judged_cell"
CELL_PAGE = "judged_cell_page"
ACCEPTED = "judged_accepted"
TARGET = "judged_target"
CALIBRATION = "judged_calibration"
OTHER = "judged_other"
DIFFERING = "judged_differing"

_SHOWN = "judged_run_shown"
_OPEN = "judged_panel_open"
_CONTENT_FREE = "content_free"
_ADDRESS_RUN = "run"
_ADDRESS_PANEL = "panel"
_ADDRESS_LABEL = "label"
_ADDRESS_ANSWER = "answer"
_ADDRESS_RIGHT = "right"
_ADDRESS_ACCEPTED = "accepted"


def shown_run() -> str | None:
    """The run that is judged: the address's, else the one before."""
    return cast(str | None, st.query_params.get(_ADDRESS_RUN) or st.session_state.get(_SHOWN))


def judged_run() -> str | None:
    """The run that was judged, or opened on Batch, last in this session."""
    return cast(str | None, st.session_state.get(_SHOWN))


def remember_run(run_id: str) -> None:
    """Judges this run when Results or Review is opened next."""
    st.session_state[_SHOWN] = run_id


def forget_run(run_id: str) -> None:
    """It is deleted: it is judged no more."""
    if judged_run() == run_id:
        show_run(None)


def show_run(run_id: str | None) -> None:
    """Judges this run, and says so in the address; None: none."""
    st.session_state[_SHOWN] = run_id
    _write(_ADDRESS_RUN, run_id)


def settle_run(run_id: str) -> None:
    """Before the chooser is drawn: it stands on the run that is judged."""
    show_run(run_id)
    st.session_state[RUN] = run_id


def chosen_run() -> None:
    """When the chooser was moved: the address follows."""
    show_run(cast(str, st.session_state[RUN]))
    for key in (CELL, CELL_PAGE, OTHER, ACCEPTED, TARGET):
        st.session_state.pop(key, None)


def settle_panel(page: str, names: Sequence[str]) -> str:
    """Before the panels' chooser is drawn: the open one of this page, else the address's, else the
    first."""
    opened = cast(dict[str, str], st.session_state.setdefault(_OPEN, {}))
    wanted = st.session_state.get(panel_key(page)) or st.query_params.get(_ADDRESS_PANEL)
    wanted = wanted if wanted in names else opened.get(page)
    found = wanted if wanted in names else names[0]
    if opened.get(page, found) != found:
        _write_cell(None)  # it belongs to the panel that was open before
    opened[page] = st.session_state[panel_key(page)] = found
    _write(_ADDRESS_PANEL, found)
    return found


def open_panel(page: str, name: str) -> None:
    """Has a page show this panel."""
    opened = cast(dict[str, str], st.session_state.setdefault(_OPEN, {}))
    opened[page] = name
    st.session_state.pop(panel_key(page), None)


def panel_key(page: str) -> str:
    """The key of the chooser of a page's panels."""
    return f"{PANEL}_{page}"


def settle_labels(has_reviews: bool) -> LabelSource:
    """Whose labels judge: as chosen before; reviews count as soon as there are any."""
    found = cast(LabelSource, st.session_state.get(LABELS, "corrected"))
    if not has_reviews:
        return "file"
    st.session_state[LABELS] = found
    return found


def count_reviews() -> None:
    """When a label was corrected: judges by the corrected labels from now on, not by the file's."""
    if st.session_state.get(LABELS) == "file":
        st.session_state[LABELS] = "corrected"


def settle(key: str, options: Sequence[object]) -> None:
    """Before a chooser is drawn: what was chosen before where it is still an option, else the first."""
    if st.session_state.get(key) not in options:
        st.session_state[key] = options[0]


def settle_cell(cells: Sequence[tuple[str, str]]) -> None:
    """Before the chooser of cells is drawn: the one chosen before, else the address's, else the first;
    the address follows."""
    wanted = st.query_params.get(_ADDRESS_LABEL), st.query_params.get(_ADDRESS_ANSWER)
    if chosen_cell() not in cells:
        st.session_state[CELL] = wanted if wanted in cells else cells[0]
    _write_cell(chosen_cell())


def choose(key: str, value: object) -> None:
    """Moves a chooser that is drawn after this."""
    st.session_state[key] = value


def chosen_cell() -> tuple[str, str] | None:
    """The label and the answer whose products are shown."""
    return cast(tuple[str, str] | None, st.session_state.get(CELL))


def click_cell(chart: str, cells: Mapping[tuple[int, int], tuple[str, str]]) -> None:
    """When a square of the chart was clicked: its cell is chosen; a click beside changes nothing."""
    points = st.session_state[chart]["selection"]["points"]
    place = points[0].get("customdata") if points else None
    if place is not None and (int(place[0]), int(place[1])) in cells:
        st.session_state[CELL] = cells[int(place[0]), int(place[1])]
        st.session_state[CELL_PAGE] = 1


def settle_target(usual: float, targets: Sequence[float]) -> float | None:
    """Before the threshold's controls are drawn: the share that is to be right, None where the slider
    says how many are accepted; as chosen before, else the address's, else the usual one."""
    if TARGET not in st.session_state and ACCEPTED not in st.session_state:
        wanted = _number(st.query_params.get(_ADDRESS_RIGHT))
        accepted = _number(st.query_params.get(_ADDRESS_ACCEPTED))
        if wanted in targets:
            st.session_state[TARGET] = wanted
        elif accepted is not None and 0 <= accepted <= 100:
            st.session_state[TARGET], st.session_state[ACCEPTED] = None, round(accepted)
        else:
            st.session_state[TARGET] = usual
    return cast(float | None, st.session_state.get(TARGET))


def write_target(target: float | None, accepted: int) -> None:
    """The address says what was chosen, so that it can be sent on."""
    _write(_ADDRESS_RIGHT, None if target is None else f"{target:g}")
    _write(_ADDRESS_ACCEPTED, str(accepted) if target is None else None)


def forget_target() -> None:
    """When the slider was moved: it says how many are accepted."""
    st.session_state[TARGET] = None


def content_free(run_id: str) -> "Distributions | None":
    """What a run's model says of texts without content, where it has been asked in this session."""
    kept = cast("dict[str, Distributions | None]", st.session_state.get(_CONTENT_FREE, {}))
    return kept.get(run_id)


def set_content_free(run_id: str, found: "Distributions | None") -> None:
    """Keeps it."""
    st.session_state.setdefault(_CONTENT_FREE, {})[run_id] = found


def settle_page(pages: int) -> int:
    """Before the pager of a cell is drawn: a page that the cell still has, from 1."""
    found = min(max(1, cast(int, st.session_state.get(CELL_PAGE, 1))), pages)
    st.session_state[CELL_PAGE] = found
    return found


def chart_key(name: str, *about: object) -> str:
    """The key of a chart that can be clicked, anew for what it shows, so that no click is left over."""
    return f"judged_{name}_{abs(hash(about))}"


def label_key(run_id: str, position: int) -> str:
    """The key of the box that corrects a product's label."""
    return f"label_{run_id}_{position}"


def label_chosen(run_id: str, position: int) -> str:
    """What that box stands on."""
    return cast(str, st.session_state[label_key(run_id, position)])


def settle_label(run_id: str, position: int, label: str) -> None:
    """Before the box is drawn: it stands on the label that counts."""
    st.session_state[label_key(run_id, position)] = label


def open_key(run_id: str, position: int) -> str:
    """The key of the button that opens a product."""
    return f"open_{run_id}_{position}"


def _write_cell(cell: tuple[str, str] | None) -> None:
    label, answer = cell or (None, None)
    _write(_ADDRESS_LABEL, label)
    _write(_ADDRESS_ANSWER, answer)


def _write(name: str, value: str | None) -> None:
    if value is None:
        st.query_params.pop(name, None)
    elif st.query_params.get(name) != value:
        st.query_params[name] = value


def _number(text: str | None) -> float | None:
    try:
        found = float(text or "")
    except ValueError:
        return None
    return found if isfinite(found) else None
