"""How pages put things on the screen: heads, charts, sentences of errors."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pandas as pd
import streamlit as st
from plotly.graph_objects import Figure

from components import glossary, state
from components.charts import Chart
from components.engine import EngineView
from components.i18n import _, n_, plain, translate_markdown
from components.loaded import LoadedCatalog
from vitrine.errors import VitrineError
from vitrine.messages import Message

ASSETS = Path(__file__).resolve().parent / "assets"


def dress() -> None:
    """The wordmark, and what of the look the theme cannot say."""
    st.logo(ASSETS / "wordmark.svg", size="large", icon_image=ASSETS / "mark.svg")
    st.html(ASSETS / "vitrine.css")


@contextmanager
def errors_as_sentences() -> Iterator[None]:
    """Ends a page that cannot go on with the error's own sentence."""
    try:
        yield
    except VitrineError as found:
        error(found.message)


def head(title: str, sentence: str, view: EngineView, loaded: LoadedCatalog | None) -> None:
    """A page's title, what it is for, and at the right what it works with."""
    said, used = st.columns([2, 1], gap="medium")
    with said:
        st.title(title, anchor=False)
        explained(sentence)
    with used.container(key="used"):
        st.markdown(f"{_engine_badge(view)} {_catalog_badge(loaded)}", text_alignment="right")


@contextmanager
def loading(sentence: str, height: int) -> Iterator[None]:
    """While the block computes what fills a page: a shape of that height (pixels), and what is awaited,
    for a shape says nothing to whoever hears the page."""
    with st.spinner(sentence):
        st.empty()  # the sentence's place: else the shape would take it
        with st.skeleton(height):
            yield


def explained(text: str) -> None:
    """A text in Markdown; the terms of the trade that it holds are explained on hover."""
    st.markdown(text, help=glossary.help_for(text))


def chart(shown: Chart, key: str, on_click: Callable[[], None] | None = None) -> None:
    """The sentence, the figure, and its table one click away; `on_click`: a mark was chosen."""
    explained(plain(shown.sentence))
    st.plotly_chart(
        shown.figure,
        key=key,
        alt=shown.sentence,
        config={"displayModeBar": False},
        on_select="ignore" if on_click is None else on_click,
        selection_mode="points",
    )
    folded_table(shown.table, key)


def folded_table(table: pd.DataFrame, key: str) -> None:
    """The table of what `key` shows, drawn when it is opened: a folded one is work for nothing."""
    fold = st.expander(
        _("Show the table"), icon=":material/table_rows:", key=f"{key}_table", on_change="rerun"
    )
    if fold.open:
        fold.dataframe(table, hide_index=True)


def chart_ahead() -> None:
    """Once a session: has the browser fetch what draws charts while the page still computes, by a chart
    that is not seen. It takes half a second, and nothing else changes."""
    if state.draws_first_chart():
        with st.container(key="ahead"):
            st.plotly_chart(Figure(), key="chart_ahead")


def hint(text: str, icon: str) -> None:
    """What will stand here, while nothing does."""
    with st.container(border=True):
        st.markdown(f":gray[{icon}] {text}")


def bring_in_sight(selector: str, turn: int) -> None:
    """Scrolls to the first such element of the page, once for each `turn`: Streamlit stays where it
    was."""
    st.html(
        f"<script>/* {turn} */ document.querySelector('[data-testid=stMain] {selector}')"
        ".scrollIntoView()</script>",
        unsafe_allow_javascript=True,
    )


def error(message: Message) -> None:
    """One sentence: what happened, and what to do."""
    st.error(translate_markdown(message), icon=":material/error:")


def _engine_badge(view: EngineView) -> str:
    if view.engine is None:
        return _badge(_("No model answers"), ":material/cloud_off:", "red")
    name = _("Demo model") if view.is_demo else plain(view.engine.model)
    where = _("embedded") if view.engine.kind == "embedded" else "Ollama"
    return _badge(
        f"{name} · {where}",
        ":material/warning:" if view.health.troubles else ":material/memory:",
        "orange" if view.health.troubles else "green",
    )


def _catalog_badge(loaded: LoadedCatalog | None) -> str:
    if loaded is None:
        return _badge(_("No catalogue yet"), ":material/draft:", "gray")
    name = _("Sample catalogue") if loaded.is_sample else plain(loaded.catalog.source)
    rows = n_("{count} product", "{count} products", loaded.profile.rows)
    return _badge(f"{name} · {rows}", ":material/inventory_2:", "gray")


def _badge(label: str, icon: str, color: str) -> str:
    """As `st.badge` writes it: two in one text are drawn sooner than two elements."""
    return f":{color}-badge[{icon} {label}]"
