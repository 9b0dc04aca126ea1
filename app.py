"""The front door: page config, language, navigation. Start it with `make run`."""

import streamlit as st

from components import entrance, heap, in_use, language, runs, show, state, tour

st.set_page_config(page_title="Vitrine", page_icon=show.ASSETS / "mark.svg", layout="wide")
state.enter()
show.dress()
with st.sidebar:
    used = st.container()
    language.switch()
page = entrance.navigation()
with show.errors_as_sentences():
    runs.go_on()
    tour.arrive(entrance.path_of(page))
    tour.bar(entrance.path_of(page))
    page.run()
    with used:
        in_use.panel()
heap.settle(page.url_path)
