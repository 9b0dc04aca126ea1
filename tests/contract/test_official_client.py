"""The official `ollama` package works unchanged against every server."""

import json

import ollama
import pytest

from tests.contract.conftest import Server

GREEDY = {"temperature": 0, "repeat_penalty": 1.0, "num_predict": 4, "num_thread": 1}
QUESTION = [
    {"role": "system", "content": "Sort the product."},
    {"role": "user", "content": "Product: a mug of bone china"},
]


def test_list_names_the_model_with_its_tag(server: Server) -> None:
    (model,) = [m for m in server.ollama.list().models if m.model == f"{server.model}:latest"]
    assert model.digest is not None
    assert len(model.digest) == 64
    assert model.size and model.size > 1000
    assert model.modified_at is not None
    assert model.details is not None
    assert model.details.format == "gguf"
    assert model.details.family == "llama"
    assert model.details.families == ["llama"]


def test_show_tells_what_the_model_is(server: Server) -> None:
    shown = server.ollama.show(server.model)
    assert shown.modelinfo is not None
    assert shown.modelinfo["general.architecture"] == "llama"
    assert shown.modelinfo["llama.context_length"] > 0
    assert shown.modelinfo["general.parameter_count"] > 1000
    assert shown.modelinfo["tokenizer.ggml.tokens"] is None
    assert "tokenizer.chat_template" not in shown.modelinfo
    assert "completion" in (shown.capabilities or [])
    assert shown.template
    assert shown.details is not None
    assert shown.modelfile


def test_ps_lists_a_model_once_it_is_loaded(server: Server) -> None:
    server.ollama.generate(server.model, keep_alive="5m")
    (running,) = [m for m in server.ollama.ps().models if m.name == f"{server.model}:latest"]
    assert running.expires_at is not None
    assert running.context_length and running.context_length > 0
    assert running.size_vram is not None


def test_an_empty_request_loads_and_one_with_no_time_to_live_unloads(server: Server) -> None:
    loaded = server.ollama.generate(server.model)
    assert (loaded.response, loaded.done, loaded.done_reason) == ("", True, "load")
    assert loaded.eval_count is None
    gone = server.ollama.generate(server.model, keep_alive=0)
    assert (gone.response, gone.done, gone.done_reason) == ("", True, "unload")
    chat = server.ollama.chat(server.model)
    assert (chat.message.content, chat.done_reason) == ("", "load")
    assert server.ollama.chat(server.model, keep_alive=0).done_reason == "unload"


def test_generate_answers_and_counts(server: Server) -> None:
    answer = server.ollama.generate(server.model, "a mug", options=GREEDY)
    assert answer.model == server.model
    assert answer.done and answer.done_reason in ("length", "stop")
    assert answer.response
    assert answer.eval_count is not None and 1 <= answer.eval_count <= 4
    assert answer.prompt_eval_count is not None and answer.prompt_eval_count > 1
    assert answer.total_duration and answer.load_duration and answer.prompt_eval_duration
    assert answer.total_duration >= answer.load_duration
    assert answer.logprobs is None


def test_a_stream_adds_up_to_the_whole_answer(server: Server) -> None:
    whole = server.ollama.generate(server.model, "a mug", options=GREEDY)
    *pieces, last = server.ollama.generate(server.model, "a mug", options=GREEDY, stream=True)
    assert "".join(piece.response for piece in pieces) == whole.response
    assert not any(piece.done for piece in pieces)
    assert (last.response, last.done, last.done_reason) == ("", True, whole.done_reason)
    assert last.eval_count == whole.eval_count
    assert last.prompt_eval_count == whole.prompt_eval_count


def test_a_chat_streams_too(server: Server) -> None:
    whole = server.ollama.chat(server.model, QUESTION, options=GREEDY)
    *pieces, last = server.ollama.chat(server.model, QUESTION, options=GREEDY, stream=True)
    assert whole.message.role == "assistant"
    assert "".join(piece.message.content or "" for piece in pieces) == whole.message.content
    assert last.done and last.message.content == ""
    assert last.eval_count == whole.eval_count


def test_logprobs_come_best_first_one_item_a_token(server: Server) -> None:
    answer = server.ollama.generate(
        server.model, "a mug", options=GREEDY, logprobs=True, top_logprobs=5
    )
    assert answer.logprobs is not None
    ended = answer.done_reason == "stop"
    assert len(answer.logprobs) == (answer.eval_count or 0) - ended
    for item in answer.logprobs:
        assert item.top_logprobs is not None
        values = [choice.logprob for choice in item.top_logprobs]
        assert len(values) == 5
        assert values == sorted(values, reverse=True)
        assert item.token == item.top_logprobs[0].token  # greedy, without penalties
    assert "".join(item.token for item in answer.logprobs) == answer.response


def test_logprobs_without_alternatives(server: Server) -> None:
    answer = server.ollama.chat(server.model, QUESTION, options=GREEDY, logprobs=True)
    assert answer.logprobs
    assert all(item.top_logprobs is None for item in answer.logprobs)


