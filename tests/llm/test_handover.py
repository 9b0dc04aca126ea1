"""The demo model goes into an Ollama whole, with its template."""

import hashlib
from pathlib import Path

import pytest

from tests.faulty_server import FaultyServer, not_json, refusing
from vitrine.errors import EngineFailed, ReplyBroken, RequestRefused
from vitrine.llm.chat_template import GO_TEMPLATE
from vitrine.llm.client import ModelClient
from vitrine.llm.handover import hand_over
from vitrine.messages import Message


@pytest.fixture
def gguf(tmp_path: Path) -> Path:
    path = tmp_path / "demo.gguf"
    path.write_bytes(b"GGUF" + bytes(range(256)) * 1000)
    return path


def test_sends_the_file_and_the_template(faulty_server: FaultyServer, gguf: Path) -> None:
    said: list[Message] = []
    with ModelClient(faulty_server.host, "vitrine-demo") as client:
        hand_over(client, gguf, said.append)
    blob, created = faulty_server.history
    digest = f"sha256:{hashlib.sha256(gguf.read_bytes()).hexdigest()}"
    assert (blob.path, blob.body) == (f"/api/blobs/{digest}", gguf.read_bytes())
    assert created.path == "/api/create"
    assert created.body["model"] == "vitrine-demo"
    assert created.body["files"] == {"demo.gguf": digest}
    assert created.body["template"] == GO_TEMPLATE
    assert created.body["parameters"]["temperature"] == 0
    assert [str(sentence) for sentence in said] == [
        f"Sending the model to {faulty_server.host}.",
        "Ollama says: parsing GGUF.",
        "Ollama says: success.",
    ]


def test_a_refusal_and_a_broken_reply_are_named(faulty_server: FaultyServer, gguf: Path) -> None:
    with ModelClient(faulty_server.host, "vitrine-demo") as client:
        faulty_server.once("/api/create", refusing(400, "unknown type"), not_json)
        with pytest.raises(RequestRefused, match="unknown type"):
            hand_over(client, gguf, lambda _: None)
        with pytest.raises(ReplyBroken):
            hand_over(client, gguf, lambda _: None)


def test_a_missing_file_is_named(faulty_server: FaultyServer, tmp_path: Path) -> None:
    with ModelClient(faulty_server.host, "m") as client, pytest.raises(EngineFailed) as found:
        hand_over(client, tmp_path / "none.gguf", lambda _: None)
    assert "the file none.gguf is missing" in str(found.value)
    assert faulty_server.history == []
