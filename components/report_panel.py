"""The foot of Results: a report of the run to send on, its examples explained first where the run's own
model answers."""

import time
from collections.abc import Sequence

import streamlit as st

from components import numerals, report_sections, runs, show, state
from components.engine import EngineView, classifier, settings
from components.i18n import _, about, language, n_, use
from components.job import Job, JobState, Steps
from components.job_view import stop_button, watch
from components.limits_panel import findings_of
from components.loaded import LoadedCatalog
from components.report import Report, render
from components.report_examples import Example, Explained, chosen, explaining
from components.report_made import Shown, examples, made
from components.report_parts import Section
from components.results_data import Judged, figure
from vitrine.catalog.profile import profile
from vitrine.errors import VitrineError
from vitrine.evaluate.review import answer_names
from vitrine.explain.local import BUDGET
from vitrine.jobs import browsing, reviews
from vitrine.jobs.choices import RunChoices
from vitrine.jobs.export import input_of
from vitrine.jobs.importance import Explaining, explained_rows
from vitrine.jobs.model import Row, Run
from vitrine.jobs.steadiness import trying_of
from vitrine.jobs.trust import found_in

_WORK = "report"
_Job = Job[tuple[Explained, ...]]


def panel(found: Judged, view: EngineView) -> None:
    """What the report holds, what it costs, and the file."""
    st.divider()
    st.header(_("Report"), anchor=False)
    picked = figure(found, "examples", chosen)
    asks = _can_explain(found.run, view) and bool(picked)
    st.markdown(_told(len(picked), asks, found))
    about_ = (found.run.id, found.stamp, found.source)
    work: _Job | None = state.work(_WORK, about_)
    if work is None:
        if st.button(_("Make the report"), icon=":material/description:", type="primary"):
            state.begin_work(_WORK, about_, Job(_steps(found, picked, view, asks)))
            st.rerun()
        return
    ended = watch(work, lambda now: _running(work, now, len(picked)))
    if ended is not None:
        _ended(found, picked, ended, asks)


def _told(count: int, asks: bool, found: Judged) -> str:
    told = _(
        "One file to send on: the catalogue, these results, examples, overall importance, trust, "
        "limits, and how all of it was made. It opens in any browser without a network, and prints."
    )
    if not asks:
        return told
    seconds = count * BUDGET * float(found.predictions.seconds[:100].mean())
    return f"{told} " + n_(
        "{count} example is explained for it, with {calls} model calls at most: {time}.",
        "{count} examples are explained for it, with {calls} model calls at most: {time}.",
        count,
        calls=numerals.whole(count * BUDGET, language()),
        time=about(seconds),
    )


def _can_explain(run: Run, view: EngineView) -> bool:
    return view.engine is not None and view.engine.digest == run.model_digest


def _steps(
    found: Judged, picked: Sequence[Example], view: EngineView, asks: bool
) -> Steps[tuple[Explained, ...]]:
    if not asks or view.engine is None:
        return lambda _cancelled: iter(((),))
    choices = RunChoices.of(found.run)
    answers = answer_names(found.predictions)
    asked = [
        (one, row.text, answers[one.place] or choices.categories[0])
        for one, row in zip(picked, _rows(found, picked), strict=True)
    ]
    return explaining(
        asked, classifier(view.engine, choices.categories, choices.style), settings().seed
    )


def _rows(found: Judged, picked: Sequence[Example]) -> list[Row]:
    positions = [int(found.predictions.positions[one.place]) for one in picked]
    return list(browsing.rows_at(runs.store(), found.run, positions))


def _running(work: _Job, now: JobState[tuple[Explained, ...]], count: int) -> None:
    done = len(now.found or ())
    bar, stop = st.columns([5, 1], vertical_alignment="center")
    bar.progress(
        done / max(1, count),
        _("{done} of {count} examples explained", done=done, count=count),
    )
    with stop:
        stop_button(work, "stop_report")


