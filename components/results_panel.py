"""The Results page: a run, whose labels judge it, its headline figures, and one panel at a time."""

from collections.abc import Callable, Sequence

import streamlit as st

from components import (
    language,
    report_panel,
    results_calibration,
    results_compare,
    results_confusion,
    results_cost,
    results_data,
    results_figures,
    results_state,
    results_threshold,
    results_unlabelled,
    results_words,
    run_chooser,
    runs,
    show,
)
from components.engine import EngineView
from components.i18n import _, n_, use
from components.panel_chooser import chosen_panel
from components.results_data import Judged
from vitrine.evaluate.review import LABEL_SOURCES
from vitrine.jobs import reviews
from vitrine.jobs.model import UNFINISHED, Run

LOOK_SECONDS = 2.0
_GROWTH = 1.5
_PAGE = "results"


def panel(view: EngineView) -> None:
    """A run that is known is judged whatever catalogue and model are in use."""
    run = run_chooser.chosen(view)
    if run is None:
        return
    way = st.container()
    with show.errors_as_sentences():
        with show.loading(_("Reading the answers…"), 420):
            found = results_data.judged(run, _labels(run))
        if run.state in UNFINISHED:
            with way:
                st.fragment(_under_way, run_every=LOOK_SECONDS)(run.id, len(found.predictions))
        if not len(found.predictions):
            _no_answers(run)
            return
        _drawn(found, view)


def _under_way(run_id: str, counted: int) -> None:
    """How far the run is. The figures come anew when it is over, when they are asked for, and each time
    that there are half as many answers again: the more there are, the less one more changes them."""
    use(language.current())
    run = runs.store().run(run_id)
    progress = runs.store().progress(run_id)
    if run.state not in UNFINISHED or progress.ended > _GROWTH * counted:
        st.rerun()
    left, right = st.columns([4, 1], vertical_alignment="center")
    left.progress(
        progress.ended / max(1, progress.total),
        _(
            "The run goes on: {ended} of {total} products are done, {counted} are counted here.",
            ended=progress.ended,
            total=progress.total,
            counted=counted,
        ),
    )
    if right.button(_("Count anew"), icon=":material/refresh:", width="stretch"):
        st.rerun()


def _no_answers(run: Run) -> None:
    if run.state in UNFINISHED:
        show.hint(_("The first answers are on their way."), ":material/hourglass_top:")
    else:
        show.hint(_("This run ended before any product had an answer."), ":material/inbox:")


def _labels(run: Run) -> results_data.LabelSource:
    """Whose labels; asked only where there are reviews."""
    reviewed = len(reviews.reviews_of(runs.store(), run))
    source = results_state.settle_labels(bool(reviewed))
    if not reviewed:
        return source
    chosen: results_data.LabelSource = st.segmented_control(
        _("Judged by"),
        LABEL_SOURCES,
        required=True,
        format_func={
            "file": _("The file’s labels"),
            "corrected": n_(
                "The file’s, with {count} product reviewed",
                "The file’s, with {count} products reviewed",
                reviewed,
            ),
            "reviews": _("Reviews alone"),
        }.__getitem__,
        key=results_state.LABELS,
        persist_state="session",
        wrap=True,
    )
    return chosen


def _drawn(found: Judged, view: EngineView) -> None:
    labelled = bool(found.predictions.labelled.any())
    if labelled:
        results_figures.headline(found)
    else:
        results_unlabelled.headline(found)
    drawings = _drawings(found, view, labelled)
    drawings[_chooser(list(drawings))]()
    report_panel.panel(found, view)


def _drawings(found: Judged, view: EngineView, labelled: bool) -> dict[str, Callable[[], None]]:
    """What there is to look at, by its name in the address."""
    for_all: dict[str, Callable[[], None]] = {
        "comparison": lambda: results_compare.panel(found),
        "cost": lambda: results_cost.panel(found),
    }
    if not labelled:
        return {"answers": lambda: results_unlabelled.panel(found), **for_all}
    return {
        "categories": lambda: results_figures.panel(found),
        "confusions": lambda: results_confusion.panel(found),
        "threshold": lambda: results_threshold.panel(found),
        "calibration": lambda: results_calibration.panel(found, view),
        "words": lambda: results_words.panel(found),
        **for_all,
    }


def _chooser(names: Sequence[str]) -> str:
    titles = {
        "answers": _("Answers"),
        "categories": _("Categories"),
        "confusions": _("Confusions"),
        "threshold": _("Review threshold"),
        "calibration": _("Calibration"),
        "words": _("Words"),
        "comparison": _("Comparison"),
        "cost": _("Time and cost"),
    }
    return chosen_panel(_PAGE, {name: titles[name] for name in names})
