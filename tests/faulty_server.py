"""A real local HTTP server with as much of Ollama's API as the app asks for, and every way to fail.

    with FaultyServer() as server:
        server.once("/api/chat", busy)         # the next request to it, then well again
        server.always("/api/tags", not_json)   # every request to it
        server.history                          # what was asked, in order

Without a behaviour it answers like a healthy Ollama with the model `llama2`.
"""

import json
import math
import socket
import struct
import sys
import threading
from collections import defaultdict, deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any

DIGEST = "78e26419b4469263f75331927a00a0284ef6544c1975b826b15abdaef17bb962"
LONGEST_HANG = 30.0  # seconds, should a test forget to close the server


@dataclass(frozen=True)
class Exchange:
    """One request as it came in; `body` is its JSON (bytes for a blob), None where it has none."""

    method: str
    path: str
    body: Any


class FaultyServer:
    """Use it in a `with`, or call `close`.

    `probabilities` are those of the first answer token, whose most likely one is the answer.
    """

    def __init__(
        self,
        *,
        model: str = "llama2:latest",
        version: str = "0.24.0",
        probabilities: Mapping[str, float] | None = None,
        logprobs: bool = True,
        capabilities: tuple[str, ...] = ("completion",),
        port: int = 0,
    ) -> None:
        self.model = model
        self.version = version
        self.probabilities = probabilities or {"A": 0.7, "B": 0.2, "C": 0.06}
        self.logprobs = logprobs
        self.capabilities = capabilities
        self.digest = DIGEST
        self.pulled: list[str] = []  # models that were fetched; they are installed then
        self.history: list[Exchange] = []
        self.closing = threading.Event()
        self._once: dict[str, deque[Behaviour]] = defaultdict(deque)
        self._always: dict[str, Behaviour] = {}
        self._lock = threading.Lock()
        self._http = _HttpServer(self, port)
        threading.Thread(target=self._http.serve_forever, args=(0.02,), daemon=True).start()

    @property
    def host(self) -> str:
        return f"http://127.0.0.1:{self._http.server_address[1]}"

    @property
    def port(self) -> int:
        return int(self._http.server_address[1])

    def once(self, path: str, *behaviours: "Behaviour") -> None:
        """Queues behaviours for the next requests to `path`."""
        self._once[path].extend(behaviours)

    def forget(self, path: str) -> None:
        """Takes back the behaviours that are queued for `path`."""
        self._once[path].clear()

    def always(self, path: str, behaviour: "Behaviour") -> None:
        """Gives all requests to `path` one behaviour."""
        self._always[path] = behaviour

    def requests_to(self, path: str) -> list[Exchange]:
        return [exchange for exchange in self.history if exchange.path == path]

    def take(self, exchange: Exchange) -> "Behaviour":
        """Notes a request and says how to treat it."""
        with self._lock:
            self.history.append(exchange)
            queued = self._once[exchange.path]
            return queued.popleft() if queued else self._always.get(exchange.path, healthy)

    def close(self) -> None:
        self.closing.set()
        self._http.shutdown()
        self._http.server_close()

    def __enter__(self) -> "FaultyServer":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()


class Handler(BaseHTTPRequestHandler):
    """One request on its way to a behaviour."""

    protocol_version = "HTTP/1.1"
    server: "_HttpServer"

    def do_GET(self) -> None:
        self._treat(None)

    def do_POST(self) -> None:
        raw = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        blob = self.path.startswith("/api/blobs/")
        self._treat(raw if blob else json.loads(raw) if raw else None)

    def send(self, content: object, status: int = 200) -> None:
        """Answers with JSON."""
        self.send_bytes(json.dumps(content).encode(), status)

    def send_bytes(self, content: bytes, status: int = 200, promise: int = 0) -> None:
        """Answers with `content`; `promise` is a Content-Length that it does not keep."""
        self.send_response(status)
        self.send_header("Content-Type", "application/json; charset=utf-8")
        self.send_header("Content-Length", str(promise or len(content)))
        self.end_headers()
        self.wfile.write(content)
        self.wfile.flush()

    def hang_up(self) -> None:
        """Ends the connection here and now."""
        self.close_connection = True
        self.connection.shutdown(socket.SHUT_RDWR)

    def log_message(self, *_: object) -> None:
        """The history is the log."""

    def _treat(self, body: Any) -> None:
        self.exchange = Exchange(self.command, self.path, body)
        faulty = self.server.faulty
        try:
            faulty.take(self.exchange)(self, faulty)
        except OSError:
            self.close_connection = True  # the client has gone: it is what some tests are about


