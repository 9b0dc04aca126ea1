"""What the official package hides: statuses, error texts, headers, and the shape of the lines."""

import json
from typing import Any

import pytest

from tests.contract.conftest import Server

ONE_TOKEN = {"num_predict": 1, "temperature": 0, "num_thread": 1}


def _error(server: Server, path: str, body: object) -> tuple[int, str]:
    response = server.post(path, body)
    assert response.headers["content-type"].startswith("application/json")
    assert list(response.json()) == ["error"]
    return response.status_code, response.json()["error"]


def _with_model(server: Server, body: dict[str, Any]) -> dict[str, Any]:
    return {"model": server.model, "prompt": "a", "options": ONE_TOKEN, "stream": False, **body}


def test_the_root_says_that_it_is_ollama(server: Server) -> None:
    response = server.get("/")
    assert (response.status_code, response.text) == (200, "Ollama is running")
    assert list(server.get("/api/version").json()) == ["version"]


def test_an_unknown_path_and_a_wrong_method(server: Server) -> None:
    missing = server.get("/api/nonsense")
    assert (missing.status_code, missing.text) == (404, "404 page not found")
    wrong = server.get("/api/chat")
    assert (wrong.status_code, wrong.text) == (405, "405 method not allowed")


@pytest.mark.parametrize("path", ["/api/generate", "/api/chat", "/api/show"])
def test_bodies_that_are_no_request(server: Server, path: str) -> None:
    assert _error(server, path, b"") == (400, "missing request body")
    assert _error(server, path, b"{")[0] == 400
    status, text = _error(server, path, b"[1]")
    assert status == 400
    assert text.startswith("json: cannot unmarshal array into Go value of type api.")
    assert _error(server, path, {"model": 5})[0] == 400


@pytest.mark.parametrize(
    ("path", "name", "expected"),
    [
        ("/api/generate", "", (404, "model '' not found")),
        ("/api/chat", "", (400, "model is required")),
        ("/api/show", "", (400, "model is required")),
        ("/api/generate", "a b", (400, "invalid model name")),
        ("/api/chat", "a b", (400, "invalid model name")),
        ("/api/show", "a b", (400, "invalid model name")),
        ("/api/generate", "nope", (404, "model 'nope' not found")),
        ("/api/chat", "nope:7b", (404, "model 'nope:7b' not found")),
        ("/api/show", "nope", (404, "model 'nope' not found")),
    ],
)
def test_names_of_no_model(server: Server, path: str, name: str, expected: tuple[int, str]) -> None:
    assert _error(server, path, {"model": name, "prompt": "a"}) == expected


REFUSED: list[tuple[str, dict[str, Any], int, str]] = [
    ("generate", {"top_logprobs": 21}, 400, "top_logprobs must be between 0 and 20"),
    ("chat", {"top_logprobs": -1}, 400, "top_logprobs must be between 0 and 20"),
    (
        "generate",
        {"stream": "yes"},
        400,
        "json: cannot unmarshal string into Go struct field GenerateRequest.stream of type bool",
    ),
    (
        "chat",
        {"messages": "hello"},
        400,
        "json: cannot unmarshal string into Go struct field ChatRequest.messages of type "
        "[]api.Message",
    ),
    (
        "chat",
        {"messages": [{"role": "user", "content": []}]},
        400,
        "json: cannot unmarshal array into Go struct field ChatRequest.messages.content of type "
        "string",
    ),
    ("generate", {"keep_alive": "abc"}, 400, 'time: invalid duration "abc"'),
    ("generate", {"keep_alive": "10"}, 400, 'time: missing unit in duration "10"'),
    ("generate", {"keep_alive": True}, 400, "Unsupported type: 'bool'"),
    (
        "generate",
        {"raw": True, "system": "s"},
        400,
        "raw mode does not support template, system, or context",
    ),
    ("generate", {"think": True}, 400, '"MODEL" does not support thinking'),
    (
        "chat",
        {"think": "deeply"},
        400,
        'invalid think value: "deeply" (must be "high", "medium", "low", "max", true, or false)',
    ),
    (
        "generate",
        {"suffix": "z"},
        400,
        "registry.ollama.ai/library/MODEL:latest does not support insert",
    ),
    (
        "chat",
        {"tools": [{"type": "function", "function": {"name": "f"}}]},
        400,
        "registry.ollama.ai/library/MODEL:latest does not support tools",
    ),
    (
        "generate",
        {"options": {"temperature": "hot"}},
        500,
        'option "temperature" must be of type float32',
    ),
    ("generate", {"options": {"seed": "x"}}, 500, 'option "seed" must be of type integer'),
    ("generate", {"options": {"stop": "x"}}, 500, 'option "stop" must be of type array'),
    (
        "generate",
        {"format": "xml"},
        500,
        'invalid format: "\\"xml\\""; expected "json" or a valid JSON Schema object',
    ),
    (
        "generate",
        {"format": 5},
        500,
        'invalid format: "5"; expected "json" or a valid JSON Schema object',
    ),
    ("generate", {"format": {"type": "nope"}}, 500, "invalid JSON schema in format"),
    ("generate", {"format": {"$ref": "#/none"}}, 500, "invalid JSON schema in format"),
    (
        "generate",
        {"prompt": "a " * 200, "truncate": False, "options": {"num_ctx": 64}},
        400,
        "the input length exceeds the context length",
    ),
]


