"""Home puts the demo model into a true Ollama, where one is named, whatever is clicked meanwhile."""

from pathlib import Path
from threading import Event

import ollama
import pytest
from playwright.sync_api import Page, expect

from tests.browser.running_app import running_app
from tests.faulty_server import FaultyServer, Handler, healthy
from vitrine.llm.embedded import DEMO_NAME

pytestmark = pytest.mark.browser

ANSWER_MS = 60_000  # a first visit starts the engine, which a busy machine makes slow
UPLOAD_MS = 120_000


def test_the_demo_model_is_put_into_ollama(
    true_ollama: str, page: Page, tmp_path_factory: pytest.TempPathFactory
) -> None:
    client = ollama.Client(true_ollama, timeout=60, trust_env=False)
    if DEMO_NAME in _installed(client):
        client.delete(DEMO_NAME)
    with running_app(tmp_path_factory.mktemp("app"), OLLAMA_HOST=true_ollama) as app:
        page.goto(app)
        page.get_by_role("button", name="Put the demo model into my Ollama").click(
            timeout=ANSWER_MS
        )
        told = page.get_by_text("The demo model is in your Ollama")
        expect(told).to_be_visible(timeout=UPLOAD_MS)
        expect(page.get_by_test_id("stException")).to_have_count(0)
    assert DEMO_NAME in _installed(client)
    reply = client.generate(DEMO_NAME, "Buy this watch", options={"num_predict": 1}, logprobs=True)
    assert reply.logprobs


def test_a_click_elsewhere_does_not_lose_it(page: Page, tmp_path: Path) -> None:
    asked, clicked = Event(), Event()

    def slow(handler: Handler, server: FaultyServer) -> None:
        asked.set()
        clicked.wait(60)
        healthy(handler, server)

    settings = {"VITRINE_ENGINE": "ollama", "VITRINE_MODEL": DEMO_NAME}
    with FaultyServer(model="llama2:latest") as server:
        server.always("/api/create", slow)
        with running_app(tmp_path, OLLAMA_HOST=server.host, **settings) as app:
            page.goto(app)
            page.get_by_role("button", name="Put the demo model into my Ollama").click(
                timeout=ANSWER_MS
            )
            assert asked.wait(60)
            french = page.get_by_role("radio", name="Français")
            french.dispatch_event("click")  # also where a narrow moment has the sidebar closed
            page.wait_for_timeout(1000)  # the page does not tell when its server has had the click
            clicked.set()
            told = page.get_by_text("Le modèle de démonstration est dans votre Ollama")
            expect(told).to_be_visible(timeout=ANSWER_MS)
        assert len(server.requests_to("/api/create")) == 1


def _installed(client: ollama.Client) -> set[str]:
    return {(model.model or "").removesuffix(":latest") for model in client.list().models}
