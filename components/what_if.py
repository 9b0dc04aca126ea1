"""What if: words left out, the text edited, the smallest change that flips the answer, words added."""

import html
from collections.abc import Callable, Sequence

import streamlit as st

from components import show, state
from components.i18n import _, n_, plain
from components.job import Job, JobState
from components.job_view import stop_button, watch
from components.what_if_charts import change_chart, missing_chart
from vitrine.catalog.model import Product
from vitrine.errors import VitrineError
from vitrine.explain.asking import Answers, likeliest
from vitrine.explain.explanation import Explanation, Word
from vitrine.explain.flip import BUDGET, Flip, smallest_flip
from vitrine.explain.local import Question
from vitrine.explain.missing import Missing, missing_words, typical_words
from vitrine.explain.words import without, words

MOST_WORDS = 80  # buttons; of a longer text the words that pull most, else its first
MOST_CHARACTERS = 20_000


def panel(
    answers: Answers,
    text: str,
    products: Sequence[Product],
    explained: tuple[Question, Explanation] | None,
) -> None:
    """Four ways to change one text, each asked of the model."""
    st.header(_("What if"), anchor=False)
    ways: dict[str, tuple[str, Callable[[], None]]] = {
        "leave": (_("Leave words out"), lambda: _leave_out(answers, text, explained)),
        "edit": (_("Edit the text"), lambda: _edit(answers, text)),
        "flip": (_("Flip the answer"), lambda: _flip(answers, explained)),
        "missing": (_("Add words"), lambda: _missing(answers, text, products)),
    }
    way = st.segmented_control(
        _("What to change"),
        list(ways),
        default="leave",
        required=True,
        format_func=lambda name: ways[name][0],
        key=state.WHAT_IF,
        label_visibility="collapsed",
        persist_state="session",
        wrap=True,
    )
    try:
        ways[str(way)][1]()
    except VitrineError as error:
        show.error(error.message)


def _leave_out(answers: Answers, text: str, explained: tuple[Question, Explanation] | None) -> None:
    read = answers.classifier.readable(text)
    units = words(read)
    if not units:
        st.markdown(_("The text holds no word."))
        return
    offered = _offered(units, explained)
    removed = st.pills(
        _("Click the words to leave out; click again to put them back"),
        offered,
        selection_mode="multi",
        format_func=lambda index: plain(units[index].text),
        key=state.answer_key("leave_out", text),
        wrap=True,
    )
    if len(offered) < len(units):
        st.caption(
            _(
                "The text has {count} words; these are {shown} of them.",
                count=len(units),
                shown=len(offered),
            )
        )
    if not removed:
        show.hint(
            _("The answer without the words you click will stand here."), ":material/touch_app:"
        )
        return
    left, right = st.columns(2, gap="large")
    with left, st.container(border=True):
        st.html(_struck_out(read, [units[index] for index in removed]))
    with right:
        _changed(answers, read, without(read, units, removed), "left_out")


def _offered(units: Sequence[Word], explained: tuple[Question, Explanation] | None) -> list[int]:
    everything = list(range(len(units)))
    if len(units) <= MOST_WORDS or explained is None:
        return everything[:MOST_WORDS]
    weight = {entry.word.text.casefold(): abs(entry.weight) for entry in explained[1].words}
    heaviest = sorted(everything, key=lambda index: -weight.get(units[index].text.casefold(), 0))
    return sorted(heaviest[:MOST_WORDS])


def _edit(answers: Answers, text: str) -> None:
    edited = st.text_area(
        _("The text, as you would have it"),
        value=text,
        height=160,
        max_chars=max(MOST_CHARACTERS, len(text)),
        key=state.answer_key("edited", text),
        persist_state="session",
    )
    if not (edited or "").strip():
        st.markdown(_("Type some words: the model cannot sort an empty text."))
    elif " ".join(edited.split()) == " ".join(text.split()):
        show.hint(_("Change the text, and see here what the answer becomes."), ":material/edit:")
    else:
        _changed(answers, text, edited, "edited")


