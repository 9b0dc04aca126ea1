"""The client: what it sends, what it reads, and one named error for each way to go wrong."""

import math
import threading
import time
from collections.abc import Callable

import pytest

from tests.faulty_server import (
    Behaviour,
    FaultyServer,
    Handler,
    a_list,
    busy,
    cut_off,
    dripping,
    hanging,
    hung_up,
    model_missing,
    not_json,
    refused_host,
    refusing,
    without_logprobs,
    wrong_shape,
)
from vitrine.errors import (
    ModelError,
    ModelMissing,
    ReplyBroken,
    RequestRefused,
    ServerBusy,
    ServerTimeout,
    ServerUnreachable,
)
from vitrine.llm.client import ModelClient
from vitrine.llm.names import same_model
from vitrine.llm.reply import Turn

TURNS = (Turn("system", "Sort."), Turn("user", "A mug"), Turn("assistant", "Category:"))


def _client(host: str, model: str = "llama2", **more: float) -> ModelClient:
    return ModelClient(host, model, connect_timeout=1.0, read_timeout=more.get("read", 5.0))


def test_sends_the_chat_and_the_options_that_make_an_answer_repeatable(
    faulty_server: FaultyServer,
) -> None:
    with _client(faulty_server.host) as client:
        client.ask(TURNS, format={"type": "string"}, max_tokens=2, seed=7)
    (sent,) = faulty_server.requests_to("/api/chat")
    body = {key: value for key, value in sent.body.items() if value is not None}
    assert body == {
        "model": "llama2",
        "messages": [
            {"role": "system", "content": "Sort."},
            {"role": "user", "content": "A mug"},
            {"role": "assistant", "content": "Category:"},
        ],
        "stream": False,
        "tools": [],
        "format": {"type": "string"},
        "logprobs": True,
        "top_logprobs": 20,
        "options": {
            "temperature": 0,
            "repeat_penalty": 1.0,
            "seed": 7,
            "num_ctx": 4096,
            "num_predict": 2,
        },
    }


def test_reads_text_logprobs_and_counts(faulty_server: FaultyServer) -> None:
    with _client(faulty_server.host) as client:
        reply = client.ask(TURNS)
    assert reply.text == "A"
    (first,) = reply.positions
    assert [choice.text for choice in first] == ["A", "B", "C"]
    assert [math.exp(choice.logprob) for choice in first] == pytest.approx([0.7, 0.2, 0.06])
    assert (reply.prompt_tokens, reply.answer_tokens) == (42, 1)
    assert reply.prompt_tokens_cached is None
    assert reply.seconds > 0


def test_a_request_may_override_an_option(faulty_server: FaultyServer) -> None:
    with _client(faulty_server.host) as client:
        client.ask(TURNS, options={"num_ctx": 128, "num_thread": 2})
    (sent,) = faulty_server.requests_to("/api/chat")
    assert sent.body["options"]["num_ctx"] == 128
    assert sent.body["options"]["num_thread"] == 2
    assert sent.body["options"]["temperature"] == 0


def _written(handler: Handler, _: FaultyServer) -> None:
    tokens = [{"token": " cup", "logprob": -0.1}, {"token": " pot", "logprob": -2.5}]
    handler.send(
        {
            "response": " cup",
            "done": True,
            "prompt_eval_count": 5,
            "eval_count": 1,
            "logprobs": [{**tokens[0], "top_logprobs": tokens}],
        }
    )


def test_continues_a_text_as_it_stands(faulty_server: FaultyServer) -> None:
    faulty_server.always("/api/generate", _written)
    with _client(faulty_server.host) as client:
        reply = client.continue_text("A blue", top_logprobs=2)
    (sent,) = faulty_server.requests_to("/api/generate")
    assert (sent.body["prompt"], sent.body["raw"], sent.body["top_logprobs"]) == ("A blue", True, 2)
    assert sent.body["options"]["num_predict"] == 1
    assert sent.body["options"]["temperature"] == 0
    assert [choice.text for choice in reply.positions[0]] == [" cup", " pot"]
    assert (reply.text, reply.prompt_tokens, reply.answer_tokens) == (" cup", 5, 1)


def test_a_text_cannot_be_continued_by_a_server_that_is_not_there() -> None:
    with _client(refused_host()) as client, pytest.raises(ServerUnreachable):
        client.continue_text("A blue")


def test_the_models_own_metadata_are_asked_for_once(faulty_server: FaultyServer) -> None:
    with _client(faulty_server.host) as client:
        assert client.metadata()["llama.context_length"] == 4096
        client.metadata()
    assert len(faulty_server.requests_to("/api/show")) == 1


def test_a_server_too_old_for_logprobs_gives_a_label_and_no_positions(
    faulty_server: FaultyServer,
) -> None:
    faulty_server.always("/api/chat", without_logprobs)
    with _client(faulty_server.host) as client:
        reply = client.ask(TURNS)
    assert (reply.text, reply.positions) == ("A", ())


