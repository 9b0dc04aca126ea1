"""Panels that ask the live model: one token at a time, text to tokens, perplexity."""

import html
import secrets
from collections.abc import Sequence

import numpy as np
import streamlit as st

from components import anatomy_live as live
from components import numerals, show, state
from components.anatomy_controls import line, slider
from components.anatomy_token_charts import next_token_chart, surprise_chart, visible
from components.engine import EngineView, settings
from components.i18n import _, language, plain
from vitrine.anatomy.pieces import pieces
from vitrine.anatomy.readout import WordCost, token_costs
from vitrine.anatomy.sampling import top_p, with_temperature
from vitrine.llm.embedded.gguf import read_header
from vitrine.llm.engines import ConnectedEngine
from vitrine.llm.reply import TokenChoice
from vitrine.llm.surprise import Surprise, surprises

BEGINNING = "Buy this watch online at the best"
SENTENCE = "This soft cotton blanket keeps your baby warm and is easy to wash."
MOST_WORDS = 80
CONTEXT = 4096
CUT = ("microwave", "necklace", "hairdryer")
LONG = 600  # words, about the longest that shops write


def one_token(view: EngineView) -> None:
    """Panel 1: the next token, again and again."""
    left, right = st.columns(2, gap="large")
    with left:
        if not state.text_so_far():
            state.set_text_so_far(BEGINNING)
        st.text_area(
            _("A beginning (the model reads English)"),
            height=120,
            key=state.ANATOMY_TEXT,
            max_chars=2000,
            persist_state="session",
        )
        text = state.text_so_far()
        temperature = slider(
            "temperature",
            _("Temperature: low = nearly always the favourite, high = more surprises"),
            0.0,
            2.0,
            1.0,
            0.1,
        )
        share = slider(
            "top_p",
            _("Top-p: 0.5 = only the favourites that together make up 50%"),
            0.05,
            1.0,
            1.0,
            0.05,
        )
    choices = live.asked(view, lambda engine: live.next_tokens(engine, text))
    if not choices:
        if choices is not None:
            st.info(_("This server gives no logprobs; Ollama does from version 0.12.11 on."))
        return
    now = top_p(with_temperature([choice.logprob for choice in choices], temperature), share)
    with left:
        _buttons(text, choices, now)
    with right:
        show.chart(next_token_chart(choices, now), "anatomy_next")
        st.caption(
            _(
                "Green: the chances in a draw among the tokens shown, together 100%. · stands for "
                "a blank."
            )
        )
        if view.is_demo:
            st.caption(
                _(
                    "The demo model was trained to sort products, not to write: its texts soon lose "
                    "their way. See how sure it is of its answer below."
                )
            )


def _buttons(text: str, choices: Sequence[TokenChoice], now: np.ndarray) -> None:
    st.markdown(_("Click the token that shall come next (· is a blank):"))
    with st.container(horizontal=True, gap="small"):
        for place, choice in enumerate(choices):
            st.button(
                plain(visible(choice.text)),
                key=state.panel_key(f"token_{place}"),
                on_click=state.set_text_so_far,
                args=(text + choice.text,),
                disabled=not choice.text,  # the mark that ends a text: nothing comes after it
            )
    drawn = secrets.SystemRandom().choices(choices, weights=list(now))[0]
    with st.container(horizontal=True, gap="small"):
        st.button(
            _("Draw one by these odds"),
            icon=":material/casino:",
            on_click=state.set_text_so_far,
            args=(text + drawn.text,),
            type="primary",
        )
        st.button(
            _("Start again"),
            icon=":material/restart_alt:",
            on_click=state.set_text_so_far,
            args=(BEGINNING,),
        )


