"""The Limits page: what a run's own figures suggest, the worst first, and what to try next."""

from collections.abc import Mapping, Sequence

import streamlit as st

from components import results_data, results_state, run_chooser, runs, show
from components.engine import EngineView
from components.i18n import _, n_, plain, translate_markdown
from components.results_data import Judged, figure
from components.sample_note import sample_note
from vitrine.errors import NothingToLearn
from vitrine.evaluate.calibration import calibrations
from vitrine.evaluate.compare import compare, pair
from vitrine.evaluate.finding import ORDER, Finding, Measured, Severity, Steadiness
from vitrine.evaluate.limits import limits
from vitrine.evaluate.metrics import evaluate
from vitrine.evaluate.predictions import Predictions
from vitrine.evaluate.reliability import reliability
from vitrine.evaluate.report import TARGET
from vitrine.evaluate.sample import MOST, YARDSTICK_MOST, sample
from vitrine.evaluate.threshold import curve
from vitrine.evaluate.words import words_and_correctness
from vitrine.jobs import reviews
from vitrine.jobs.model import UNFINISHED, Run
from vitrine.jobs.steadiness import steadiness, trying_of

_ICONS: Mapping[Severity, str] = {
    "bad": ":red[:material/error:]",
    "notice": ":orange[:material/visibility:]",
    "good": ":green[:material/check_circle:]",
}


def panel(view: EngineView) -> None:
    """A run that is known is read whatever catalogue and model are in use."""
    run = run_chooser.chosen(view)
    if run is None:
        return
    if run.state in UNFINISHED:
        st.caption(_("The run goes on: these are its limits as far as it has come."))
    with show.errors_as_sentences():
        with show.loading(_("Reading the figures…"), 240):
            source = results_state.settle_labels(bool(reviews.reviews_of(runs.store(), run)))
            found = results_data.judged(run, source)
        if not len(found.predictions):
            show.hint(_("This run has no answers yet."), ":material/hourglass_top:")
        elif found.predictions.labelled.any():
            _drawn(run, found)
        else:
            _unlabelled()


def _unlabelled() -> None:
    show.hint(
        _(
            "Limits are found in right and wrong answers, and no product of this run has a label yet. "
            "Judge some answers on Review: they serve as labels here."
        ),
        ":material/rate_review:",
    )
    if st.button(_("Review some answers"), icon=":material/rate_review:", type="primary"):
        st.switch_page("pages/review.py")


def _drawn(run: Run, found: Judged) -> None:
    tried = trying_of(runs.store(), runs.visitor(), run)
    with show.loading(_("Looking for limits…"), 420):
        findings = findings_of(run, found, tried)
    st.markdown(plain(_sentence(found, findings)))
    _sampled(found.predictions)
    titles = {
        "bad": _("What to mend first"),
        "notice": _("What to keep an eye on"),
        "good": _("What holds"),
    }
    for severity in ORDER:
        of_it = [one for one in findings if one.severity == severity]
        if of_it:
            st.header(titles[severity], anchor=False)
            for one in of_it:
                _finding(one)
    if tried is None:
        _not_tried()


def _finding(found: Finding) -> None:
    """What it is, the figure that says so, and what to try."""
    with st.container(border=True):
        what = translate_markdown(found.what)
        st.markdown(f"{_ICONS[found.severity]} **{what}**")
        st.markdown(translate_markdown(found.figure))
        if found.try_next is not None:
            st.markdown(f":material/arrow_forward: {translate_markdown(found.try_next)}")


def _sentence(found: Judged, findings: Sequence[Finding]) -> str:
    count = {severity: sum(one.severity == severity for one in findings) for severity in ORDER}
    told = n_(
        "Read from {count} labelled product of this run, not from what is said of such models.",
        "Read from {count} labelled products of this run, not from what is said of such models.",
        int(found.predictions.labelled.sum()),
    )
    if not count["bad"] and not count["notice"]:
        nothing = _("No limit shows in these figures.")
        return f"{told} {nothing}"
    work = n_("{count} limit asks for work.", "{count} limits ask for work.", count["bad"])
    watched = n_("{count} is worth an eye.", "{count} are worth an eye.", count["notice"])
    return f"{told} {work} {watched}"


def _sampled(answers: Predictions) -> None:
    """Of very many products, not all were taken for what costs much."""
    labelled = int(answers.labelled.sum())
    if labelled > MOST:
        st.caption(
            _(
                "Of the {labelled} labelled products {many} drawn at random stand for all where "
                "calibrating is tried, and {few} where the yardstick is.",
                labelled=labelled,
                many=MOST,
                few=YARDSTICK_MOST,
            )
        )
    elif labelled > YARDSTICK_MOST:
        sample_note(answers, YARDSTICK_MOST)


def _not_tried() -> None:
    st.caption(
        _(
            "How steady the answers are, and whether a description can give orders, was not tried with "
            "this catalogue and model: Trust tries it on a sample, and what it finds stands here."
        )
    )
    if st.button(_("Try it on Trust"), icon=":material/verified_user:"):
        st.switch_page("pages/trust.py")


def findings_of(run: Run, found: Judged, tried: Run | None) -> tuple[Finding, ...]:
    """Kept until an answer or a review changes them, or the catalogue is tried out anew."""
    steady = None if tried is None else steadiness(runs.store(), tried, run)
    return figure(
        found, "limits", lambda _answers: limits(_measured(run, found, steady)), tried and tried.id
    )


def _measured(run: Run, found: Judged, steady: Steadiness | None) -> Measured:
    answers = found.predictions
    try:
        beside = compare(*pair(answers, results_data.yardstick_for(run, answers)))
    except NothingToLearn:
        beside = None
    return Measured(
        evaluation=figure(found, "evaluation", evaluate),
        reliability=reliability(answers),
        words=figure(found, "words", words_and_correctness),
        review=figure(found, "threshold", curve).for_target(TARGET),
        target=TARGET,
        against_yardstick=beside,
        calibrated=calibrations(sample(answers)),
        steadiness=steady,
    )