def test_a_stream_carries_the_same_logprobs(server: Server) -> None:
    whole = server.ollama.chat(
        server.model, QUESTION, options=GREEDY, logprobs=True, top_logprobs=2
    )
    parts = server.ollama.chat(
        server.model, QUESTION, options=GREEDY, logprobs=True, top_logprobs=2, stream=True
    )
    streamed = [item for part in parts for item in part.logprobs or ()]
    assert whole.logprobs is not None
    assert [item.token for item in streamed] == [item.token for item in whole.logprobs]
    assert [item.logprob for item in streamed] == pytest.approx(
        [item.logprob for item in whole.logprobs], abs=1e-3
    )


def _first_position(server: Server, **more: object) -> dict[str, float]:
    answer = server.ollama.chat(
        server.model,
        QUESTION,
        logprobs=True,
        top_logprobs=20,
        **more,  # type: ignore[call-overload]
    )
    return {choice.token: choice.logprob for choice in answer.logprobs[0].top_logprobs}


@pytest.mark.parametrize(
    "more",
    [
        {"options": {**GREEDY, "temperature": 3.0, "top_k": 2, "seed": 1}},
        {"options": {**GREEDY, "repeat_penalty": 1.9}},
        {"options": GREEDY, "format": {"type": "string", "enum": ["A", "B"]}},
        {"options": GREEDY, "format": "json"},
    ],
)
def test_logprobs_are_those_before_sampling(server: Server, more: dict[str, object]) -> None:
    plain = _first_position(server, options=GREEDY)
    changed = _first_position(server, **more)
    assert changed == pytest.approx(plain, abs=1e-3)


def test_an_answer_begun_by_the_assistant_is_continued(server: Server) -> None:
    plain = server.ollama.chat(server.model, QUESTION, options=GREEDY)
    begun = server.ollama.chat(
        server.model, [*QUESTION, {"role": "assistant", "content": "Category:"}], options=GREEDY
    )
    assert begun.prompt_eval_count is not None and plain.prompt_eval_count is not None
    assert plain.prompt_eval_count < begun.prompt_eval_count <= plain.prompt_eval_count + 12


def test_a_schema_binds_the_answer(server: Server) -> None:
    schema = {"type": "string", "enum": ["A", "B", "C"]}
    options = {**GREEDY, "num_predict": 20}
    answer = server.ollama.chat(server.model, QUESTION, options=options, format=schema)
    assert json.loads(answer.message.content or "") in ("A", "B", "C")
    assert answer.done_reason == "stop"


def test_a_seed_makes_sampling_repeatable(server: Server) -> None:
    options = {"temperature": 2.0, "seed": 11, "num_predict": 6, "num_thread": 1}
    first = server.ollama.generate(server.model, "a mug", options=options)
    again = server.ollama.generate(server.model, "a mug", options=options)
    assert first.response == again.response


def test_a_stop_string_is_never_sent(server: Server) -> None:
    whole = server.ollama.generate(
        server.model, "a mug", options={**GREEDY, "num_predict": 3}, logprobs=True
    )
    assert whole.logprobs is not None
    second = whole.logprobs[1].token
    options = {**GREEDY, "num_predict": 3, "stop": [second.strip() or second]}
    stopped = server.ollama.generate(server.model, "a mug", options=options, logprobs=True)
    assert stopped.done_reason == "stop"
    assert second.strip() not in stopped.response
    assert whole.response.startswith(stopped.response)


def test_raw_takes_the_prompt_as_it_stands(server: Server) -> None:
    raw = server.ollama.generate(server.model, "a mug", raw=True, options=GREEDY)
    templated = server.ollama.generate(server.model, "a mug", options=GREEDY)
    assert raw.prompt_eval_count is not None and templated.prompt_eval_count is not None
    assert raw.prompt_eval_count < templated.prompt_eval_count


def test_a_system_text_in_generate_is_part_of_the_prompt(server: Server) -> None:
    plain = server.ollama.generate(server.model, "a mug", options=GREEDY)
    told = server.ollama.generate(server.model, "a mug", system="Be short.", options=GREEDY)
    assert told.prompt_eval_count is not None and plain.prompt_eval_count is not None
    assert told.prompt_eval_count > plain.prompt_eval_count


def test_a_missing_model_is_named(server: Server) -> None:
    with pytest.raises(ollama.ResponseError) as raised:
        server.ollama.chat("no-such-model", QUESTION)
    assert raised.value.status_code == 404
    assert raised.value.error == "model 'no-such-model' not found"


def test_a_long_prompt_is_cut_to_the_context(server: Server) -> None:
    options = {**GREEDY, "num_ctx": 64}
    answer = server.ollama.generate(server.model, "mug " * 500, raw=True, options=options)
    assert answer.prompt_eval_count == 64
