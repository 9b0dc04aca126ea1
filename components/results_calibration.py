"""Whether a probability of 80 % is right in 80 of 100 cases, and what calibrating brings."""

import streamlit as st

from components import engine, results_state, show
from components.engine import EngineView
from components.i18n import _
from components.results_calibration_charts import reliability_chart, way_name, ways_table
from components.results_data import Judged, figure
from components.sample_note import sample_note
from vitrine.classify.calibrate import Distributions
from vitrine.evaluate.calibration import Calibrated, calibrations, content_free
from vitrine.evaluate.reliability import reliability
from vitrine.evaluate.sample import sample
from vitrine.jobs.choices import RunChoices
from vitrine.llm.engines import ConnectedEngine


def panel(found: Judged, view: EngineView) -> None:
    """The diagram before and after, and the figures of each way."""
    st.header(_("Do probabilities keep what they promise?"), anchor=False)
    prior = results_state.content_free(found.run.id)
    tried = figure(
        found, "calibrations", lambda all_: calibrations(sample(all_), prior), prior is not None
    )
    if not tried:
        show.hint(_("Label only: the server gave no probabilities to judge."), ":material/label:")
        return
    sample_note(found.predictions, tried[0].before.products)
    left, right = st.columns([3, 2], gap="large")
    with right:
        chosen = _chosen(tried)
        st.caption(
            _(
                "What is learnt on one half of the labelled products is judged on the other, and the "
                "other way round."
            )
        )
        if prior is None:
            _contextual(found, view)
    with left:
        before = figure(found, "reliability", lambda all_: reliability(sample(all_)))
        after = figure(
            found, "calibrated", lambda _answers: reliability(chosen.predictions), chosen.name
        )
        show.chart(reliability_chart(before, after, chosen.name), "results_reliability")
    st.dataframe(ways_table(tried), hide_index=True)


def _chosen(tried: tuple[Calibrated, ...]) -> Calibrated:
    by_name = {one.name: one for one in tried}
    results_state.settle(results_state.CALIBRATION, list(by_name))
    name = st.segmented_control(
        _("Calibrated by"),
        list(by_name),
        required=True,
        format_func=way_name,
        key=results_state.CALIBRATION,
        help=_(
            "Temperature evens confidence out and leaves every answer as it is. Batch takes out what "
            "the model prefers over the whole catalogue, contextual what it prefers for texts without "
            "content; both may change answers."
        ),
        wrap=True,
    )
    return by_name[name]


def _contextual(found: Judged, view: EngineView) -> None:
    """Three short calls, asked for by a click; only the run's own model can answer them."""
    if view.engine is None or view.engine.digest != found.run.model_digest:
        return
    if st.button(_("Try contextual too: three model calls"), icon=":material/tune:"):
        with show.errors_as_sentences():
            prior = _prior(view.engine, RunChoices.of(found.run))
            results_state.set_content_free(found.run.id, prior)
            st.rerun()


def _prior(found: ConnectedEngine, choices: RunChoices) -> Distributions | None:
    """Raises `ModelError`."""
    with st.spinner(_("The model reads three texts without content…")):
        return content_free(engine.classifier(found, choices.categories, choices.style))