Behaviour = Callable[[Handler, FaultyServer], None]


def healthy(handler: Handler, server: FaultyServer) -> None:
    """What Ollama would say."""
    answers: dict[str, Callable[[], object]] = {
        "/api/version": lambda: {"version": server.version},
        "/api/tags": lambda: {
            "models": [
                _model(server),
                *({**_model(server), "name": name, "model": name} for name in server.pulled),
            ]
        },
        "/api/ps": lambda: {"models": [_model(server)]},
        "/api/show": lambda: _card(server),
        "/api/generate": lambda: {**_head(server), "response": "", "done_reason": "load"},
        "/api/chat": lambda: _answer(server, with_logprobs=server.logprobs),
    }
    if handler.path.startswith("/api/blobs/"):
        handler.send_bytes(b"", 201)
    elif handler.path == "/api/create":
        handler.send_bytes(b'{"status":"parsing GGUF"}\n{"status":"success"}\n')
    elif handler.path == "/api/pull":
        server.pulled.append(handler.exchange.body["model"])
        handler.send_bytes(_lines(*PULL_STEPS))
    elif handler.path not in answers:
        handler.send_bytes(b"404 page not found", 404)
    elif handler.path in ("/api/show", "/api/chat") and not _knows(server, handler.exchange.body):
        model_missing(handler, server)
    else:
        handler.send(answers[handler.path]())


def hanging(handler: Handler, server: FaultyServer) -> None:
    """Takes the request and says nothing."""
    server.closing.wait(LONGEST_HANG)
    handler.hang_up()


def dripping(handler: Handler, server: FaultyServer) -> None:
    """Sends a byte now and then, without end: no single read is slow."""
    handler.send_bytes(b"{", promise=1_000_000)
    while not server.closing.wait(0.02):
        handler.wfile.write(b" ")
        handler.wfile.flush()


def busy(handler: Handler, _: FaultyServer) -> None:
    words = "server busy, please try again.  maximum pending requests exceeded"
    handler.send({"error": words}, 503)