@pytest.mark.parametrize(
    ("capabilities", "think"), [(("completion", "thinking"), False), (("completion",), None)]
)
def test_only_a_thinking_model_is_told_not_to_think(
    capabilities: tuple[str, ...], think: bool | None
) -> None:
    with FaultyServer(capabilities=capabilities) as server, _client(server.host) as client:
        client.ask(TURNS)
        client.ask(TURNS)
        assert [sent.body.get("think") for sent in server.requests_to("/api/chat")] == [think] * 2
        assert len(server.requests_to("/api/show")) == 1


@pytest.mark.parametrize(
    ("behaviour", "error", "words"),
    [
        (busy, ServerBusy, "busy"),
        (cut_off, ReplyBroken, "cut off"),
        (hung_up, ReplyBroken, "cut off"),
        (not_json, ReplyBroken, "Ollama API"),
        (wrong_shape, ReplyBroken, "Ollama API"),
        (a_list, ReplyBroken, "Ollama API"),
        (model_missing, ModelMissing, "ollama pull llama2"),
        (
            refusing(400, "top_logprobs must be between 0 and 20"),
            RequestRefused,
            "between 0 and 20",
        ),
        (refusing(500, "llama runner has terminated"), RequestRefused, "runner has terminated"),
        (refusing(404, "404 page not found"), RequestRefused, "404"),
        (lambda handler, _: handler.send_bytes(b"[]", 500), ReplyBroken, "Ollama API"),
    ],
)
def test_every_fault_of_an_answer_has_its_own_error(
    faulty_server: FaultyServer, behaviour: Behaviour, error: type[ModelError], words: str
) -> None:
    with _client(faulty_server.host) as client:
        faulty_server.once("/api/chat", behaviour)
        with pytest.raises(error) as raised:
            client.ask(TURNS)
        assert words in str(raised.value)
        assert faulty_server.host in str(raised.value)
        assert client.ask(TURNS).text == "A"  # the client is as good as before


@pytest.mark.parametrize(
    ("behaviour", "error"),
    [(busy, ServerBusy), (hung_up, ReplyBroken), (not_json, ReplyBroken), (a_list, ReplyBroken)],
)
@pytest.mark.parametrize(
    ("path", "call"),
    [
        ("/api/tags", ModelClient.installed),
        ("/api/version", ModelClient.version),
        ("/api/ps", ModelClient.loaded),
        ("/api/generate", ModelClient.preload),
        ("/api/show", ModelClient.context_tokens),
    ],
)
def test_every_other_call_translates_its_faults_too(
    faulty_server: FaultyServer,
    path: str,
    call: Callable[[ModelClient], object],
    behaviour: Behaviour,
    error: type[ModelError],
) -> None:
    with _client(faulty_server.host) as client:
        faulty_server.once(path, behaviour)
        with pytest.raises(error):
            call(client)
        call(client)


def test_a_refused_connection() -> None:
    with _client(refused_host()) as client, pytest.raises(ServerUnreachable):
        client.installed()


@pytest.mark.parametrize("behaviour", [hanging, dripping])
def test_a_slow_reply_ends_at_the_read_timeout(
    faulty_server: FaultyServer, behaviour: Behaviour
) -> None:
    faulty_server.always("/api/chat", behaviour)
    with _client(faulty_server.host, read=0.3) as client:
        started = time.monotonic()
        with pytest.raises(ServerTimeout) as raised:
            client.ask(TURNS)
    assert time.monotonic() - started < 3
    assert "0.3 seconds" in str(raised.value)


def test_installed_models_and_the_digest_of_the_one_in_use(faulty_server: FaultyServer) -> None:
    with _client(faulty_server.host, "LLAMA2") as client:
        (model,) = client.installed()
        assert (model.name, model.family, model.parameters) == ("llama2:latest", "llama", "6.7B")
        assert (model.quantization, model.size) == ("Q4_0", 3_826_793_677)
        assert client.digest() == model.digest
        assert client.loaded()
        assert client.version() == "0.24.0"
        assert client.context_tokens() == 4096


def test_the_digest_of_a_model_that_is_not_there(faulty_server: FaultyServer) -> None:
    with _client(faulty_server.host, "mistral") as client, pytest.raises(ModelMissing):
        client.digest()


def test_one_client_serves_many_threads(faulty_server: FaultyServer) -> None:
    texts: list[str] = []
    with _client(faulty_server.host) as client:
        threads = [
            threading.Thread(target=lambda: texts.append(client.ask(TURNS).text)) for _ in range(8)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert texts == ["A"] * 8


@pytest.mark.parametrize(
    ("first", "second", "same"),
    [
        ("llama2", "llama2:latest", True),
        ("Llama2", "llama2", True),
        ("llama2:13b", "llama2", False),
        ("host:5000/llama2", "host:5000/llama2:latest", True),
    ],
)
def test_two_names_for_one_model(first: str, second: str, same: bool) -> None:
    assert same_model(first, second) is same
