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
from components.engine import EngineView
from components.i18n import _, language, plain
from vitrine.anatomy import readout
from vitrine.anatomy.readout import WordCost
from vitrine.anatomy.sampling import top_p, with_temperature
from vitrine.llm.engines import ConnectedEngine
from vitrine.llm.reply import TokenChoice

BEGINNING = "Buy this watch online at the best"
SENTENCE = "This soft cotton blanket keeps your baby warm and is easy to wash."
MOST_WORDS = 80
CONTEXT = 4096
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
            _("Temperature: low sharpens the odds, high evens them out"),
            0.0,
            2.0,
            1.0,
            0.1,
        )
        share = slider(
            "top_p",
            _("Top-p: only the likeliest tokens, up to this share, stay in play"),
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
                "Only the tokens shown take part in a draw, so its chances (green) add up to 100%, "
                "even with both sliders at 1. · stands for a blank, ↵ for a line break, ∅ for the "
                "end of the text."
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
        for place, choice in enumerate(choices[:12]):
            if not choice.text:  # the mark that ends a text
                continue
            st.button(
                plain(visible(choice.text)),
                key=state.panel_key(f"token_{place}"),
                on_click=state.set_text_so_far,
                args=(text + choice.text,),
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
    st.html(_chips(costs))
    st.progress(min(1.0, count / CONTEXT), text=_("How much of the context is taken"))
    if view.is_demo:
        st.caption(
            _(
                "The demo model counts here. Its list of tokens is shorter than Llama 2’s, so that "
                "it cuts words into more pieces than Llama 2 would."
            )
        )
    st.caption(
        _(
            "The small number is how many tokens the word adds; the first word carries the mark "
            "that begins a text. The API does not list tokens: Vitrine asks for the count of each "
            "longer beginning, and subtracts. At most {most} words are counted.",
            most=MOST_WORDS,
        )
    )


@st.cache_data(show_spinner=False, max_entries=50)
def _costs(engine: ConnectedEngine, text: str) -> list[WordCost]:
    return list(readout.token_costs(live.client(engine), text))


def _chips(costs: Sequence[WordCost]) -> str:
    """Words with their counts, as HTML in which all text is escaped."""
    parts = [
        f'<span class="vitrine-chip vitrine-chip-{min(cost.tokens, 4)}">'
        f"{html.escape(cost.text.strip())}<sub>{cost.tokens}</sub></span>"
        for cost in costs
    ]
    return f'<p class="vitrine-text">{" ".join(parts)}</p>'


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
def _steps(engine: ConnectedEngine, text: str) -> list[readout.Surprise]:
    return list(readout.surprises(live.client(engine), text))
