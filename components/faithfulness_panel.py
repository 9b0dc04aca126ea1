"""Whether an explanation can be believed: a badge, a sentence, and the figures one click away."""

from collections.abc import Callable

import pandas as pd
import streamlit as st

from components import numerals, show, state
from components.i18n import _, language, n_, plain
from components.job import Job, JobState
from components.job_view import stop_button, watch
from vitrine.explain.asking import Answers
from vitrine.explain.explanation import Explanation
from vitrine.explain.faithfulness import TOP, Faithfulness, Verdict, top_words_shared
from vitrine.explain.local import Question, explain
from vitrine.messages import N_

_BADGES = {
    Verdict.BORNE_OUT: (N_("Borne out"), ":material/verified:", "green"),
    Verdict.SPREAD: (N_("Spread over many words"), ":material/blur_on:", "orange"),
    Verdict.UNSETTLED: (N_("Not settled"), ":material/hourglass_bottom:", "orange"),
    Verdict.NOTHING_PULLS: (N_("No word pulls this way"), ":material/block:", "gray"),
}
_ADVICE = {
    Verdict.BORNE_OUT: "",
    Verdict.SPREAD: N_(
        "No few words carry this answer: read the colours as shades, not as reasons."
    ),
    Verdict.UNSETTLED: N_("With other samples the order of the words may differ."),
    Verdict.NOTHING_PULLS: N_("The words in orange are what keeps the model from it."),
}


def sentence(explanation: Explanation, found: Faithfulness) -> None:
    """The verdict as a badge, and what it rests on."""
    name, icon, colour = _BADGES[found.verdict]
    st.badge(_(name), icon=icon, color=colour)
    advice = _ADVICE[found.verdict]
    parts = [measured(explanation, found), _(advice) if advice else ""]
    st.markdown(plain(" ".join(part for part in parts if part)))


def measured(explanation: Explanation, found: Faithfulness) -> str:
    if not found.top:
        return ""
    return n_(
        "Without the word that pulls most, the probability of “{category}” goes from {whole} to "
        "{without}; without one word at random, to {random}.",
        "Without the {count} words that pull most, the probability of “{category}” goes from {whole} "
        "to {without}; without {count} words at random, to {random}.",
        len(found.top),
        category=explanation.category,
        whole=_percent(found.whole),
        without=_percent(found.without_top),
        random=_percent(found.without_random),
    )


def figures(
    answers: Answers, question: Question, explanation: Explanation, found: Faithfulness | None
) -> None:
    """Every figure with what it means, and the comparison with other samples."""
    with st.expander(_("How far to trust this: the figures"), icon=":material/straighten:"):
        st.table(_table(explanation, found))  # whose sentences wrap on a phone
        _other_samples(answers, question, explanation)


def _table(explanation: Explanation, found: Faithfulness | None) -> pd.DataFrame:
    rows: list[tuple[str, str, str]] = []
    if found is not None:
        removed = n_("{count} word", "{count} words", len(found.top))
        rows += [
            (
                _("Comprehensiveness"),
                _points(found.comprehensiveness),
                _("points lost without the top {words}; higher is better", words=removed),
            ),
            (
                _("… of random words"),
                _points(found.whole - found.without_random),
                _("the same with words drawn at random, three times"),
            ),
            (
                _("Sufficiency"),
                _points(found.sufficiency),
                _("points lost when only the top {words} stay; lower is better", words=removed),
            ),
            (
                _("… of random words"),
                _points(found.whole - found.only_random),
                _("the same with words drawn at random, three times"),
            ),
        ]
    fidelity, linearity = explanation.fidelity, explanation.linearity
    rows += [
        (
            _("Fidelity"),
            "–" if fidelity is None else _percent(max(0.0, fidelity)),
            _("of the model’s movement on texts kept aside that what was learnt foretells (R²)"),
        ),
        (
            _("Linearity"),
            "–" if linearity is None else _percent(max(0.0, linearity)),
            _("of what was learnt that the weights of single words say (R², as LIME weighs texts)"),
        ),
        (
            _("Texts asked about"),
            numerals.whole(explanation.calls, language()),
            _("versions of the description; LIME’s default is 5,000"),
        ),
        (
            _("Prompt tokens computed"),
            numerals.whole(explanation.prompt_tokens_computed, language()),
            _(
                "and {cached} taken from the prompt cache",
                cached=numerals.whole(explanation.prompt_tokens_cached, language()),
            ),
        ),
    ]
    columns = [_("Measure"), _("Value"), _("What it says")]
    return pd.DataFrame(rows, columns=columns).set_index(columns[0])


def _other_samples(answers: Answers, question: Question, explanation: Explanation) -> None:
    """The same question with another seed, and how many top words it shares."""
    other = Question(
        question.description,
        question.target,
        question.against,
        question.budget,
        question.seed + 1,
        question.single_positions,
    )
    if st.button(_("Compare with other samples"), icon=":material/compare:", type="tertiary"):
        state.begin_work("again", other, Job(lambda cancelled: explain(answers, other, cancelled)))
    job: Job[Explanation] | None = state.work("again", other)
    if job is None:
        return
    found = watch(job, _progress(job, other))
    if found is None:
        return
    if found.error is not None:
        show.error(found.error)
    elif found.found is not None:
        shared = top_words_shared(explanation, found.found)
        st.markdown(
            _(
                "Other samples name {share} of the same top {count} words (Jaccard overlap; with 100% "
                "the order may still differ).",
                share=numerals.percent(shared, language(), 0),
                count=TOP,
            )
        )


def _progress(job: Job[Explanation], other: Question) -> Callable[[JobState[Explanation]], None]:
    def draw(found: JobState[Explanation]) -> None:
        calls = found.found.calls if found.found else 0
        st.progress(
            min(1.0, calls / other.budget),
            _("{calls} of at most {budget} model calls", calls=calls, budget=other.budget),
        )
        stop_button(job, "stop_again")

    return draw


def _percent(share: float) -> str:
    return numerals.percent(share, language())


def _points(difference: float) -> str:
    return numerals.signed(100 * difference, language(), 1)
