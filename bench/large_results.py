"""Results of a run of 1,000,000 products: `python -m bench.large_results` (make bench-large-results).

A run is made up with its answers in files (`bench.large_run`), the real app is started, and a
Chromium opens each panel of Results, then Review, Limits and Batch. Prints how long each took from the
address to its figures, first and at once again, and the app's resident memory, idle (its first page
shown) and at its most while each was opened.
"""

import argparse
import multiprocessing
import tempfile
import time
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from bench.batch_memory import serve
from bench.batch_page import Memory, app
from bench.engine import machine
from bench.large_run import make_run
from components.run_state import COOKIE
from tests.browser.find_chromium import find_chromium
from tests.browser.running_app import FLAGS
from vitrine.jobs.store import open_store
from vitrine.settings import Settings

VISITOR = "bench-large-results-00"
# What stands on a page, by its address, once its figures are there: a CSS selector.
LOOKS = {
    "results?panel=categories": ".st-key-results_categories .js-plotly-plot",
    "results?panel=confusions": ".st-key-results_label button, button:has-text('Why?')",
    "results?panel=threshold": ".st-key-results_threshold .js-plotly-plot",
    "results?panel=calibration": ".st-key-results_reliability .js-plotly-plot",
    "results?panel=words": ".st-key-results_words_by_category .js-plotly-plot",
    "results?panel=comparison": ".st-key-results_standings .js-plotly-plot",
    "results?panel=cost": ".st-key-results_seconds .js-plotly-plot",
    "review?panel=one-by-one": "button:has-text('Unsure')",
    "limits?": "h2",
    "batch?": "button:has-text('Parquet'), :text('Parquet files')",
}


def look(page: Page, address: str, run_id: str, what: str) -> float:
    """Seconds from the address to what it shows."""
    began = time.perf_counter()
    page.goto(f"{address}&run={run_id}")
    page.locator(what).first.wait_for(timeout=120_000)
    page.wait_for_selector('[data-testid="stApp"][data-test-script-state="notRunning"]')
    return time.perf_counter() - began


def main() -> None:
    """Prints the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--port", type=int, default=8791)
    parser.add_argument("--folder", type=Path, help="Keep what is made here, and use it again.")
    wanted = parser.parse_args()
    spawn = multiprocessing.get_context("spawn")
    here, there = spawn.Pipe()
    spawn.Process(target=serve, args=(there,), daemon=True).start()
    host = here.recv()
    with tempfile.TemporaryDirectory() as name:
        folder = wanted.folder or Path(name)
        run_id = _made(folder, wanted.rows)
        with app(folder, host, wanted.port) as pid, sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=find_chromium(), args=FLAGS)
            context = browser.new_context(locale="en-US", viewport={"width": 1400, "height": 1000})
            address = f"http://127.0.0.1:{wanted.port}"
            context.add_cookies([{"name": COOKIE, "value": VISITOR, "url": address}])
            page = context.new_page()
            page.goto(address)
            page.wait_for_selector('[data-testid="stApp"][data-test-script-state="notRunning"]')
            page.wait_for_timeout(3_000)
            _tell(page, address, run_id, Memory(pid), wanted.rows)
            browser.close()
    here.send(None)


def _made(folder: Path, rows: int) -> str:
    store = open_store(Settings(state_dir=folder / "state"))
    known = store.runs_of(VISITOR)
    run = known[0] if known else make_run(store, folder / "answers", rows, VISITOR)
    store.close()
    return run.id


def _tell(page: Page, address: str, run_id: str, memory: Memory, rows: int) -> None:
    idle = memory.now()
    memory.start()
    print(f"machine: {machine()}")
    print(f"{rows} products; the app idle: {idle:.0f} MB", flush=True)
    for where, what in LOOKS.items():
        memory.most = 0.0
        first = look(page, f"{address}/{where}", run_id, what)
        again = look(page, f"{address}/{where}", run_id, what)
        page.wait_for_timeout(600)
        print(
            f"{where:28} {first:5.2f} s, again {again:5.2f} s; at most {memory.most:.0f} MB, "
            f"then {memory.now():.0f} MB",
            flush=True,
        )


if __name__ == "__main__":
    main()
