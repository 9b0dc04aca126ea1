"""The real app on a free port, and a real Chromium that may speak to this machine alone."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from tests.browser.find_chromium import ADVICE, find_chromium
from vitrine.settings import Settings

ROOT = Path(__file__).resolve().parents[2]
START_SECONDS = 60
ANSWER_MS = 120_000  # an explanation is a hundred model calls
FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of an app that was just started, with the embedded engine."""
    if not Settings().demo_model.exists():
        pytest.skip("data/ holds no demo model")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    log = tmp_path_factory.mktemp("app") / "log"
    command = [sys.executable, "-m", "streamlit", "run", "app.py", "--server.port", str(port)]
    environment = {**os.environ, "VITRINE_ENGINE": "embedded", "VITRINE_MODEL": ""}
    with log.open("wb") as out:
        process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=out, stderr=out)
    address = f"http://127.0.0.1:{port}"
    try:
        _wait_for(f"{address}/_stcore/health", process, log)
        yield address
    finally:
        process.terminate()
        process.wait(10)


def _wait_for(url: str, process: subprocess.Popen[bytes], log: Path) -> None:
    end = time.monotonic() + START_SECONDS
    while time.monotonic() < end and process.poll() is None:
        try:
            if httpx.get(url, trust_env=False).text == "ok":
                return
        except httpx.TransportError:
            time.sleep(0.1)
    pytest.fail(f"the app does not start: {log.read_text('utf-8')}")


@pytest.fixture(scope="session")
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
