"""Runs the embedded engine in this process until it is stopped."""

import ipaddress
import json
import logging
import os
import socket
import sys
import threading
from pathlib import Path

import uvicorn

from vitrine.llm.embedded import DEMO_NAME
from vitrine.llm.embedded.answering import Engine
from vitrine.llm.embedded.app import create_app
from vitrine.llm.embedded.card import ModelCard

log = logging.getLogger(__name__)


def serve(
    host: str,
    port: int,
    model_path: Path,
    *,
    name: str = DEMO_NAME,
    threads: int = 1,
    announce: bool = False,
) -> None:
    """Answers Ollama's API at host:port (0: a free one) with one GGUF model, until interrupted.

    `announce` prints one JSON line with the address once it listens. Raises `OSError` (the file
    or the port), `NotGguf` (see gguf.py), `ApiError` (llama.cpp cannot load it).
    """
    engine = Engine.of(ModelCard.of(model_path, name), threads)
    engine.residency.load()
    with _listen(host, port) as listener:
        address = url(host, listener.getsockname()[1])
        log.info("engine listening host=%s model=%s", address, engine.card.tagged_name)
        if announce:
            sys.stdout.write(json.dumps({"host": address}) + "\n")
            sys.stdout.flush()
        app = create_app(engine, local_only=_is_loopback(host))
        config = uvicorn.Config(app, log_level="warning", access_log=False, lifespan="off")
        uvicorn.Server(config).run(sockets=[listener])


def url(host: str, port: int) -> str:
    """The address of a server; IPv6 hosts stand in brackets (RFC 3986)."""
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def die_with_parent() -> None:
    """Ends this process, however busy, when its standard input closes: its parent has gone.

    A pipe closes on every system and however the parent dies, which no signal promises.
    """

    def watch() -> None:
        while os.read(0, 1024):  # past sys.stdin, whose lock would stand in the way of an exit
            pass
        os._exit(0)

    threading.Thread(target=watch, name="parent-watch", daemon=True).start()


def _listen(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # the protocol by name: asyncio sends small replies at once (TCP_NODELAY) only where it is set
    listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    if os.name == "posix":  # on Windows it would let two processes share the port
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
    except OSError:
        listener.close()
        raise
    listener.listen(128)
    return listener


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
