"""What the classifier does with logprobs: its question, the letters' logprobs, the shares."""

import math
import textwrap
from collections.abc import Mapping

import pandas as pd
import streamlit as st

from components import anatomy_live as live
from components import engine, numerals, state
from components.category_plan import plan
from components.engine import EngineView
from components.i18n import _, language, plain
from components.loaded import LoadedCatalog
from vitrine.classify.classifier import Classifier
from vitrine.classify.prediction import Distribution, Prediction
from vitrine.classify.prompt import system_text, user_text
from vitrine.llm.engines import ConnectedEngine

MOST_SHOWN = 250  # letters of the product; the model reads it whole


def classifier(view: EngineView, loaded: LoadedCatalog | None, product: str) -> None:
    """One product asked about, from the question's text to the answer."""
    st.subheader(_("What the classifier does with this"), anchor=False)
    st.markdown(
        _(
            "It gives each category a letter, writes categories and product into one text, and "
            "asks **once** for the next token: the letter, which is itself one token. Nothing is "
            "drawn: it reads the letters’ logprobs, turns them back into probabilities, and the "
            "likeliest letter is the answer."
        )
    )
    if view.engine is None:  # the panel above has said so
        return
    found = plan(
        loaded.catalog if loaded is not None else None,
        state.category_choice() == "default",
        view.engine.model,
    )
    asked = engine.classifier(view.engine, found.categories)
    left, right = st.columns([6, 5], gap="large")
    with left:
        st.markdown(_("What the model is given:"))
        begun = textwrap.shorten(product, MOST_SHOWN, placeholder=" […]")
        question = f"{system_text(asked.categories)}\n\n{user_text(begun)}"
        st.code(question, language=None, wrap_lines=True)
    with right:
        prediction = live.asked(view, lambda source: _prediction(source, asked, product))
        if prediction is not None and prediction.distribution is not None:
            _answer(asked.codes, prediction.distribution)


@st.cache_data(show_spinner=False, max_entries=50)
def _prediction(source: ConnectedEngine, _asked: Classifier, product: str) -> Prediction:
    return _asked.classify(product)


def _answer(letters: Mapping[str, str], found: Distribution) -> None:
    best = max(found.logprobs, key=found.logprobs.__getitem__)
    letter = next(letter for letter, name in letters.items() if name == best)
    st.markdown(
        _(
            "“{letter}” has the logprob nearest to 0: {logprob}, which is a probability of "
            "{share}. The answer is **{category}**.",
            letter=letter,
            logprob=_logprob(found.logprobs[best]),
            share=numerals.percent(math.exp(found.logprobs[best]), language()),
            category=plain(best),
        )
    )
    table = {
        _("Category"): [f"{letter}: {name}" for letter, name in letters.items()],
        _("Logprob"): [
            _bound(name, found) + _logprob(found.logprobs[name]) for name in found.logprobs
        ],
        _("Probability"): [
            _bound(name, found) + numerals.percent(math.exp(found.logprobs[name]), language())
            for name in found.logprobs
        ],
    }
    st.dataframe(pd.DataFrame(table), hide_index=True)
    st.caption(
        _(
            "{outside} went to tokens that are none of these letters. ≤ marks a letter that is "
            "not among the 20 likeliest tokens: less than the last of these.",
            outside=numerals.percent(found.outside, language()),
        )
        if found.bounded
        else _(
            "{outside} went to tokens that are none of these letters.",
            outside=numerals.percent(found.outside, language()),
        )
    )


def _bound(name: str, found: Distribution) -> str:
    return "≤ " if name in found.bounded else ""


def _logprob(value: float) -> str:
    return numerals.signed(value, language()).lstrip("+")
