"""The front door: page config, language, navigation. Start it with `make run`."""

import streamlit as st

from components import entrance, heap, language, runs, show, state

st.set_page_config(page_title="Vitrine", page_icon=show.ASSETS / "mark.svg", layout="wide")
state.enter()
show.dress()
with st.sidebar:
    language.switch()
page = entrance.navigation()
with show.errors_as_sentences():
    runs.go_on()
    page.run()
heap.settle(page.url_path)