def _flip(answers: Answers, explained: tuple[Question, Explanation] | None) -> None:
    st.markdown(
        _(
            "The fewest words that have to go for the model to answer something else: Vitrine takes "
            "the heaviest words away one by one until it does, then puts back each that need not "
            "have gone. Every step is asked of the model."
        )
    )
    if explained is None:
        show.hint(
            _("Explain the answer first: the search begins with its words."),
            ":material/manage_search:",
        )
        return
    question, explanation = explained
    if st.button(_("Find the smallest change"), icon=":material/swap_horiz:"):
        job = Job(
            lambda cancelled: smallest_flip(
                answers, explanation, cancelled, single_positions=question.single_positions
            )
        )
        state.begin_work("flip", question, job)
    work: Job[Flip] | None = state.work("flip", question)
    if work is None:
        return
    found = watch(work, lambda found: _searching(work, found))
    if found is None:
        return
    if found.error is not None:
        show.error(found.error)
    if found.found is not None:
        _flipped(answers, explanation.description, found.found)


def _searching(job: Job[Flip], found: JobState[Flip]) -> None:
    calls = found.found.calls if found.found else 0
    bar, stop = st.columns([5, 1], vertical_alignment="center")
    bar.progress(
        min(1.0, calls / BUDGET),
        _("{calls} of at most {budget} model calls", calls=calls, budget=BUDGET),
    )
    with stop:
        stop_button(job, "stop_flip")


def _flipped(answers: Answers, text: str, flip: Flip) -> None:
    if flip.ended == "no words left":
        st.markdown(
            _(
                "No change found: leaving out words from the heaviest on, down to none, the model goes "
                "on answering “{before}”.",
                before=plain(flip.before),
            )
        )
    elif flip.ended != "found":
        st.markdown(
            n_(
                "The search ended after {count} model call without a change.",
                "The search ended after {count} model calls without a change.",
                flip.calls,
            )
        )
    else:
        gone = ", ".join(_("“{word}”", word=word.text) for word in flip.removed)
        st.markdown(
            plain(
                n_(
                    "Without this word the model changes its mind: {words}.",
                    "Without these {count} words the model changes its mind: {words}. Each of them "
                    "has to go.",
                    len(flip.removed),
                    words=gone,
                )
            )
        )
        left, right = st.columns(2, gap="large")
        with left, st.container(border=True):
            st.html(_struck_out(text, flip.removed))
        with right:
            _changed(answers, text, flip.text, "flipped")


def _missing(answers: Answers, text: str, products: Sequence[Product]) -> None:
    read = answers.classifier.readable(text)
    before = answers.of(read)
    now = likeliest(before)
    others = sorted(
        (name for name in before.probabilities if name != now), key=lambda name: -before.share(name)
    )
    category = st.selectbox(
        _("Which category should it be?"), others, key=state.answer_key("missing", text)
    )
    candidates = typical_words(products, category, read)
    if not candidates:
        st.markdown(
            _(
                "The catalogue in use has too few products labelled “{category}” to take words from. "
                "Choose another category, or a catalogue with a category column.",
                category=plain(category),
            )
        )
        return
    st.markdown(
        n_(
            "{count} word that is typical of this category in the catalogue and missing here, added to "
            "the text.",
            "{count} words that are typical of this category in the catalogue and missing here, each "
            "added to the text in turn.",
            len(candidates),
        )
    )
    about = (text, category)
    if st.button(_("Try them"), icon=":material/add_circle:"):
        job = Job(lambda stop: missing_words(answers, read, category, candidates, stop))
        state.begin_work("missing", about, job)
    work: Job[list[Missing]] | None = state.work("missing", about)
    if work is None:
        return
    found = watch(work, lambda found: _trying(work, found, len(candidates)))
    if found is None:
        return
    if found.error is not None:
        show.error(found.error)
    if found.found:
        show.chart(missing_chart(category, before.share(category), found.found), "missing_words")


def _trying(job: Job[list[Missing]], found: JobState[list[Missing]], count: int) -> None:
    tried = len(found.found or ())
    st.progress(tried / count, _("{tried} of {count} words tried", tried=tried, count=count))
    stop_button(job, "stop_missing")


def _changed(answers: Answers, before: str, after: str, key: str) -> None:
    with st.spinner(_("The model reads…")):
        shown = change_chart(answers.of(before), answers.of(after))
    show.chart(shown, key)
    st.caption(_("Green: now. Amber: before the change."))


def _struck_out(text: str, gone: Sequence[Word]) -> str:
    """The text with what is left out struck through, as HTML in which all text is escaped."""
    parts, position = [], 0
    for start, end in sorted(span for word in gone for span in word.spans):
        parts.append(html.escape(text[position:start]))
        parts.append(f"<s>{html.escape(text[start:end])}</s>")
        position = end
    parts.append(html.escape(text[position:]))
    return f'<p class="vitrine-text">{"".join(parts)}</p>'
