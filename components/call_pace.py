"""How long a call of the model takes, for the estimates of the pages that explain and try out."""

import streamlit as st

from vitrine.classify.classifier import Classifier
from vitrine.explain.cost import seconds_a_call
from vitrine.llm.engines import ConnectedEngine

_SECONDS = 600  # that a measured pace is kept


@st.cache_resource(show_spinner=False, ttl=_SECONDS, max_entries=32)
def call_pace(
    engine: ConnectedEngine, categories: tuple[str, ...], text: str, _asked: Classifier
) -> float:
    """Seconds a call takes, measured now and then; raises `ModelError`."""
    return seconds_a_call(_asked, [text])
