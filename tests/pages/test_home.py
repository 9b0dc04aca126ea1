"""Home says which model answers, how it is, and where to start."""

import time
from collections.abc import Callable
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from components import model_panel
from tests.faulty_server import PULL_STEPS, FaultyServer, not_json, pull_that, refused_host
from tests.pages.conftest import Visit, press, said


def test_home_names_the_model_and_says_it_is_well(visit: Visit) -> None:
    page = visit("home")
    assert not page.exception
    assert "llama2" in said(page)
    assert "Answers, and nothing is wrong." in said(page)
    assert "No catalogue yet" in said(page)


def test_the_demo_model_is_called_what_it_is(visit: Visit, model_server: FaultyServer) -> None:
    model_server.model = "vitrine-demo:latest"
    page = visit("home")
    assert "A small demo model trained by this project, not Llama 2" in said(page)


def test_an_old_server_is_named_with_its_mend(visit: Visit, model_server: FaultyServer) -> None:
    model_server.version = "0.12.10"
    text = said(visit("home"))
    assert "gives no probabilities" in text
    assert "Update Ollama to its newest version." in text


def test_no_server_ends_in_a_sentence_and_a_mend(
    visit: Visit, monkeypatch: pytest.MonkeyPatch
) -> None:
    host = refused_host()
    monkeypatch.setenv("OLLAMA_HOST", host)
    page = visit("home")
    assert not page.exception
    assert f"No model server answers at {host}." in said(page)
    assert "Start Ollama (`ollama serve`)" in said(page)


def test_what_is_no_ollama_is_said(visit: Visit, model_server: FaultyServer) -> None:
    model_server.always("/api/tags", not_json)
    page = visit("home")
    assert not page.exception
    assert "cannot be used" in said(page)


def test_a_bad_setting_ends_in_its_sentence(visit: Visit, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VITRINE_ENGINE", "cloud")
    page = visit("home")
    assert not page.exception
    assert "The setting VITRINE_ENGINE is “cloud”." in said(page)


def test_home_speaks_french(visit: Visit) -> None:
    page = visit("home", lang="fr")
    assert "Voyez votre catalogue" in said(page)
    assert "Il répond, et tout va bien." in said(page)


def test_the_demo_model_can_be_put_where_it_is_asked_for(
    visit: Visit, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("VITRINE_MODEL", "vitrine-demo")
    page = visit("home")
    assert "ollama pull vitrine-demo" not in said(page)
    assert "Home has a button that puts it there" in said(page)
    assert "Put the demo model into my Ollama" in [button.label for button in page.button]


def test_nothing_is_put_where_nothing_answers(
    visit: Visit, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OLLAMA_HOST", refused_host())
    assert "Put the demo model into my Ollama" not in [
        button.label for button in visit("home").button
    ]


def in_ollama(page: AppTest, label: str) -> Any:
    """The chooser with this label in the panel of models."""
    assert "Models in Ollama" in [one.label for one in page.expander]
    return next(one for one in page.selectbox if one.label == label)


def test_another_installed_model_is_chosen_for_this_visit_alone(
    visit: Visit, model_server: FaultyServer
) -> None:
    model_server.pulled.append("mistral:7b")
    page = visit("home")
    chooser = in_ollama(page, "The model that answers you")
    assert chooser.options == [
        "llama2 · 6.7B · Q4_0",
        "mistral:7b · 6.7B · Q4_0",
    ]
    chooser.select(chooser.options[1]).run()
    assert not page.exception
    assert "**mistral:7b**" in said(page)
    assert page.switch_page("pages/classify.py").run() and "mistral:7b" in badges(page)
    assert "**llama2**" in said(visit("home"))


def badges(page: AppTest) -> str:
    return "\n".join(one.value for one in page.markdown).replace("\\", "")


def test_the_room_is_told_before_a_model_is_fetched(visit: Visit) -> None:
    page = visit("home")
    in_ollama(page, "Fetch a model").select("llama2:13b").run()
    assert "It takes about 7.3 GB of the disk." in said(page)
    assert "are free on this machine." in said(page)


def test_a_model_is_fetched_and_can_then_be_chosen(
    visit: Visit, model_server: FaultyServer
) -> None:
    page = visit("home")
    in_ollama(page, "Fetch a model").select("llama2:13b").run()
    press(page, "Fetch")
    until(lambda: "“llama2:13b” is installed." in said(page.run()))
    assert [one.body["model"] for one in model_server.requests_to("/api/pull")] == ["llama2:13b"]
    page.run()
    chooser = in_ollama(page, "The model that answers you")
    assert any(option.startswith("llama2:13b") for option in chooser.options)


def test_a_fetch_that_fails_says_why(visit: Visit, model_server: FaultyServer) -> None:
    model_server.always("/api/pull", pull_that({"error": "no such *manifest*"}))
    page = visit("home")
    press(page, "Fetch")
    until(lambda: "could not be fetched" in said(page.run()))
    assert "no such *manifest*" in said(page)


def test_a_fetch_is_stopped_even_where_the_server_hangs(
    visit: Visit, model_server: FaultyServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("VITRINE_READ_TIMEOUT", "20")
    model_server.always("/api/pull", pull_that(*PULL_STEPS[:3], silent=True))
    page = visit("home")
    press(page, "Fetch")
    until(lambda: "Stop fetching" in {one.label for one in page.run().button})
    press(page, "Stop fetching")
    assert "Stop fetching" not in {one.label for one in page.button}


def test_a_name_that_would_name_a_server_is_refused(
    visit: Visit, model_server: FaultyServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    typed = {"evil.example/team/model": 1}  # a test cannot type into a chooser, but choose
    monkeypatch.setattr(model_panel, "DOWNLOADS", typed)
    page = visit("home")
    assert not page.exception
    assert "is no name of a model in Ollama’s library" in said(page)
    assert "Fetch" not in {one.label for one in page.button}
    assert not model_server.requests_to("/api/pull")


def test_with_the_embedded_engine_alone_there_is_no_panel(
    visit: Visit, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("VITRINE_ENGINE", "embedded")
    page = visit("home")
    assert "Models in Ollama" not in [one.label for one in page.expander]


def until(condition: Callable[[], bool], seconds: float = 20.0) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it takes too long"
        time.sleep(0.1)
