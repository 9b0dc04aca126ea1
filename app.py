"""The front door: page config, language, navigation. Start it with `make run`."""

import streamlit as st

from components import language, show
from components.i18n import _

st.set_page_config(page_title="Vitrine", page_icon=show.ASSETS / "mark.svg", layout="wide")
show.dress()
with st.sidebar:
    language.switch()
page = st.navigation(
    [
        st.Page("pages/home.py", title=_("Home"), icon=":material/storefront:", default=True),
        st.Page("pages/dataset.py", title=_("Dataset"), icon=":material/bar_chart:"),
        st.Page("pages/classify.py", title=_("Classify"), icon=":material/label:"),
    ]
)
with show.errors_as_sentences():
    page.run()
