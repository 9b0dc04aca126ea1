"""What only the embedded engine does, or promises beyond Ollama's API."""

import json
import time
from collections.abc import Iterator

import httpx
import jinja2
import pytest

from vitrine.llm.chat_template import JINJA_TEMPLATE, render
from vitrine.llm.embedded.process import shared_engine
from vitrine.settings import Settings


@pytest.fixture(scope="module")
def http() -> Iterator[httpx.Client]:
    settings = Settings.from_environment()
    host = shared_engine(settings.demo_model, settings.threads).address()
    with httpx.Client(base_url=host, timeout=0.5, trust_env=False) as client:
        yield client


def _chat(http: httpx.Client, text: str, **more: object) -> dict[str, object]:
    body = {
        "model": "vitrine-demo",
        "stream": False,
        "messages": [{"role": "user", "content": text}],
        "options": {"num_predict": 1, "temperature": 0},
    }
    found: dict[str, object] = http.post("/api/chat", json={**body, **more}).json()
    return found


def test_it_counts_what_came_from_the_prompt_cache(http: httpx.Client) -> None:
    fixed = "A long fixed instruction comes first, and the product last. " * 5
    _chat(http, fixed + "mug")
    second = _chat(http, fixed + "watch")
    assert isinstance(second["prompt_cached_count"], int)
    assert isinstance(second["prompt_eval_count"], int)
    assert 20 < second["prompt_cached_count"] < second["prompt_eval_count"]


@pytest.mark.parametrize("path", ["create", "pull", "push", "copy", "embed"])
def test_what_it_cannot_do_is_said(http: httpx.Client, path: str) -> None:
    response = http.post(f"/api/{path}", json={"model": "vitrine-demo"})
    assert response.status_code == 501
    assert response.json() == {"error": f"the embedded engine does not support /api/{path}"}


def test_a_body_past_all_measure_is_refused(http: httpx.Client) -> None:
    response = http.post("/api/chat", content=b'{"x":"' + b"a" * 9_000_000)
    assert response.status_code == 413


@pytest.mark.parametrize("stream", [True, False])
def test_an_answer_that_no_one_waits_for_is_stopped(http: httpx.Client, stream: bool) -> None:
    endless = {
        "model": "vitrine-demo",
        "messages": [{"role": "user", "content": "go on"}],
        "options": {"num_predict": 100_000, "temperature": 1.0, "repeat_penalty": 1.3, "seed": 3},
        "format": {"type": "string", "minLength": 100_000},
        "stream": stream,
    }
    with pytest.raises(httpx.ReadTimeout), http.stream("POST", "/api/chat", json=endless) as reply:
        if stream:
            assert json.loads(next(reply.iter_lines()))["done"] is False
            raise httpx.ReadTimeout("enough")
        reply.read()
    started = time.monotonic()
    assert _chat(http, "mug")["done"] is True
    assert time.monotonic() - started < 1  # the whole of the other takes several seconds


def test_a_short_answer_takes_milliseconds(http: httpx.Client) -> None:
    _chat(http, "mug")
    started = time.monotonic()
    for _ in range(10):
        _chat(http, "mug")
    assert time.monotonic() - started < 0.3  # 0.4 where small packets wait for one another


def test_the_inner_server_needs_its_key() -> None:
    from vitrine.llm.embedded.native import NativeModel

    native = NativeModel(Settings.from_environment().demo_model, 256, 1)
    inner = native._server.listening_address
    refused = httpx.post(f"{inner}/completion", json={"prompt": "a"}, trust_env=False)
    assert refused.status_code == 401


def test_the_three_forms_of_the_chat_template_agree() -> None:
    messages = [{"role": "system", "content": "S"}, {"role": "user", "content": "U"}]
    rendered = jinja2.Environment(autoescape=False).from_string(JINJA_TEMPLATE)
    assert rendered.render(messages=messages) == render("S", "U")
    begun = [*messages, {"role": "assistant", "content": "Category:"}]
    assert rendered.render(messages=begun) == render("S", "U") + " Category:"
