"""The engine's process: started, restarted, stopped, and never left behind."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest

from vitrine.errors import EngineFailed
from vitrine.llm.embedded.process import EngineProcess, port_or_free, shared_engine
from vitrine.settings import Settings

posix = pytest.mark.skipif(os.name != "posix", reason="sends POSIX signals")


def _until(reached: Callable[[], bool], seconds: float = 10.0) -> None:
    deadline = time.monotonic() + seconds
    while not reached():
        assert time.monotonic() < deadline, "it did not come to that in time"
        time.sleep(0.05)


def _answers(host: str) -> bool:
    try:
        return httpx.get(host, trust_env=False).text == "Ollama is running"
    except httpx.TransportError:
        return False


@pytest.fixture
def engine() -> Iterator[EngineProcess]:
    settings = Settings.from_environment()
    engine = EngineProcess(settings.demo_model, threads=1)
    yield engine
    engine.stop()


def test_starts_once_on_the_loopback_and_stops(engine: EngineProcess) -> None:
    assert engine.pid is None
    host = engine.address()
    assert host.startswith("http://127.0.0.1:")
    assert _answers(host)
    first = engine.pid
    assert engine.address() == host
    assert engine.pid == first
    engine.stop()
    assert engine.pid is None
    assert not _answers(host)


@posix
def test_is_started_again_at_the_same_address_when_it_dies(engine: EngineProcess) -> None:
    host, first = engine.address(), engine.pid
    assert first is not None
    os.kill(first, signal.SIGKILL)
    _until(lambda: engine.pid not in (None, first) and _answers(host))
    assert engine.address() == host


def test_a_port_that_was_taken_meanwhile_is_not_insisted_on() -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        taken = other.getsockname()[1]
        assert port_or_free(taken) == 0
    assert port_or_free(taken) == taken


@posix
def test_is_started_again_elsewhere_when_its_port_was_taken(engine: EngineProcess) -> None:
    host, first = engine.address(), engine.pid
    assert first is not None
    with socket.socket() as other:
        other.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        os.kill(first, signal.SIGKILL)
        _seize(other, int(host.rpartition(":")[2]))
        _until(lambda: engine.pid not in (None, first))
        assert engine.address() != host
        assert _answers(engine.address())


def _seize(other: socket.socket, port: int) -> None:
    """Listens at `port` as soon as it is free."""
    deadline = time.monotonic() + 5
    while True:
        try:
            other.bind(("127.0.0.1", port))
            break
        except OSError:
            assert time.monotonic() < deadline
    other.listen()


@posix
def test_a_stopped_engine_stays_stopped(engine: EngineProcess) -> None:
    engine.address()
    engine.stop()
    time.sleep(0.3)
    assert engine.pid is None


@posix
def test_dies_with_a_parent_that_is_killed() -> None:
    model = Settings.from_environment().demo_model
    script = (
        "import sys, time\nfrom pathlib import Path\n"
        "from vitrine.llm.embedded.process import shared_engine\n"
        "engine = shared_engine(Path(sys.argv[1]), 1)\n"
        "print(engine.address(), flush=True)\ntime.sleep(60)\n"
    )
    root = Path(__file__).resolve().parents[3]
    with subprocess.Popen(
        [sys.executable, "-c", script, str(model)],
        stdout=subprocess.PIPE,
        text=True,
        cwd=root,
        env={**os.environ, "PYTHONPATH": str(root)},
    ) as parent:
        assert parent.stdout is not None
        host = parent.stdout.readline().strip()
        assert _answers(host)
        parent.kill()
        _until(lambda: not _answers(host))


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (None, "No such file"),
        (b"no model at all", "does not begin with GGUF"),
        (b"GGUF\x03\0\0\0" + b"\0" * 16, "cannot load"),
    ],
)
def test_says_why_it_cannot_start(tmp_path: Path, content: bytes | None, words: str) -> None:
    model = tmp_path / "model.gguf"
    if content is not None:
        model.write_bytes(content)
    engine = EngineProcess(model, threads=1)
    with pytest.raises(EngineFailed, match=words) as found:
        engine.address()
    assert str(tmp_path) not in str(found.value)
    assert engine.pid is None


def test_a_start_that_takes_too_long_is_given_up() -> None:
    engine = EngineProcess(Settings.from_environment().demo_model, 1, start_timeout=0.01)
    with pytest.raises(EngineFailed, match=r"not ready within 0\.01 seconds"):
        engine.address()
    assert engine.pid is None


def test_one_engine_serves_the_whole_process() -> None:
    model = Settings.from_environment().demo_model
    assert shared_engine(model, 1) is shared_engine(model, 1)
