"""Explains one answer on the page: what to ask, how it goes on, and what came of it."""

import streamlit as st

from components import i18n, language, numerals, show, state
from components.answer_charts import word_weight_chart
from components.engine import settings
from components.explanation_job import ExplanationJob, JobState
from components.i18n import _, n_
from components.word_highlight import highlighted
from vitrine.classify.classifier import Classifier
from vitrine.classify.prediction import Prediction
from vitrine.explain.explanation import Explanation
from vitrine.explain.local import BUDGET, Question

LOOK_SECONDS = 0.7
BUDGETS = (50, BUDGET, 200, 400)
GOOD_FIDELITY = 0.7


def panel(classifier: Classifier, text: str, prediction: Prediction) -> None:
    """The question's settings, the button, and the explanation of this very answer."""
    st.header(_("Why this answer"), anchor=False)
    if prediction.distribution is None:
        st.markdown(_("Without probabilities there is nothing to weigh words by."))
        return
    st.markdown(
        _(
            "Vitrine leaves words out, asks the model again, and measures how far each word moves the "
            "answer (LIME, on log-odds)."
        )
    )
    question = _question(classifier, text, prediction)
    asked = (classifier, question)
    if st.button(_("Explain"), type="primary", icon=":material/manage_search:"):
        state.set_explaining((asked, ExplanationJob(classifier, question)))
    current = state.explaining()
    if current is not None and current[0] == asked:
        _show(current[1])


def _question(classifier: Classifier, text: str, prediction: Prediction) -> Question:
    names = list(classifier.categories)
    likeliest = max(prediction.distribution.probabilities.items(), key=lambda entry: entry[1])[0]
    first, second, third = st.columns(3)
    target = first.selectbox(
        _("What pulls towards"),
        names,
        index=names.index(prediction.category or likeliest),
        key=state.answer_key(state.TARGET, text),
    )
    against = second.selectbox(
        _("rather than"),
        ["", *(name for name in names if name != target)],
        format_func=lambda name: name or _("all the others"),
        key=state.answer_key(state.AGAINST, text),
    )
    budget = third.select_slider(
        _("Model calls, at most"),
        BUDGETS,
        value=BUDGET,
        key=state.BUDGET,
        persist_state="session",
        help=_("It stops earlier where the top words are stable."),
    )
    third.caption(
        _(
            "About {seconds} seconds at the pace of the last answer.",
            seconds=max(1, round(budget * prediction.seconds)),
        )
    )
    return Question(text, target, against or None, budget, seed=settings().seed)


def _show(job: ExplanationJob) -> None:
    found = job.look()
    if found.running:
        st.fragment(_live, run_every=LOOK_SECONDS)(job)
    else:
        _settled(found)


def _live(job: ExplanationJob) -> None:
    """Drawn again every moment while the explanation gets better."""
    i18n.use(language.current())
    found = job.look()
    if not found.running:
        st.rerun()
    _progress(job, found)
    if found.explanation is not None:
        _picture(found.explanation)


def _progress(job: ExplanationJob, found: JobState) -> None:
    calls = found.explanation.calls if found.explanation else 0
    bar, stop = st.columns([5, 1], vertical_alignment="center")
    bar.progress(
        min(1.0, calls / job.question.budget),
        _("{calls} of at most {budget} model calls", calls=calls, budget=job.question.budget),
    )
    stop.button(
        _("Stop"), icon=":material/stop_circle:", on_click=job.cancel, key="stop", width="stretch"
    )


def _settled(found: JobState) -> None:
    if found.error is not None:
        show.error(found.error)
    if found.explanation is not None:
        st.markdown(verdict(found.explanation))
        _picture(found.explanation)


def verdict(explanation: Explanation) -> str:
    """Why it stopped, and how far the weights can be trusted."""
    calls = n_("{count} model call", "{count} model calls", explanation.calls)
    endings = {
        "stable": _(
            "Stable after {calls}: two halves of the samples name the same top words.", calls=calls
        ),
        "exhausted": _(
            "Complete after {calls}: every version of this short text was asked.", calls=calls
        ),
        "budget": _(
            "Not stable yet when the budget of {calls} was spent: trust the heaviest words only, or "
            "allow more calls.",
            calls=calls,
        ),
        "cancelled": _("Stopped after {calls}: the weights are provisional.", calls=calls),
    }
    ending = endings.get(explanation.stopped_because or "cancelled", "")
    return f"{ending} {_fidelity(explanation.fidelity)}".strip()


def _fidelity(fidelity: float | None) -> str:
    if fidelity is None:
        return ""
    share = numerals.percent(max(0.0, fidelity), i18n.language(), 0)
    if fidelity >= GOOD_FIDELITY:
        return _(
            "On texts kept aside, the weights account for {share} of the model’s movement.",
            share=share,
        )
    return _(
        "On texts kept aside, the weights account for only {share} of the model’s movement: some words "
        "act together, so read single weights with care.",
        share=share,
    )


def _picture(explanation: Explanation) -> None:
    text, weights = st.columns(2, gap="large")
    with text, st.container(border=True):
        st.html(highlighted(explanation))
        st.caption(
            _(
                "Blue and underlined, +: pulls towards “{category}”. Orange and dashed, −: pulls away. "
                "The stronger the colour, the heavier the word.",
                category=i18n.plain(explanation.category),
            )
        )
    with weights:
        show.chart(word_weight_chart(explanation), "word_weights")
