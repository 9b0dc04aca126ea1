"""The front door: page config, language, sign-in, navigation. Start it with `make run`."""

import streamlit as st

from components import ahead, entrance, heap, in_use, language, runs, show, sign_in, state, tour

st.set_page_config(page_title="Vitrine", page_icon=show.ASSETS / "mark.svg", layout="wide")
state.enter()
show.dress()
with st.sidebar:
    used = st.container()
    language.switch()
door = sign_in.door()
page = entrance.navigation(shown=door.is_open)
with show.errors_as_sentences():
    if door.is_open:
        with st.sidebar:
            sign_in.leave()
        sign_in.go_where_they_wanted(page)
        runs.go_on()
        tour.arrive(entrance.path_of(page))
        tour.bar(entrance.path_of(page))
        if page.url_path:
            show.chart_ahead()
        ahead.wait()
        page.run()
        show.chart_ahead()  # behind Home, which has no chart of its own
        with used:
            in_use.panel()
    else:
        sign_in.page(door)
heap.settle(page.url_path)
ahead.load()
