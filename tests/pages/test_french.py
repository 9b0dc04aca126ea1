"""In French no page has an English sentence left, whatever it shows."""

import re
from collections.abc import Iterator
from string import Formatter

import pytest
from streamlit.testing.v1 import AppTest

from components import i18n
from tests.faulty_server import FaultyServer
from tests.pages.conftest import Visit, said
from vitrine.jobs.runner import Runner
from vitrine.jobs.store import Store

PAGES = (
    "home",
    "dataset",
    "classify",
    "batch",
    "results",
    "importance",
    "trust",
    "review",
    "limits",
    "how_it_works",
)
RESULT_PANELS = (
    "categories",
    "confusions",
    "threshold",
    "calibration",
    "words",
    "comparison",
    "cost",
)
LEAST = 14  # characters: a shorter piece may be a name, or French by chance


def english() -> set[str]:
    """What no French page may say: the constant pieces of texts that French has other words for."""
    return {piece for text in _texts() for piece in _pieces(text)} - {
        piece for text in _french() for piece in _pieces(text)
    }


def _texts() -> Iterator[str]:
    for key in i18n.catalogue("fr")._catalog:  # the texts of the source, plurals as (text, number)
        yield key[0] if isinstance(key, tuple) else key


def _french() -> Iterator[str]:
    yield from i18n.catalogue("fr")._catalog.values()


def _pieces(text: str) -> list[str]:
    pieces = [literal for literal, *_ in Formatter().parse(text)]
    return [piece.strip() for piece in pieces if len(piece.strip()) >= LEAST]


ENGLISH = english()


def english_in(page: AppTest) -> list[str]:
    kinds = ("button", "selectbox", "toggle", "slider", "expander", "text_input", "text_area")
    labels = [one.label for kind in kinds for one in getattr(page, kind)]
    shown = re.sub(r"\s+", " ", "\n".join([said(page), *labels]))
    return [piece for piece in ENGLISH if re.sub(r"\s+", " ", piece) in shown]


@pytest.fixture
def a_french_browser(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(i18n, "closest", lambda locale: "fr")
    i18n.use("fr")  # this thread writes the options of a chooser once more
    yield
    i18n.use("en")


def test_english_is_told_from_french(visit: Visit) -> None:
    """The test itself: an English page is full of what is looked for."""
    assert len(english_in(visit("home"))) > 5


@pytest.mark.parametrize("name", PAGES)
def test_an_empty_page_is_french(visit: Visit, a_french_browser: None, name: str) -> None:
    page = visit(name)
    assert not page.exception
    assert not english_in(page)


def test_full_pages_are_french(
    visit: Visit,
    a_french_browser: None,
    model_server: FaultyServer,
    store: Store,
    a_worker: Runner,
) -> None:
    model_server.model = "vitrine-demo:latest"
    page = visit("home")
    next(one for one in page.button if one.label == "Montrez-moi").click().run()
    for _step in range(3):
        assert not english_in(page)
        page.button(key="tour_next").click().run()
    a_worker.finish(store.runs_of(page.session_state["visitor"])[0].id)
    found = {}
    for name in PAGES:
        page.switch_page(f"pages/{name}.py").run()
        assert not page.exception, name
        found[name] = english_in(page)
    for panel in RESULT_PANELS:
        page.query_params["panel"] = panel
        page.session_state["judged_panel_results"] = panel
        page.switch_page("pages/results.py").run()
        assert not page.exception, panel
        found[panel] = english_in(page)
    assert not any(found.values()), found
