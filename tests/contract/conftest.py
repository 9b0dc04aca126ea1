"""The servers that the contract is held against: the embedded engine, and a true Ollama where named.

VITRINE_TEST_OLLAMA_HOST and VITRINE_TEST_OLLAMA_MODEL name the second; give it the demo model
(`vitrine.llm.handover`) and the comparison of the two runs as well.
"""

import os
from collections.abc import Iterator
from dataclasses import dataclass

import httpx
import ollama
import pytest

from vitrine.llm.embedded import DEMO_NAME
from vitrine.llm.embedded.process import EngineProcess
from vitrine.settings import Settings, ollama_address


@dataclass(frozen=True)
class Server:
    """One server under test, and a model that it has."""

    kind: str
    host: str
    model: str

    @property
    def ollama(self) -> ollama.Client:
        return ollama.Client(self.host, timeout=60, trust_env=False)

    def post(self, path: str, body: object) -> httpx.Response:
        """A bare request: bytes are sent as they are, anything else as JSON."""
        content = {"content": body} if isinstance(body, bytes) else {"json": body}
        return httpx.post(self.host + path, timeout=60, trust_env=False, **content)  # type: ignore[arg-type]

    def get(self, path: str, **headers: str) -> httpx.Response:
        return httpx.get(self.host + path, headers=headers, timeout=60, trust_env=False)


@pytest.fixture(scope="session")
def embedded() -> Iterator[Server]:
    settings = Settings.from_environment()
    process = EngineProcess(settings.demo_model, settings.threads)
    yield Server("embedded", process.address(), DEMO_NAME)
    process.stop()


@pytest.fixture(scope="session")
def true_ollama() -> Server:
    host = os.environ.get("VITRINE_TEST_OLLAMA_HOST")
    if not host:
        pytest.skip("VITRINE_TEST_OLLAMA_HOST names no server")
    model = os.environ.get("VITRINE_TEST_OLLAMA_MODEL", DEMO_NAME)
    return Server("ollama", ollama_address(host), model)


@pytest.fixture(params=["embedded", "ollama"])
def server(request: pytest.FixtureRequest) -> Server:
    found = request.getfixturevalue("embedded" if request.param == "embedded" else "true_ollama")
    assert isinstance(found, Server)
    return found
