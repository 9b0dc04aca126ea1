"""Bodies, options and durations: read as Ollama reads them, and never an error without a status."""

import json
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vitrine.llm.embedded.duration import read_keep_alive
from vitrine.llm.embedded.failure import ApiError
from vitrine.llm.embedded.options import Options, read_options
from vitrine.llm.embedded.requests import read_chat, read_generate
from vitrine.llm.reply import Turn

NAMES = frozenset({"demo:latest"})
ANY_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=6,
)
FIELDS = st.sampled_from(
    [
        "model",
        "prompt",
        "messages",
        "stream",
        "options",
        "keep_alive",
        "think",
        "raw",
        "format",
        "top_logprobs",
        "logprobs",
        "system",
        "template",
        "context",
        "images",
        "tools",
        "suffix",
    ]
)


@given(body=st.dictionaries(FIELDS, ANY_JSON), named=st.booleans())
def test_any_body_is_read_or_refused_with_a_status(body: dict[str, object], named: bool) -> None:
    raw = json.dumps({**body, "model": "demo"} if named else body).encode()
    for read in (read_generate, read_chat):
        try:
            read(raw, NAMES)
        except ApiError as error:
            assert 400 <= error.status < 600
            assert error.text


@given(raw=st.binary(max_size=60))
def test_any_bytes_are_read_or_refused(raw: bytes) -> None:
    with pytest.raises(ApiError):
        read_chat(raw, NAMES)


def test_a_deeply_nested_body_is_refused() -> None:
    with pytest.raises(ApiError):
        read_chat(b"[" * 200_000, NAMES)


def test_a_generate_body_becomes_turns() -> None:
    raw = b'{"model":"demo","prompt":"P","system":"S","logprobs":true,"top_logprobs":3}'
    request = read_generate(raw, NAMES)
    assert request.turns == (Turn("system", "S"), Turn("user", "P"))
    assert (request.raw_prompt, request.stream, request.top_logprobs) == (None, True, 3)
    raw = b'{"model":"demo","prompt":"P","raw":true,"top_logprobs":3}'
    request = read_generate(raw, NAMES)
    assert (request.raw_prompt, request.turns, request.top_logprobs) == ("P", (), None)


@pytest.mark.parametrize("name", ["demo", "DEMO:Latest", "library/demo", " demo ", "demo:latest"])
def test_names_of_the_model(name: str) -> None:
    assert read_chat(json.dumps({"model": name}).encode(), NAMES).empty


@pytest.mark.parametrize("field", ["template", "context"])
def test_what_the_engine_cannot_do_is_said(field: str) -> None:
    value = "{{ .Prompt }}" if field == "template" else [1, 2]
    raw = json.dumps({"model": "demo", "prompt": "P", field: value}).encode()
    with pytest.raises(ApiError, match=f"does not support {field}"):
        read_generate(raw, NAMES)


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        (None, None),
        (5, 5.0),
        (0.5, 0.5),
        (-1, math.inf),
        ("-1s", math.inf),
        ("0", 0.0),
        ("5m", 300.0),
        ("1h30m", 5400.0),
        ("1.5s", 1.5),
        ("200ms", 0.2),
    ],
)
def test_keep_alive(value: object, seconds: float | None) -> None:
    assert read_keep_alive(value) == (None if seconds is None else pytest.approx(seconds))


@pytest.mark.parametrize("value", ["", "abc", "5 m", "1", "m", "1m 2s", "--1s", [], True, {}])
def test_keep_alive_that_is_none(value: object) -> None:
    with pytest.raises(ApiError):
        read_keep_alive(value)


def test_options_lie_over_the_defaults_and_the_context_under_the_models_own() -> None:
    options = read_options({"num_ctx": 9000, "seed": 3.9, "top_k": None, "x": 1}, Options(), 1024)
    assert (options.num_ctx, options.seed, options.top_k) == (1024, 3, 40)
    assert read_options({"num_ctx": 1}, Options(), 1024).num_ctx == 4
    assert read_options({"num_ctx": 0}, Options(), 1024).num_ctx == 1024


@pytest.mark.parametrize(
    ("num_predict", "limit"), [(-1, 640), (0, 640), (3, 3), (640, 640), (9999, 640)]
)
def test_the_longest_answer_is_ten_contexts(num_predict: int, limit: int) -> None:
    assert Options(num_ctx=64, num_predict=num_predict).prediction_limit == limit


@given(value=st.floats() | st.booleans() | st.text(max_size=3) | st.lists(st.integers()))
def test_any_option_is_read_or_refused(value: object) -> None:
    for name in ("temperature", "seed", "stop"):
        try:
            read_options({name: value}, Options(), 1024)
        except ApiError as error:
            assert error.status == 500
