"""Pages run as Streamlit runs them, against a local model server that can be made to fail."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import streamlit as st
from streamlit.runtime.pages_manager import PagesManager
from streamlit.testing.v1 import AppTest, app_test

from components import runs
from tests.faulty_server import FaultyServer
from vitrine.jobs.runner import Runner
from vitrine.jobs.store import Store, open_store
from vitrine.settings import Settings

ROOT = Path(__file__).resolve().parents[2]
Visit = Callable[..., AppTest]


@pytest.fixture
def model_server() -> Iterator[FaultyServer]:
    """Sure of the first category, with a little mass outside."""
    shares = dict.fromkeys("BCDEFG", 0.01) | {"A": 0.9, "Sure": 0.04}
    with FaultyServer(probabilities=shares) as server:
        yield server


class PagesAfterNavigation(PagesManager):
    """As in a server that has had a visitor: st.navigation has turned the search of pages/ off."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        PagesManager.uses_pages_directory = False


@pytest.fixture
def visit(
    model_server: FaultyServer, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> Iterator[Visit]:
    """Opens a page as a new visitor: `visit("classify", catalogue="sample")`."""
    sample = tmp_path / "sample_catalogue.csv"
    sample.write_text(SAMPLE, encoding="utf-8")
    monkeypatch.setattr(app_test, "PagesManager", PagesAfterNavigation)
    monkeypatch.chdir(ROOT)
    monkeypatch.setenv("VITRINE_ENGINE", "ollama")
    monkeypatch.setenv("OLLAMA_HOST", model_server.host)
    monkeypatch.setenv("VITRINE_READ_TIMEOUT", "0.5")
    monkeypatch.setenv("VITRINE_SAMPLE_CATALOG", str(sample))
    st.cache_resource.clear()

    def open_page(name: str, **address: str) -> AppTest:
        page = AppTest.from_file(str(ROOT / "app.py"), default_timeout=20)
        for key, value in address.items():
            page.query_params[key] = value
        page.run()
        return page if name == "home" else page.switch_page(f"pages/{name}.py").run()

    yield open_page
    st.cache_resource.clear()


@pytest.fixture
def settings(visit: Visit) -> Settings:
    """Those of the page, which `visit` has written into the environment."""
    return Settings.from_environment()


@pytest.fixture
def store(settings: Settings) -> Iterator[Store]:
    """The runs that the page sees."""
    found = open_store(settings)
    yield found
    found.close()


@pytest.fixture
def nobody_works(monkeypatch: pytest.MonkeyPatch) -> None:
    """Runs stay as a test leaves them."""
    monkeypatch.setattr(runs, "wake", lambda: None)


@pytest.fixture
def a_worker(
    nobody_works: None, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Runner]:
    """One as the app has it."""
    store = open_store(settings)
    runner = Runner(store, settings)
    monkeypatch.setattr(runs, "wake", runner.wake)
    runner.start()
    yield runner
    runner.stop()
    store.close()


def press(page: AppTest, label: str) -> None:
    """The button with this label."""
    next(button for button in page.button if button.label == label).click()
    page.run()
    assert not page.exception


def unfold(page: AppTest) -> AppTest:
    """Opens the tables under the page's charts."""
    for fold in page.expander:
        _, _, key = fold.proto.id.partition("-")[2].partition("-")
        if key.endswith("_table"):
            page.session_state[key] = True
    page.run()
    assert not page.exception
    return page


def said(page: AppTest) -> str:
    """Everything that the page says, one thing a line, without what keeps Markdown away."""
    kinds = ("title", "header", "subheader", "markdown", "caption", "error", "warning", "success")
    found = [element.value for kind in kinds for element in getattr(page, kind)]
    found += [f"{metric.label}: {metric.value}" for metric in page.metric]
    return "\n".join(found).replace("\\", "").replace("\u2060", "")


SAMPLE = "id,name,description,category\n" + "".join(
    f"{row},Product {row},word{row} a plain thing made of {material},{category}\n"
    for row, (material, category) in enumerate(
        [
            ("cotton", "Home Furnishing"),
            ("soft wool", "Baby Care"),
            ("steel", "Watches"),
            ("clay", "Home Decor & Festive Needs"),
            ("steel", "Kitchen & Dining"),
            ("oil", "Beauty and Personal Care"),
            ("silicon", "Computers"),
        ]
        * 2,
        start=1,
    )
)
