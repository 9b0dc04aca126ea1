"""The real app on a free port, with the engine that a test names, and the way to launch a Chromium."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx

ROOT = Path(__file__).resolve().parents[2]
START_SECONDS = 60
CHARTS = (
    "[data-testid=stPlotlyChart]:visible"  # one more is sent ahead of a session's first, unseen
)
FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]


@contextmanager
def running_app(folder: Path, script: str = "app.py", **settings: str) -> Iterator[str]:
    """Starts the app, or another `script`, and gives its address; its log and its runs are kept in
    `folder`.

    It runs with the embedded engine unless the `settings` (VITRINE_ENGINE…) say otherwise.
    """
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    log = folder / "app.log"
    command = [sys.executable, "-m", "streamlit", "run", script, "--server.port", str(port)]
    own = {
        "VITRINE_ENGINE": "embedded",
        "VITRINE_MODEL": "",
        "VITRINE_STATE_DIR": str(folder / "state"),
    }
    environment = {**os.environ, **own, **settings}
    with log.open("wb") as out:
        process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=out, stderr=out)
    address = f"http://127.0.0.1:{port}"
    try:
        _wait_for(f"{address}/_stcore/health", process, log)
        yield address
    finally:
        process.terminate()
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:  # work under way, an upload say, is waited for
            process.kill()
            process.wait()


def _wait_for(url: str, process: subprocess.Popen[bytes], log: Path) -> None:
    end = time.monotonic() + START_SECONDS
    while time.monotonic() < end and process.poll() is None:
        try:
            if httpx.get(url, trust_env=False).text == "ok":
                return
        except httpx.TransportError:
            time.sleep(0.1)
    raise RuntimeError(f"the app does not start: {log.read_text('utf-8')}")