def cut_off(handler: Handler, server: FaultyServer) -> None:
    """Ends in the middle of the reply."""
    whole = json.dumps(_answer(server, with_logprobs=True)).encode()
    handler.send_bytes(whole[: len(whole) // 2], promise=len(whole))
    handler.hang_up()


def hung_up(handler: Handler, _: FaultyServer) -> None:
    """Ends before a reply."""
    handler.hang_up()


def not_json(handler: Handler, _: FaultyServer) -> None:
    handler.send_bytes(b"<html><body>It works!</body></html>")


def wrong_shape(handler: Handler, _: FaultyServer) -> None:
    handler.send({"message": 5, "models": "none", "version": {}, "capabilities": 1})


def a_list(handler: Handler, _: FaultyServer) -> None:
    handler.send([1, 2, 3])


def model_missing(handler: Handler, _: FaultyServer) -> None:
    name = (handler.exchange.body or {}).get("model", "")
    handler.send({"error": f"model '{name}' not found"}, 404)


def without_logprobs(handler: Handler, server: FaultyServer) -> None:
    """An Ollama before 0.12.11: it ignores the field."""
    handler.send(_answer(server, with_logprobs=False))


def reset(handler: Handler, _: FaultyServer) -> None:
    """Resets the connection in the middle of the reply: what is on its way is lost too."""
    handler.send_bytes(b'{"model": "ll', promise=500)
    no_wait = struct.pack("ii", 1, 0)
    handler.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, no_wait)
    handler.close_connection = True
    handler.connection.close()


def another_model(handler: Handler, server: FaultyServer) -> None:
    """Answers in the name of a model that was not asked."""
    handler.send({**_answer(server, with_logprobs=True), "model": "mistral:latest"})


def pull_that(*steps: Mapping[str, object], silent: bool = False) -> Behaviour:
    """A download that says just these lines and then ends, or says nothing more."""

    def behaviour(handler: Handler, server: FaultyServer) -> None:
        said = _lines(*steps)
        handler.send_bytes(said, promise=len(said) + (1_000 if silent else 0))
        if silent:
            hanging(handler, server)

    return behaviour


def refusing(status: int, words: str) -> Behaviour:
    """A refusal in the server's own words."""
    return lambda handler, _: handler.send({"error": words}, status)


def refused_host() -> str:
    """An address at which nothing listens."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return f"http://127.0.0.1:{listener.getsockname()[1]}"


PULL_STEPS: tuple[Mapping[str, object], ...] = (
    {"status": "pulling manifest"},
    {"status": "pulling 8934d96d3f08", "digest": "sha256:8934", "total": 3_000, "completed": 1_000},
    {"status": "pulling 8c17c2ebb0ea", "digest": "sha256:8c17", "total": 1_000},
    {"status": "pulling 8934d96d3f08", "digest": "sha256:8934", "total": 3_000, "completed": 3_000},
    {"status": "pulling 8c17c2ebb0ea", "digest": "sha256:8c17", "total": 1_000, "completed": 1_000},
    {"status": "verifying sha256 digest"},
    {"status": "success"},
)


def _lines(*steps: Mapping[str, object]) -> bytes:
    return "".join(json.dumps(step) + "\n" for step in steps).encode()


class _HttpServer(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False

    def __init__(self, faulty: FaultyServer, port: int) -> None:
        self.faulty = faulty
        super().__init__(("127.0.0.1", port), Handler)

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that died while it asked is what some tests are about; any other error is told."""
        if not isinstance(sys.exception(), OSError):
            super().handle_error(request, client_address)


def _knows(server: FaultyServer, body: Any) -> bool:
    name = str((body or {}).get("model", "")).lower()
    return name in (server.model, server.model.removesuffix(":latest"))


def _head(server: FaultyServer) -> dict[str, object]:
    return {"model": server.model, "created_at": "2026-01-01T00:00:00Z", "done": True}


def _answer(server: FaultyServer, *, with_logprobs: bool) -> dict[str, object]:
    tokens = [
        {"token": token, "logprob": math.log(share), "bytes": list(token.encode())}
        for token, share in sorted(server.probabilities.items(), key=lambda item: -item[1])
    ]
    logprobs = {"logprobs": [{**tokens[0], "top_logprobs": tokens}]} if with_logprobs else {}
    return {
        **_head(server),
        "message": {"role": "assistant", "content": tokens[0]["token"]},
        "done_reason": "length",
        "total_duration": 2_000_000,
        "load_duration": 1_000_000,
        "prompt_eval_count": 42,
        "prompt_eval_duration": 900_000,
        "eval_count": 1,
        **logprobs,
    }


def _model(server: FaultyServer) -> dict[str, object]:
    return {
        "name": server.model,
        "model": server.model,
        "modified_at": "2026-01-01T00:00:00Z",
        "size": 3_826_793_677,
        "digest": server.digest,
        "details": _DETAILS,
    }


def _card(server: FaultyServer) -> dict[str, object]:
    return {
        "details": _DETAILS,
        "model_info": {"general.architecture": "llama", "llama.context_length": 4096},
        "capabilities": list(server.capabilities),
    }


_DETAILS = {
    "parent_model": "",
    "format": "gguf",
    "family": "llama",
    "families": ["llama"],
    "parameter_size": "6.7B",
    "quantization_level": "Q4_0",
}
