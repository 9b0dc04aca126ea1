"""Keeps the embedded engine alive, as a process of its own: native code cannot take the app along."""

import atexit
import json
import logging
import os
import queue
import socket
import subprocess
import sys
import threading
import time
from collections import deque
from pathlib import Path

from vitrine.errors import EngineFailed
from vitrine.llm.embedded.failure import reason_of

log = logging.getLogger(__name__)
_LOOPBACK = "127.0.0.1"
_QUICK_DEATH = 10.0  # seconds: an engine that lived shorter counts towards giving up
_QUICK_DEATH_LIMIT = 5
_WORDS_KEPT = 20  # lines of its standard error


class EngineProcess:
    """The engine's process, started when its address is first asked for.

    When it dies it is started again, at the same address unless another program took that.
    Thread-safe; one serves all visitors.
    """

    def __init__(self, model_path: Path, threads: int, start_timeout: float = 60.0) -> None:
        self._model_path = model_path
        self._threads = threads
        self._start_timeout = start_timeout
        self._lock = threading.Lock()
        self._child: _Child | None = None
        self._stopping = threading.Event()

    def address(self) -> str:
        """The engine's URL, once it answers; raises `EngineFailed` if it does not start."""
        with self._lock:
            if self._child is None or not self._child.alive:
                self._stopping.clear()
                self._start(self._child.port if self._child else 0)
            assert self._child is not None
            return self._child.address

    @property
    def pid(self) -> int | None:
        """The process id, None while none runs."""
        child = self._child
        return child.pid if child is not None and child.alive else None

    def stop(self) -> None:
        """Ends the process; a later `address` starts it again."""
        self._stopping.set()
        with self._lock:
            if self._child is not None:
                self._child.stop()
            self._child = None

    def _start(self, port: int) -> None:
        child = _Child(self._model_path, self._threads, port_or_free(port))
        child.wait_ready(self._start_timeout)
        self._child = child
        log.info("engine started host=%s pid=%s", child.address, child.pid)
        threading.Thread(
            target=self._keep_alive, args=(child,), name="engine-watch", daemon=True
        ).start()

    def _keep_alive(self, child: "_Child") -> None:
        """Waits for `child` to die, then starts the next; each start brings its own watcher."""
        status = child.wait()
        if self._stopping.is_set():
            return
        log.warning("engine died status=%s words=%s", status, child.last_words)
        delay = 0.1
        for _ in range(_QUICK_DEATH_LIMIT):
            if child.age < _QUICK_DEATH and self._stopping.wait(delay):
                return
            if self._restart(child):
                return
            delay *= 2
        log.error("engine given up: it starts again when it is next asked for")

    def _restart(self, dead: "_Child") -> bool:
        """True where nothing is left to do."""
        with self._lock:
            if self._stopping.is_set() or self._child is not dead:
                return True
            try:
                self._start(dead.port)
            except EngineFailed as error:
                log.warning("engine restart failed: %s", error)
                return False
            return True


def port_or_free(port: int) -> int:
    """`port`, or 0 (any free one) where another program listens there."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        if os.name == "posix":  # as the engine itself binds: what has just closed is no hindrance
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((_LOOPBACK, port))
        except OSError:
            return 0
    return port


class _Child:
    """One run of `python -m vitrine.llm.embedded`; it ends when the pipe to its input closes."""

    def __init__(self, model_path: Path, threads: int, port: int) -> None:
        self._born = time.monotonic()
        self._announced: queue.Queue[str] = queue.Queue()
        self._words: deque[str] = deque(maxlen=_WORDS_KEPT)
        self.address = f"http://{_LOOPBACK}:{port}"
        command = [sys.executable, "-m", "vitrine.llm.embedded"]
        command += [
            "--model",
            str(model_path.absolute()),
            "--threads",
            str(threads),
            "--port",
            str(port),
        ]
        try:
            self._process = subprocess.Popen(  # noqa: S603 - our own module, no shell
                command,
                cwd=Path(__file__).resolve().parents[3],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                text=True,
                encoding="utf-8",
                errors="replace",
                # a group of its own: Ctrl-C is for the app, which then stops the engine
                start_new_session=True,
                creationflags=getattr(subprocess, "CREATE_NEW_PROCESS_GROUP", 0),
            )
        except OSError as error:
            raise EngineFailed(host=self.address, reason=reason_of(error)) from error
        self._readers = [
            threading.Thread(target=self._read_output, daemon=True),
            threading.Thread(target=self._read_errors, daemon=True),
        ]
        for reader in self._readers:
            reader.start()

    @property
    def pid(self) -> int:
        return self._process.pid

    @property
    def alive(self) -> bool:
        return self._process.poll() is None

    @property
    def port(self) -> int:
        return int(self.address.rpartition(":")[2])

    @property
    def age(self) -> float:
        """Seconds since it was started."""
        return time.monotonic() - self._born

    @property
    def last_words(self) -> str:
        """The last line of its standard error that says something."""
        return next((line for line in reversed(self._words) if line), "")

    def wait_ready(self, timeout: float) -> None:
        """Returns once it has announced its address; raises `EngineFailed` and ends it if not."""
        try:
            line = self._announced.get(timeout=timeout)
            self.address = json.loads(line)["host"]
        except queue.Empty:
            self.stop()
            reason = f"it was not ready within {timeout:g} seconds"
            raise EngineFailed(host=self.address, reason=reason) from None
        except (ValueError, KeyError, TypeError):
            self.stop()
            reason = self.last_words or f"it ended with status {self._process.returncode}"
            raise EngineFailed(host=self.address, reason=reason) from None

    def wait(self) -> int:
        """Its exit status, once it has ended."""
        return self._process.wait()

    def stop(self) -> None:
        """Asks it to end by closing its input, and ends it where it does not listen."""
        assert self._process.stdin is not None
        try:
            self._process.stdin.close()
            self._process.wait(timeout=2)
        except (OSError, subprocess.TimeoutExpired):
            self._process.kill()
            self._process.wait()
        for reader in self._readers:
            reader.join(timeout=1)

    def _read_output(self) -> None:
        assert self._process.stdout is not None
        with self._process.stdout as output:
            self._announced.put(output.readline())
            for line in output:  # emptied, or the pipe would fill and block it
                log.debug("engine says %s", line.strip())

    def _read_errors(self) -> None:
        assert self._process.stderr is not None
        with self._process.stderr as errors:
            for line in errors:
                self._words.append(line.strip())
                log.debug("engine says %s", line.strip())


_shared: dict[tuple[Path, int], EngineProcess] = {}
_shared_lock = threading.Lock()


def shared_engine(model_path: Path, threads: int) -> EngineProcess:
    """The one engine of this process for a model; it is stopped when this process exits."""
    with _shared_lock:
        if (model_path, threads) not in _shared:
            engine = EngineProcess(model_path, threads)
            atexit.register(engine.stop)
            _shared[model_path, threads] = engine
        return _shared[model_path, threads]
