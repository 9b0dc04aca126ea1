"""Home says which model answers, how it is, and where to start."""

import pytest

from tests.faulty_server import FaultyServer, not_json, refused_host
from tests.pages.conftest import Visit, said


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


def test_the_sample_leads_to_the_dataset(visit: Visit) -> None:
    page = visit("home")
    page.button[0].click().run()
    assert not page.exception
    assert "Products: 14" in said(page)


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