def _ended(
    found: Judged,
    picked: Sequence[Example],
    ended: JobState[tuple[Explained, ...]],
    asks: bool,
) -> None:
    if ended.error is not None:
        show.error(ended.error)
    words = language()
    explained = ended.found or ()

    def written() -> bytes:
        use(words)  # the file is made when it is asked for, in a thread of its own
        return render(report_of(found, picked, explained, asks))

    with st.container(horizontal=True):
        st.download_button(
            _("Download the report"),
            data=written,
            file_name=f"vitrine-report-{found.run.id[:8]}.html",
            mime="text/html",
            icon=":material/download:",
            type="primary",
            on_click="ignore",
        )
        if st.button(_("Make it anew"), icon=":material/restart_alt:"):
            state.end_work()
            st.rerun()


def report_of(
    found: Judged, picked: Sequence[Example], explained: Sequence[Explained], asks: bool
) -> Report:
    """All of the file, in this thread's language; `explained` as far as they go."""
    run, store = found.run, runs.store()
    choices, catalog = RunChoices.of(run), _catalog(run)
    by_place = {one.example.place: one for one in explained}
    shown = [
        Shown(one, row.product_id, row.text, by_place.get(one.place))
        for one, row in zip(picked, _rows(found, picked), strict=True)
    ]
    sections = [
        *([report_sections.catalogue(profile(catalog.catalog))] if catalog else []),
        report_sections.results(found),
        examples(found, shown, _why_not(asks, len(explained), len(picked))),
        _importance(run),
        _trust(run),
        _limits(found),
        made(
            run,
            store.progress(run.id),
            catalog.catalog if catalog else None,
            len(reviews.reviews_of(store, run)),
        ),
    ]
    return Report(
        title=_("{source}: how a language model sorts it", source=choices.source),
        facts=(
            (_("File"), choices.source),
            (_("Products"), numerals.whole(run.total, language())),
            (_("Model"), choices.model),
            (_("Model digest"), run.model_digest[:12]),
            (_("Sorted"), numerals.moment(run.ended or run.created, language())),
            (_("Report made"), numerals.moment(time.time(), language())),
        ),
        sections=tuple(sections),
    )


def _why_not(asks: bool, explained: int, count: int) -> str:
    if not asks:
        return _("The run’s model did not answer when the report was made: no words were weighed.")
    if explained < count:
        return _("Not all of them were explained: it was stopped, or the model did not answer.")
    return ""


def _catalog(run: Run) -> LoadedCatalog | None:
    """None where the file is no longer kept: the report is made without it."""
    try:
        return LoadedCatalog(input_of(runs.store(), run, settings()), b"")
    except VitrineError:
        return None


def _importance(run: Run) -> Section:
    for one in runs.known("importance"):
        same = Explaining.of(one).catalogue == run.input_digest
        if one.state == "done" and same and one.model_digest == run.model_digest:
            rows = explained_rows(runs.store().every_row(one.id))
            return report_sections.importance_of(rows, RunChoices.of(one).categories)
    return report_sections.missing(
        "importance",
        _("Overall importance"),
        _("No finished importance run of this file and model: the page Importance makes one."),
    )


def _trust(run: Run) -> Section:
    tried = trying_of(runs.store(), runs.visitor(), run)
    if tried is None:
        return report_sections.missing(
            "trust",
            _("Trust"),
            _("This file and model have not been tried out: the page Trust does it."),
        )
    return report_sections.trust(found_in(tried, runs.store().every_row(tried.id)).figures)


def _limits(found: Judged) -> Section:
    if not found.predictions.labelled.any():
        return report_sections.missing(
            "limits",
            _("Limits"),
            _("Limits are found in right and wrong answers, and no product has a label yet."),
        )
    tried = trying_of(runs.store(), runs.visitor(), found.run)
    return report_sections.limits(findings_of(found.run, found, tried))
