"""What a run's answers have cost: time, calls, prompt tokens."""

import streamlit as st

from components import numerals, runs, show
from components.i18n import _, about, language, n_, plain
from components.results_cost_charts import seconds_chart
from components.results_data import Judged
from vitrine.jobs.model import Progress, Run


def panel(found: Judged) -> None:
    """The figures of the run, and how long its answers took."""
    run, answers = found.run, found.predictions
    progress = runs.store().progress(run.id)
    _figures(progress, run)
    asked = answers.seconds[~answers.failed]
    if not len(asked):
        return
    st.subheader(_("How long an answer takes"), anchor=False)
    show.chart(seconds_chart(asked), "results_seconds")
    st.markdown(
        plain(
            _(
                "At this pace, one after the other, {products} take {time}.",
                products=n_("{count} product", "{count} products", 10_000),
                time=about(10_000 * float(asked.mean())),
            )
        )
    )
    st.caption(
        _("Times are the server’s for each answer; one known from an earlier run keeps its own.")
    )


def _figures(progress: Progress, run: Run) -> None:
    shown = [
        (_("Model calls"), numerals.whole(progress.calls, language())),
        (_("Prompt tokens computed"), numerals.whole(progress.tokens_computed, language())),
        (_("From the prompt cache"), numerals.whole(progress.tokens_cached, language())),
    ]
    if run.started is not None and run.ended is not None:
        taken = numerals.whole(run.ended - run.started, language())
        shown.append((_("Seconds, all in all"), taken))
    with st.container(horizontal=True, key="results_cost"):
        for label, value in shown:
            st.metric(label, value, border=True)
