"""Home puts the demo model into a true Ollama, where one is named."""

import ollama
import pytest
from playwright.sync_api import Page, expect

from tests.browser.running_app import running_app
from vitrine.llm.embedded import DEMO_NAME

pytestmark = pytest.mark.browser

UPLOAD_MS = 120_000


def test_the_demo_model_is_put_into_ollama(
    true_ollama: str, page: Page, tmp_path_factory: pytest.TempPathFactory
) -> None:
    client = ollama.Client(true_ollama, timeout=60, trust_env=False)
    if DEMO_NAME in _installed(client):
        client.delete(DEMO_NAME)
    with running_app(tmp_path_factory.mktemp("app"), OLLAMA_HOST=true_ollama) as app:
        page.goto(app)
        page.get_by_role("button", name="Put the demo model into my Ollama").click()
        told = page.get_by_text("The demo model is in your Ollama")
        expect(told).to_be_visible(timeout=UPLOAD_MS)
        expect(page.get_by_test_id("stException")).to_have_count(0)
    assert DEMO_NAME in _installed(client)
    reply = client.generate(DEMO_NAME, "Buy this watch", options={"num_predict": 1}, logprobs=True)
    assert reply.logprobs


def _installed(client: ollama.Client) -> set[str]:
    return {(model.model or "").removesuffix(":latest") for model in client.list().models}