def tokens(view: EngineView, example: str) -> None:
    """Panel 2: what each word of a description costs."""
    _cut_words()
    text = st.text_area(
        _("A description"),
        value=example,
        height=120,
        key=state.panel_key("description"),
        max_chars=4000,
        persist_state="session",
    )
    shown = " ".join((text or "").split()[:MOST_WORDS])
    if not shown:
        return
    costs = live.asked(view, lambda engine: _costs(engine, shown))
    if not costs:
        return
    count = sum(cost.tokens for cost in costs)
    st.markdown(
        _(
            "{words} words become {tokens} tokens: {share} of Llama 2’s context of {context}. At "
            "this rate a long description of {many} words would take about {long} tokens.",
            words=len(costs),
            tokens=count,
            share=numerals.percent(count / CONTEXT, language()),
            context=CONTEXT,
            many=LONG,
            long=round(LONG * count / len(costs)),
        )
    )
    st.markdown(" ".join(_how_to_read(view, costs)))
    st.html(_chips(costs))
    st.progress(min(1.0, count / CONTEXT), text=_("How much of the context is taken"))
    st.caption(
        _(
            "We can see how many pieces a word makes, but not where it is cut. At most {most} words "
            "are counted.",
            most=MOST_WORDS,
        )
    )


def _how_to_read(view: EngineView, costs: Sequence[WordCost]) -> list[str]:
    """What the small numbers are, each sentence true of the model that counts."""
    said = [
        _(
            "The small number is how many tokens a word makes. Full stops and commas count too, and "
            "the first word mostly counts one more, for an invisible mark that begins a text."
        )
    ]
    cut = [cost for cost in costs[1:] if cost.text.strip().isalpha() and cost.tokens > 1]
    if view.is_demo and cut:
        plainest = min(cut, key=lambda cost: (cost.tokens, len(cost.text)))
        said.append(
            _(
                "The demo model’s list is shorter than Llama 2’s, so that even “{word}” is cut here.",
                word=plain(plainest.text.strip()),
            )
        )
    return said


def _cut_words() -> None:
    """Words cut into their tokens: the demo model's, for its file tells where."""
    cut = {word: parts for word in CUT if (parts := _pieces(word))}
    if not cut:
        return
    st.markdown(_("Words as the demo model cuts them:"))
    shown = " &emsp; ".join(_cut(word, parts) for word, parts in cut.items())
    st.html(f'<p class="vitrine-text">{shown}</p>')


@st.cache_data(show_spinner=False)
def _pieces(word: str) -> list[str]:
    """None at all where the file of the demo model is not there, or is another kind of file."""
    try:
        return pieces(word, read_header(settings().demo_model))
    except (OSError, ValueError):
        return []


@st.cache_data(show_spinner=False, max_entries=50)
def _costs(engine: ConnectedEngine, text: str) -> list[WordCost]:
    return list(token_costs(live.client(engine), text))


def _chips(costs: Sequence[WordCost]) -> str:
    """Words with their counts, as HTML in which all text is escaped."""
    parts = [
        f'<span class="vitrine-chip vitrine-chip-{min(cost.tokens, 4)}">'
        f"{html.escape(cost.text.strip())}<sub>{cost.tokens}</sub></span>"
        for cost in costs
    ]
    return f'<p class="vitrine-text">{" ".join(parts)}</p>'


def _cut(word: str, parts: Sequence[str]) -> str:
    """`word = pie + ces`, as HTML in which all text is escaped."""
    tint = f"vitrine-chip vitrine-chip-{min(len(parts), 4)}"
    chips = " + ".join(f'<span class="{tint}">{html.escape(part.strip())}</span>' for part in parts)
    return f'<span class="vitrine-cut">{html.escape(word)} = {chips}</span>'


def perplexity(view: EngineView) -> None:
    """How surprised the live model is by a sentence, piece by piece."""
    text = line("sentence", _("A sentence to read (English, up to 40 words)"), SENTENCE, 400)
    shown = " ".join(text.split()[:40])
    first = shown.split(" ")[0]
    if shown == first:
        st.markdown(_("Type at least two words: the first one is given, the rest is predicted."))
        return
    steps = live.asked(view, lambda engine: _steps(engine, shown))
    if steps:
        show.chart(surprise_chart(first, steps), "anatomy_surprise")
    elif steps is not None:
        st.info(_("This server gives no logprobs; Ollama does from version 0.12.11 on."))


@st.cache_data(show_spinner=False, max_entries=50)
def _steps(engine: ConnectedEngine, text: str) -> list[Surprise]:
    return list(surprises(live.client(engine), text))
