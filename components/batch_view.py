"""One batch on the page: how far it is, how to halt it, and what has come of it so far."""

import pandas as pd
import streamlit as st

from components import entrance, language, numerals, runs, show, upload
from components.batch_charts import answers_chart, failures_chart
from components.i18n import _, about, n_, one_line, plain, translate_markdown, use
from components.i18n import language as current_language
from components.run_controls import LOOK_SECONDS, STATES, controls, head
from vitrine.jobs import browsing
from vitrine.jobs.choices import RunChoices
from vitrine.jobs.model import UNFINISHED, Progress, Row, Run
from vitrine.jobs.wanted import Wanted

FEW, FEW_LENGTH = 6, 48  # answers beside the chart, and characters of their texts
TEXT_LENGTH = 90


def run_view(run: Run) -> None:
    """The run's head, then its progress or what came of it."""
    head(run, run_name(run), _("New batch"))
    if _moves(run):
        st.fragment(_live, run_every=LOOK_SECONDS)(run.id)
    else:
        _body(run)


def _moves(run: Run) -> bool:
    """Whether answers still come in: of a run that was halted, those that were under way."""
    return run.state in UNFINISHED or runs.store().progress(run.id).claimed > 0


def run_name(run: Run) -> str:
    """What tells one run from another, in Markdown."""
    return plain(run_title(run))


def run_title(run: Run) -> str:
    """The same as plain text, for lists."""
    choices = RunChoices.of(run)
    sample = upload.is_sample(run.input_digest)
    return " · ".join(
        [
            _("Sample catalogue") if sample else choices.source,
            n_("{count} product", "{count} products", run.total),
            choices.model,
            _("reproducible") if choices.mode == "reproducible" else _("fast"),
        ]
    )


def run_label(run: Run) -> str:
    """With its state, its beginning and its mark, for a list of runs: two with the same words in it
    would be taken for each other."""
    began = numerals.moment(run.created, current_language())
    return " · ".join([run_title(run), _(STATES[run.state]), began, f"#{run.id[:4]}"])


def _live(run_id: str) -> None:
    use(language.current())
    run = runs.store().run(run_id)
    if not _moves(run):
        st.rerun()
    _body(run)


def _body(run: Run) -> None:
    progress = runs.store().progress(run.id)
    _status(run, progress)
    controls(run, progress.failed)
    _figures(run, progress)
    if progress.failed:
        _failures(run)
    if not progress.ended:
        if run.state in UNFINISHED:
            show.hint(_("The first answers are on their way."), ":material/hourglass_top:")
        return
    left, right = st.columns(2, gap="large")
    with left:
        st.subheader(_("Answers by category"), anchor=False)
        show.chart(answers_chart(progress, RunChoices.of(run).categories), "batch_answers")
    with right:
        _newest(run) if run.state in UNFINISHED else _least_sure(run)


def _newest(run: Run) -> None:
    st.subheader(_("Newest answers"), anchor=False)
    _few(browsing.newest(runs.store(), run, FEW))


def _least_sure(run: Run) -> None:
    st.subheader(_("Least sure answers"), anchor=False)
    _few(browsing.page(runs.store(), run, Wanted(("answered",), order="lowest"), 0, FEW))


def _few(rows: tuple[Row, ...]) -> None:
    """As a table whose cells wrap: beside a chart there is no room for whole lines."""
    shown = {
        _("Text"): [plain(_short(row.text, FEW_LENGTH)) for row in rows],
        _("Category"): [plain(row.label or _outcome(row)) for row in rows],
        _("Probability"): [
            "–" if row.score is None else numerals.percent(row.score, current_language())
            for row in rows
        ],
    }
    st.table(pd.DataFrame(shown), border="horizontal", hide_index=True)


def _status(run: Run, progress: Progress) -> None:
    """Where it stands: a bar while it is open, a sentence once it is over."""
    if run.state in ("done", "cancelled"):
        st.markdown(plain(_ending(run, progress)))
        _over(progress)
        return
    st.progress(progress.ended / max(1, progress.total), _so_far(run, progress))
    if run.reason is None:
        return
    if run.state == "failed":
        show.error(run.reason)
    else:
        st.warning(translate_markdown(run.reason), icon=":material/hourglass_empty:")


def _over(progress: Progress) -> None:
    """What it cost, and where to go from here."""
    st.caption(
        _(
            "{computed} prompt tokens computed, {cached} taken from the prompt cache.",
            computed=progress.tokens_computed,
            cached=progress.tokens_cached,
        )
    )
    if progress.answered:
        with st.container(key="onward"):
            st.page_link(
                entrance.RESULTS,
                label=_("See how right they are, and what to leave to people"),
                icon=":material/fact_check:",
            )


def _so_far(run: Run, progress: Progress) -> str:
    details = {"ended": progress.ended, "total": progress.total}
    if run.state == "paused":
        return _("Paused: {ended} of {total} products are done.", **details)
    left = progress.seconds_left
    if left is None or run.state not in UNFINISHED:
        return _("{ended} of {total} products are done.", **details)
    return _("{ended} of {total} products are done; {time} left.", time=about(left), **details)


def _ending(run: Run, progress: Progress) -> str:
    details = {
        "ended": progress.ended,
        "total": progress.total,
        "calls": n_("{count} model call", "{count} model calls", progress.calls),
    }
    if run.state == "cancelled":
        return _(
            "Called off after {ended} of {total} products; what was answered stays. It took {calls}.",
            **details,
        )
    return _("All {total} products are done, with {calls}.", **details)


def _figures(run: Run, progress: Progress) -> None:
    outside = progress.by_label.get(None, 0)
    shown = [
        (_("Answered"), progress.answered - outside),
        (_("None of these"), outside),
        (_("Failed"), progress.failed),
    ]
    with st.container(horizontal=True, key="batch_figures"):
        for label, value in shown:
            st.metric(label, numerals.whole(value, language.current()), border=True)
        if run.state in UNFINISHED:
            st.metric(_("Products a minute"), _pace(progress), border=True)


def _pace(progress: Progress) -> str:
    if progress.per_minute is None:
        return "–"
    return numerals.whole(round(progress.per_minute), language.current())


def _failures(run: Run) -> None:
    found = browsing.failures(runs.store(), run)
    with st.expander(_("Why products failed"), icon=":material/report:"):
        show.chart(failures_chart(found), "batch_failures")


def answers_table(rows: tuple[Row, ...]) -> pd.DataFrame:
    """Products and what came of them, in the order given."""
    return pd.DataFrame(
        {
            _("Product"): [row.product_id for row in rows],
            _("Category"): [row.label or _outcome(row) for row in rows],
            _("Probability"): [row.score for row in rows],
            _("Text"): [_short(row.text) for row in rows],
        }
    )


def columns() -> dict[str, object]:
    """How the columns of `answers_table` are drawn."""
    return {
        _("Product"): st.column_config.TextColumn(width="small"),
        _("Category"): st.column_config.TextColumn(width="medium"),
        _("Text"): st.column_config.TextColumn(width="large"),
        _("Probability"): st.column_config.ProgressColumn(
            min_value=0, max_value=1, format="percent"
        ),
    }


def _outcome(row: Row) -> str:
    if row.state == "answered":
        return _("None of these")
    return _("Failed") if row.state == "failed" else _("Not yet")


def _short(text: str, length: int = TEXT_LENGTH) -> str:
    text = one_line(text)
    return text if len(text) <= length else text[: length - 1].rstrip() + "…"
