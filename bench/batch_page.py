"""The Batch page with a very large run: `python -m bench.batch_page` (make bench-batch-page).

The real app and a server that answers at once, each a process of its own, and a Chromium: a file of
100,000 products is dropped and started, and while the run is under way its results are searched. Prints
the app's resident memory when idle (its modules loaded, a small batch done and shown), the most that it
grew by until the run was made and while it ran, and how long the page took to answer.
"""

import argparse
import multiprocessing
import os
import re
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import httpx
from playwright.sync_api import Page, sync_playwright

from bench.batch_memory import WORDS, serve
from bench.engine import machine
from tests.browser.find_chromium import find_chromium
from tests.browser.running_app import FLAGS, ROOT

PATIENCE = 600_000  # milliseconds


class Memory(threading.Thread):
    """Looks at a process's resident memory (Linux), twice a second; MB (10^6 bytes)."""

    def __init__(self, pid: int) -> None:
        super().__init__(daemon=True)
        self.most = 0.0
        self._status = Path(f"/proc/{pid}/status")

    def now(self) -> float:
        lines = self._status.read_text(encoding="ascii").splitlines()
        found = (int(line.split()[1]) for line in lines if line.startswith("VmRSS"))
        return next(found, 0) * 1024 / 1e6  # a process that has ended has none

    def run(self) -> None:
        while self._status.exists():
            self.most = max(self.most, self.now())
            time.sleep(0.1)


def file_of(folder: Path, rows: int) -> Path:
    """A CSV of that many products, each with a text of about 370 characters of its own."""
    path = folder / f"products_{rows}.csv"
    with path.open("w", encoding="utf-8") as file:
        file.write("sku,name,description,category\n")
        for row in range(rows):
            category = ("Home", "Baby", "Watches")[row % 3]
            file.write(f"p{row},Product {row},{row} {WORDS},{category}\n")
    return path


@contextmanager
def app(folder: Path, host: str, port: int) -> Iterator[int]:
    """The app as `make run` starts it; its process id."""
    command = [sys.executable, "-m", "streamlit", "run", "app.py", "--server.port", str(port)]
    environment = {
        **os.environ,
        "MALLOC_ARENA_MAX": "2",
        "MALLOC_MMAP_THRESHOLD_": "1048576",
        "VITRINE_ENGINE": "ollama",
        "OLLAMA_HOST": host,
        "VITRINE_STATE_DIR": str(folder / "state"),
    }
    with (folder / "app.log").open("wb") as log:
        process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=log, stderr=log)
    try:
        while not _answers(f"http://127.0.0.1:{port}/_stcore/health"):
            time.sleep(0.2)
        yield process.pid
    finally:
        process.terminate()
        process.wait(30)


def _answers(url: str) -> bool:
    try:
        return httpx.get(url, trust_env=False).text == "ok"
    except httpx.TransportError:
        return False


def timed(act: Callable[[], object], done: Callable[[], object]) -> float:
    """Seconds from an act to what it brings on the screen."""
    began = time.perf_counter()
    act()
    done()
    return time.perf_counter() - began


def start(page: Page, address: str, file: Path) -> None:
    """Drops the file and starts a batch of it."""
    page.goto(f"{address}/batch")
    page.locator("input[type=file]").set_input_files(file)
    page.get_by_role("button", name="Start", exact=True).click(timeout=PATIENCE)
    page.wait_for_url(re.compile("run="), timeout=PATIENCE)


def use(page: Page, rounds: int) -> list[float]:
    """Searches, and takes the search back; seconds until the other count stands there."""
    search = page.get_by_label("Search in ids and texts")
    told = page.get_by_text(re.compile(r"^[1-9][\d,]* products?(, 100 on a page\.)?$")).last

    def look(text: str) -> None:
        search.fill(text)
        search.press("Enter")

    def changed(before: str) -> None:
        while told.inner_text() == before:
            time.sleep(0.02)

    found = []
    for turn in range(rounds):
        for text in (f"p{1 + turn}77", ""):
            before = told.inner_text()
            found.append(timed(partial(look, text), partial(changed, before)))
    return found


def main() -> None:
    """Prints the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=10)
    parser.add_argument("--port", type=int, default=8790)
    wanted = parser.parse_args()
    spawn = multiprocessing.get_context("spawn")
    here, there = spawn.Pipe()
    spawn.Process(target=serve, args=(there,), daemon=True).start()
    address = f"http://127.0.0.1:{wanted.port}"
    with (
        tempfile.TemporaryDirectory() as name,
        app(Path(name), here.recv(), wanted.port) as pid,
        sync_playwright() as playwright,
    ):
        folder = Path(name)
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=FLAGS)
        page = browser.new_page(locale="en-US")
        page.set_default_timeout(60_000)
        start(page, address, file_of(folder, 150))
        page.get_by_text("are done, with").wait_for(timeout=PATIENCE)
        memory = Memory(pid)
        idle = memory.now()
        memory.start()
        began = time.perf_counter()
        start(page, address, file_of(folder, wanted.rows))
        started = time.perf_counter() - began
        reading, memory.most = memory.most, 0.0
        page.get_by_role("heading", name="Results").wait_for(timeout=PATIENCE)
        under_way = use(page, wanted.rounds)
        print(f"machine: {machine()}")
        print(f"{wanted.rows} rows: dropped, estimated and started in {started:.0f} s")
        print(f"the page while it runs: {_told(under_way)}", flush=True)
        page.get_by_text("are done, with").wait_for(timeout=6 * PATIENCE)
        page.wait_for_timeout(5_000)  # the whole page is drawn once more: a word typed now is lost
        print(f"done after {time.perf_counter() - began:.0f} s")
        print(
            f"memory: {idle:.0f} MB idle; at most {reading - idle:.0f} MB more until the run was made, "
            f"at most {memory.most - idle:.0f} MB more while it ran"
        )
        print(f"the page when it is done: {_told(use(page, wanted.rounds))}")
        browser.close()
    here.send(None)


def _told(seconds: list[float]) -> str:
    return f"median {statistics.median(seconds):.2f} s, worst {max(seconds):.2f} s"


if __name__ == "__main__":
    main()
