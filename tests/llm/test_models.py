"""A model is fetched with its progress, and every way that can go wrong has its sentence."""

import shutil
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.faulty_server import (
    PULL_STEPS,
    Behaviour,
    FaultyServer,
    busy,
    not_json,
    pull_that,
    refused_host,
    refusing,
    reset,
)
from vitrine.errors import (
    ModelError,
    ModelNameUnusable,
    PullFailed,
    ReplyBroken,
    RequestRefused,
    ServerBusy,
    ServerTimeout,
    ServerUnreachable,
)
from vitrine.llm.models import DOWNLOADS, PullStep, checked_name, pull, space_for

HERE = "http://127.0.0.1:11434"


def steps(host: str, name: str = "llama2:13b", silence: float = 5.0) -> list[PullStep]:
    return list(pull(host, name, connect_timeout=1.0, silence=silence))


def test_progress_is_summed_over_the_parts(faulty_server: FaultyServer) -> None:
    found = steps(faulty_server.host)
    assert [(step.completed, step.total) for step in found] == [
        (0, 0),
        (1_000, 3_000),
        (1_000, 4_000),
        (3_000, 4_000),
        (4_000, 4_000),
        (4_000, 4_000),
        (4_000, 4_000),
    ]
    assert found[0].status == "pulling manifest" and found[-1].status == "success"


def test_the_name_travels_in_the_body_alone(faulty_server: FaultyServer) -> None:
    steps(faulty_server.host)
    (sent,) = faulty_server.history
    assert sent.path == "/api/pull" and sent.body["model"] == "llama2:13b"


@pytest.mark.parametrize(
    ("behaviour", "error"),
    [
        (pull_that({"status": "pulling manifest"}, {"error": "file does not exist"}), PullFailed),
        (pull_that(*PULL_STEPS[:3]), ReplyBroken),
        (pull_that(*PULL_STEPS[:3], silent=True), ServerTimeout),
        (not_json, ReplyBroken),
        (reset, ReplyBroken),
        (busy, ServerBusy),
        (refusing(500, "disk full"), RequestRefused),
    ],
)
def test_each_fault_is_named(
    faulty_server: FaultyServer, behaviour: Behaviour, error: type[ModelError]
) -> None:
    faulty_server.always("/api/pull", behaviour)
    with pytest.raises(error):
        steps(faulty_server.host, silence=0.5)


def test_the_servers_own_words_are_kept(faulty_server: FaultyServer) -> None:
    faulty_server.always("/api/pull", pull_that({"error": "pull model manifest:\nno such file"}))
    with pytest.raises(PullFailed) as found:
        steps(faulty_server.host, "nothing-like-it")
    assert "pull model manifest: no such file" in str(found.value)


def test_nobody_there_is_named() -> None:
    with pytest.raises(ServerUnreachable):
        steps(refused_host())


def test_a_download_may_take_longer_than_a_silence(faulty_server: FaultyServer) -> None:
    """A bound on the whole reply, as answers have, would end every download of a large model."""

    def slowly(handler, server) -> None:  # type: ignore[no-untyped-def]
        line = b'{"status":"pulling"}\n'
        end = b'{"status":"success"}\n'
        handler.send_bytes(b"", promise=5 * len(line) + len(end))
        for _ in range(5):
            time.sleep(0.2)
            handler.wfile.write(line)
            handler.wfile.flush()
        handler.wfile.write(end)

    faulty_server.always("/api/pull", slowly)
    assert len(steps(faulty_server.host, silence=0.6)) == 6


def test_what_is_closed_asks_no_more(faulty_server: FaultyServer) -> None:
    faulty_server.always("/api/pull", pull_that(*PULL_STEPS[:3], silent=True))
    going = pull(faulty_server.host, "llama2", 1.0, 30.0)
    next(going)
    started = time.monotonic()
    going.close()
    assert time.monotonic() - started < 5.0


@pytest.mark.parametrize(
    "name", ["llama2", "llama2:13b", " LLaMA2:70b-chat-q4_K_M ", "me/mine:1.0"]
)
def test_a_name_of_the_library_may_be_asked_for(name: str) -> None:
    assert checked_name(name) == name.strip()


@pytest.mark.parametrize(
    "name",
    [
        "",
        "llama2 13b",
        "http://evil.example/x",
        "evil.example/team/model",
        "evil.example/model",
        "127.0.0.1:80/model",
        "localhost:1/a/b",
        "hf.co/user/model",
        "a/b/c",
        "../etc/passwd",
        "llama2:",
        "llama2\nx",
        "x" * 81,
    ],
)
def test_what_would_name_a_server_or_a_path_may_not(name: str, faulty_server: FaultyServer) -> None:
    with pytest.raises(ModelNameUnusable):
        steps(faulty_server.host, name)
    assert not faulty_server.history


@given(st.text(max_size=30))
def test_a_name_that_passes_names_no_host(text: str) -> None:
    try:
        name = checked_name(text)
    except ModelNameUnusable:
        return
    assert name.count("/") <= 1 and "//" not in name
    assert "/" not in name or not set(name.split("/")[0]) & set(".:")


def test_the_room_is_told_where_it_is_known() -> None:
    here = space_for("LLAMA2:13B", HERE)
    assert here.needed == DOWNLOADS["llama2:13b"]
    assert here.free is not None and here.free > 0
    assert space_for("llama2:latest", HERE).needed == DOWNLOADS["llama2"]
    assert space_for("mistral", HERE).needed is None
    assert space_for("llama2", "http://far.example:11434").free is None


def test_too_little_room_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    full = shutil._ntuple_diskusage(10**12, 10**12 - 10**9, 10**9)  # type: ignore[attr-defined]
    monkeypatch.setattr(shutil, "disk_usage", lambda _: full)
    assert space_for("llama2", HERE).lacks
    assert not space_for("mistral", HERE).lacks