@pytest.mark.parametrize("stream", [False, True])
@pytest.mark.parametrize(("endpoint", "more", "status", "text"), REFUSED)
def test_refusals_keep_ollamas_words(
    server: Server, endpoint: str, more: dict[str, Any], status: int, text: str, stream: bool
) -> None:
    body = _with_model(server, {"messages": [{"role": "user", "content": "a"}]})
    body["stream"] = stream
    expected = (status, text.replace("MODEL", server.model))
    assert _error(server, f"/api/{endpoint}", {**body, **more}) == expected


@pytest.mark.parametrize(
    "more",
    [
        {"unknown": 1},
        {"options": None},
        {"format": None},
        {"format": ""},
        {"keep_alive": None},
        {"keep_alive": "1h30m"},
        {"think": False},
        {"top_logprobs": 3},
        {"options": {"unknown": 1, "num_predict": 1.7, "num_thread": 1}},
        {"suffix": ""},
    ],
)
def test_what_is_let_pass(server: Server, more: dict[str, Any]) -> None:
    response = server.post("/api/generate", {**_with_model(server, {"options": ONE_TOKEN}), **more})
    assert response.status_code == 200
    assert "logprobs" not in response.json()


def test_field_names_match_in_any_case_and_what_follows_is_not_read(server: Server) -> None:
    body = json.dumps({"MODEL": server.model, "Prompt": "a", "options": ONE_TOKEN, "stream": False})
    response = server.post("/api/generate", body.encode() + b" and more")
    assert (response.status_code, response.json()["eval_count"]) == (200, 1)


def test_the_stream_is_one_json_object_a_line(server: Server) -> None:
    body = _with_model(server, {"options": {**ONE_TOKEN, "num_predict": 3}})
    del body["stream"]  # it is the default
    response = server.post("/api/generate", body)
    assert response.headers["content-type"].startswith("application/x-ndjson")
    *lines, last = [json.loads(line) for line in response.text.splitlines()]
    assert lines
    for line in lines:
        assert list(line) == ["model", "created_at", "response", "done"]
        assert line["done"] is False
    assert last["done"] is True
    assert last["created_at"].endswith("Z")


def test_a_load_request_is_one_object_even_where_a_stream_is_asked_for(server: Server) -> None:
    response = server.post("/api/chat", {"model": server.model, "messages": [], "stream": True})
    assert response.headers["content-type"].startswith("application/json")
    found = response.json()
    assert found.pop("created_at")
    assert found == {
        "model": server.model,
        "message": {"role": "assistant", "content": ""},
        "done": True,
        "done_reason": "load",
    }


def test_counts_at_zero_are_left_out(server: Server) -> None:
    found = server.post("/api/generate", _with_model(server, {})).json()
    assert (found["eval_count"], found["done_reason"]) == (1, "length")
    assert "eval_duration" not in found
    assert "logprobs" not in found


def test_the_reply_echoes_the_name_as_it_was_sent(server: Server) -> None:
    name = f"{server.model.upper()}:latest"
    found = server.post("/api/generate", _with_model(server, {"model": name})).json()
    assert found["model"] == name


def test_a_token_that_is_logged_has_its_bytes(server: Server) -> None:
    body = _with_model(server, {"logprobs": True, "top_logprobs": 3})
    (item,) = server.post("/api/generate", body).json()["logprobs"]
    assert list(item) == ["token", "logprob", "bytes", "top_logprobs"]
    for choice in [item, *item["top_logprobs"]]:
        assert choice["bytes"] == list(choice["token"].encode())
        assert choice["logprob"] <= 0


def test_a_page_of_another_site_is_refused(server: Server) -> None:
    assert server.get("/api/tags", origin="https://example.com").status_code == 403
    assert server.get("/api/tags", host="example.com").status_code == 403
    assert server.get("/api/tags", origin="http://localhost:3000").status_code == 200
    assert server.get("/api/tags", host="localhost:1").status_code == 200


def test_a_context_without_shifting_ends_the_answer(server: Server) -> None:
    options = {**ONE_TOKEN, "num_ctx": 64, "num_predict": -1, "temperature": 1.5, "seed": 5}
    options["repeat_penalty"] = 1.5
    body = _with_model(server, {"prompt": "a mug", "raw": True, "shift": False, "options": options})
    found = server.post("/api/generate", body).json()
    if found.get("done_reason") == "length":
        assert found["prompt_eval_count"] + found["eval_count"] == 65
    else:
        assert found["eval_count"] < 64
