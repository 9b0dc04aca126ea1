"""A freshly started app, and a real Chromium whose pages may speak to this machine alone."""

import os
import sys
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from tests.browser.find_chromium import ADVICE, find_chromium
from tests.browser.running_app import FLAGS, running_app
from vitrine.settings import Settings, ollama_address


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of an app that has had no visitor yet."""
    if not Settings.from_environment().demo_model.exists():
        pytest.skip("data/ holds no demo model")
    with running_app(tmp_path_factory.mktemp("app")) as address:
        yield address


@pytest.fixture(scope="session")
def true_ollama() -> str:
    """The address of the Ollama in VITRINE_TEST_OLLAMA_HOST, as the contract suite is given it."""
    host = os.environ.get("VITRINE_TEST_OLLAMA_HOST")
    if not host:
        pytest.skip("VITRINE_TEST_OLLAMA_HOST names no server")
    return ollama_address(host)


@pytest.fixture(scope="module")  # while it runs, no other test may have an event loop of its own
def chromium() -> Iterator[Browser]:
    path = find_chromium()
    if path is None:
        pytest.fail(ADVICE.format(python=sys.executable))
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def page(chromium: Browser, request: pytest.FixtureRequest) -> Iterator[Page]:
    """A new visitor; `indirect` parameters go to the browser's context (locale, viewport…)."""
    options = {"locale": "en-US", "viewport": {"width": 1400, "height": 1000}}
    context = chromium.new_context(**{**options, **getattr(request, "param", {})})
    strangers: list[str] = []
    visitor = context.new_page()
    visitor.set_default_timeout(30_000)
    visitor.on("request", lambda sent: strangers.append(sent.url) if _leaves(sent.url) else None)
    yield visitor
    context.close()
    assert not strangers, "the page asked for something outside this machine"


def _leaves(url: str) -> bool:
    parts = urlsplit(url)
    return parts.scheme in ("http", "https", "ws", "wss") and parts.hostname != "127.0.0.1"
