"""What the explaining panels ask the live model; a sentence stands where none answers."""

from collections.abc import Callable
from typing import TypeVar

import streamlit as st

from components import category_panel, show
from components.engine import EngineView
from components.i18n import _
from vitrine.errors import ModelError
from vitrine.llm import surprise
from vitrine.llm.client import ModelClient
from vitrine.llm.engines import ConnectedEngine
from vitrine.llm.reply import TokenChoice

T = TypeVar("T")


@st.cache_resource(show_spinner=False, max_entries=4)
def client(engine: ConnectedEngine) -> ModelClient:
    """One client for these panels, shared by all visitors."""
    return engine.client()


@st.cache_data(show_spinner=False, max_entries=500)
def next_tokens(engine: ConnectedEngine, text: str) -> tuple[TokenChoice, ...]:
    """The most likely next tokens; raises `ModelError`."""
    return surprise.next_tokens(client(engine), text)


def asked(view: EngineView, question: Callable[[ConnectedEngine], T]) -> T | None:
    """The answer of the live model, or None and the sentence why there is none."""
    if view.engine is None:
        st.info(_("This part asks the model, and none answers now."), icon=":material/cloud_off:")
        category_panel.no_model(view)
        return None
    try:
        with st.spinner(_("The model reads…")):
            return question(view.engine)
    except ModelError as error:
        show.error(error.message)
        return None
