"""*Show me*: four steps on the real pages, and the sidebar that says what they work with."""

import time

import pytest
from streamlit.testing.v1 import AppTest

from tests.faulty_server import FaultyServer
from tests.pages.conftest import Visit, press, said
from vitrine.jobs.store import Store


@pytest.fixture
def demo(model_server: FaultyServer) -> FaultyServer:
    """A server whose model is the demo model: the tour asks it without a click."""
    model_server.model = "vitrine-demo:latest"
    return model_server


def begun(visit: Visit) -> AppTest:
    page = visit("home")
    press(page, "Show me")
    return page


def test_the_tour_begins_with_the_sample(visit: Visit, demo: FaultyServer) -> None:
    page = begun(visit)
    assert "**1 of 4 · A catalogue**" in said(page)
    assert "These are 14 products" in said(page)
    assert "Products: 14" in said(page)


def test_each_step_does_what_it_shows(visit: Visit, demo: FaultyServer, store: Store) -> None:
    page = begun(visit)
    press(page, "Next")
    assert "**2 of 4 · A product**" in said(page)
    assert "The model answers" in said(page)
    press(page, "Next")
    until_said(page, "Stable after", "Complete after", "Not stable yet", "is spent")
    press(page, "Next")
    assert "**4 of 4 · The results**" in said(page)
    run = store.runs_of(page.session_state["visitor"])[0]
    assert run.total == 14
    assert page.query_params["run"] == run.id


def test_a_tour_sorts_the_sample_once(visit: Visit, demo: FaultyServer, store: Store) -> None:
    page = begun(visit)
    press(page, "Next")
    press(page, "Back")
    press(page, "End the tour")
    page.switch_page("pages/home.py").run()
    press(page, "Show me")
    assert len(store.runs_of(page.session_state["visitor"])) == 1


def test_another_model_is_asked_by_a_click_alone(visit: Visit, model_server: FaultyServer) -> None:
    page = begun(visit)
    press(page, "Next")
    assert "**2 of 4 · A product**" in said(page)
    assert "The model answers" not in said(page)
    press(page, "Classify this product")
    assert "The model answers" in said(page)


def test_whoever_strays_is_led_back(visit: Visit, demo: FaultyServer) -> None:
    page = begun(visit)
    page.switch_page("pages/limits.py").run()
    assert "The tour waits at “A catalogue”." in said(page)
    press(page, "Go on with the tour")
    assert "**1 of 4 · A catalogue**" in said(page)


def test_the_tour_can_be_ended(visit: Visit, demo: FaultyServer) -> None:
    page = begun(visit)
    press(page, "End the tour")
    assert "of 4" not in said(page)
    assert "tour" not in page.query_params
    assert "Products: 14" in said(page)


@pytest.mark.parametrize("step", ["0", "5", "-1", "two", ""])
def test_an_address_with_no_step_of_the_tour_begins_none(visit: Visit, step: str) -> None:
    assert "of 4" not in said(visit("dataset", tour=step))


def test_a_reload_goes_on_with_its_step(visit: Visit, demo: FaultyServer) -> None:
    page = visit("home", tour="1")
    assert "The tour waits at “A catalogue”." in said(page)
    page.switch_page("pages/dataset.py").run()
    assert "Products: 14" in said(page)


def test_the_sidebar_says_what_is_in_use(visit: Visit, demo: FaultyServer) -> None:
    page = visit("home")
    assert used(page) == ["No catalogue yet", "Demo model", "No run yet"]
    press(page, "Show me")
    now = used(page.run())
    assert now[0] == "Sample catalogue · 14 products"
    assert now[2].startswith("Run #") and now[2].endswith("Sample catalogue")


def test_the_sidebar_says_that_no_model_answers(
    visit: Visit, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OLLAMA_HOST", "http://127.0.0.1:9")
    assert used(visit("home"))[1] == "No model answers"


def used(page: AppTest) -> list[str]:
    links = page.sidebar.get("page_link")
    return [link.proto.label.replace("\\", "") for link in links]


def until_said(page: AppTest, *endings: str) -> None:
    end = time.monotonic() + 20
    while not any(ending in said(page) for ending in endings):
        assert time.monotonic() < end, said(page)
        time.sleep(0.2)
        page.run()
