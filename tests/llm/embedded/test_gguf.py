"""The GGUF reader: what it finds in a planted file, and that damaged files have a name."""

import struct
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from vitrine.llm.embedded.card import human_count
from vitrine.llm.embedded.gguf import NotGguf, read_header


def _text(text: str) -> bytes:
    raw = text.encode()
    return struct.pack("<Q", len(raw)) + raw


def _entry(key: str, kind: int, value: bytes) -> bytes:
    return _text(key) + struct.pack("<I", kind) + value


def _planted() -> bytes:
    entries = [
        _entry("general.architecture", 8, _text("llama")),
        _entry("general.file_type", 4, struct.pack("<I", 1)),
        _entry("llama.context_length", 4, struct.pack("<I", 1024)),
        _entry("llama.rope.freq_base", 6, struct.pack("<f", 10000.0)),
        _entry("tokenizer.ggml.add_bos_token", 7, struct.pack("<?", True)),
        _entry("tokenizer.chat_template", 8, _text("{{ é }}")),
        _entry("tokenizer.ggml.tokens", 9, struct.pack("<IQ", 8, 2) + _text("a") + _text("b")),
    ]
    tensors = [
        _text("token_embd.weight") + struct.pack("<IQQIQ", 2, 64, 100, 1, 0),
        _text("output_norm.weight") + struct.pack("<IQIQ", 1, 64, 0, 12800),
    ]
    head = b"GGUF" + struct.pack("<IQQ", 3, len(tensors), len(entries))
    return head + b"".join(entries) + b"".join(tensors)


def test_reads_what_was_planted(tmp_path: Path) -> None:
    path = tmp_path / "planted.gguf"
    path.write_bytes(_planted() + b"\0" * 100)
    header = read_header(path)
    assert header.architecture == "llama"
    assert header.quantization == "F16"
    assert header.parameter_count == 64 * 100 + 64
    assert header.chat_template == "{{ é }}"
    assert header.whole("llama.context_length", 0) == 1024
    assert header.metadata["llama.rope.freq_base"] == 10000.0
    assert header.metadata["tokenizer.ggml.add_bos_token"] is True
    assert header.metadata["tokenizer.ggml.tokens"] == ["a", "b"]
    assert [(t.name, t.type, t.shape) for t in header.tensors] == [
        ("token_embd.weight", "F16", (64, 100)),
        ("output_norm.weight", "F32", (64,)),
    ]


@settings(
    max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(end=st.integers(0, len(_planted()) - 1))
def test_a_file_cut_off_anywhere_is_named(tmp_path: Path, end: int) -> None:
    path = tmp_path / "cut.gguf"
    path.write_bytes(_planted()[:end])
    with pytest.raises(NotGguf):
        read_header(path)


@settings(
    max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(noise=st.binary(max_size=200), whole=st.booleans())
def test_noise_raises_nothing_else(tmp_path: Path, noise: bytes, whole: bool) -> None:
    path = tmp_path / "noise.gguf"
    path.write_bytes(b"GGUF" + struct.pack("<I", 3) + noise if whole else noise)
    try:
        read_header(path)
    except NotGguf as error:
        assert str(error)


@pytest.mark.parametrize(
    ("count", "text"),
    [
        (7_000_000_000, "7B"),
        (6_738_415_616, "6.7B"),
        (2_534_592, "2.53M"),
        (116_416, "116K"),
        (999, "999"),
    ],
)
def test_human_count(count: int, text: str) -> None:
    assert human_count(count) == text
