"""Explains one answer on the page: what to ask, how it goes on, and what came of it."""

from dataclasses import replace

import streamlit as st

from components import faithfulness_panel, i18n, numerals, show, state, tour
from components.answer_charts import word_weight_chart
from components.engine import settings
from components.i18n import _, n_
from components.job import Job, JobState
from components.job_view import stop_button, watch
from components.word_highlight import highlighted
from vitrine.classify.prediction import Prediction
from vitrine.explain.asking import Answers
from vitrine.explain.explanation import Explanation
from vitrine.explain.faithfulness import Judged, explain_and_judge
from vitrine.explain.local import BUDGET, Question

BUDGETS = (50, BUDGET, 200, 400)
GOOD_FIDELITY = 0.5  # of the model's movement on texts kept aside
GOOD_LINEARITY = 0.7  # of what was learnt, said by the weights of single words


Ended = tuple[Question, Explanation]


class _Explaining(Job[Judged]):
    """Goes on about the question that it was asked, wherever the controls have been moved since."""

    def __init__(self, answers: Answers, question: Question) -> None:
        self.question = question
        super().__init__(lambda cancelled: explain_and_judge(answers, question, cancelled))


def panel(answers: Answers, text: str, prediction: Prediction) -> Ended | None:
    """The question's settings, the button, and the explanation of this very answer.

    Returns the question with its explanation where it has ended.
    """
    with st.container(key="why"):
        st.header(_("Why this answer"), anchor=False)
    sight = st.empty()
    if prediction.distribution is None:
        st.markdown(_("Without probabilities there is nothing to weigh words by."))
        return None
    show.explained(
        _(
            "Vitrine leaves words out, asks the model again, and measures how far each word moves the "
            "answer (LIME, on log-odds)."
        )
    )
    question = _question(answers, text, prediction)
    asked = st.button(_("Explain"), type="primary", icon=":material/manage_search:")
    shown = tour.does("explain")
    if shown:
        with sight:
            show.bring_in_sight(".st-key-why", 1)
    about = replace(question, budget=0)  # another budget leaves what is there until it is asked
    if asked or shown:
        state.begin_work("explain", about, _Explaining(answers, question))
    work: _Explaining | None = state.work("explain", about)
    if work is None:
        return None
    found = watch(work, lambda found: _running(work, found))
    return None if found is None else _settled(answers, work.question, found)


def _question(answers: Answers, text: str, prediction: Prediction) -> Question:
    names = list(answers.classifier.categories)
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
        n_(
            "About {count} second at the pace of the last answer.",
            "About {count} seconds at the pace of the last answer.",
            max(1, round(budget * prediction.seconds)),
        )
    )
    single = first.toggle(
        _("Each place of a word by itself"),
        key=state.SINGLE,
        persist_state="session",
        help=_("A word that stands in the text several times is else left out everywhere at once."),
    )
    return Question(text, target, against or None, budget, settings().seed, single)


def _running(job: _Explaining, found: JobState[Judged]) -> None:
    question = job.question
    calls = found.found.explanation.calls if found.found else 0
    bar, stop = st.columns([5, 1], vertical_alignment="center")
    bar.progress(
        min(1.0, calls / question.budget),
        _("{calls} of at most {budget} model calls", calls=calls, budget=question.budget),
    )
    with stop:
        stop_button(job, "stop_explaining")
    if found.found is not None:
        _picture(found.found.explanation)


def _settled(answers: Answers, question: Question, found: JobState[Judged]) -> Ended | None:
    if found.error is not None:
        show.error(found.error)
    if found.found is None:
        return None
    explanation = found.found.explanation
    if found.found.faithfulness is not None:
        faithfulness_panel.sentence(explanation, found.found.faithfulness)
    st.markdown(verdict(explanation, more=question.budget < max(BUDGETS)))
    _picture(explanation)
    faithfulness_panel.figures(answers, question, explanation, found.found.faithfulness)
    return question, explanation


def verdict(explanation: Explanation, more: bool = False) -> str:
    """Why it stopped, and how far the weights can be trusted; `more`: more calls can be allowed."""
    calls = n_("{count} model call", "{count} model calls", explanation.calls)
    unsettled = _(
        "Not stable yet when the budget of {calls} was spent: trust the heaviest words only.",
        calls=calls,
    )
    if more:
        unsettled += " " + _("More calls, allowed above, may settle it.")
    endings = {
        "stable": _(
            "Stable after {calls}: other samples would name the same heavy words.", calls=calls
        ),
        "exhausted": _(
            "Complete after {calls}: every version of this short text was asked.", calls=calls
        ),
        "budget": _("The budget of {calls} is spent, and the heavy words are settled.", calls=calls)
        if explanation.stable
        else unsettled,
        "cancelled": _("Stopped after {calls}: the weights are provisional.", calls=calls),
    }
    ending = endings.get(explanation.stopped_because or "cancelled", "")
    return f"{ending} {_checked(explanation)}".strip()


def _checked(explanation: Explanation) -> str:
    """Whether the words explain versions of the text that were kept aside; the figures stand in the
    fold below."""
    if explanation.fidelity is None or explanation.linearity is None:
        return ""
    if explanation.fidelity < GOOD_FIDELITY:
        return _(
            "Held against other versions of the text, the words explain {share} of how the answer "
            "moves: take them as hints.",
            share=numerals.percent(max(0.0, explanation.fidelity), i18n.language(), 0),
        )
    if explanation.linearity < GOOD_LINEARITY:
        return _(
            "Some words act together, so that what one of them weighs depends on the others: read "
            "single bars with care."
        )
    return _("Held against other versions of the text, the words explain the answer well.")


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
        st.caption(
            _(
                "A thin line shows where a weight lies with 95 % certainty. Where it crosses 0, the "
                "word may as well pull the other way."
            )
        )
