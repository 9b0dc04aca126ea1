"""How fast the pages open and react: `python -m bench.pages` (make bench-pages).

In a real Chromium, from a click to the page's last change, on the sample catalogue with a finished
run of it, beside an app of one line a page on the same machine in the same run: the floor that
Streamlit and the browser set. Then as many visitors at once as asked for, without browsers.
"""

import argparse
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Browser, Page, expect, sync_playwright

from bench.engine import machine
from bench.visitors import waits
from tests.browser.find_chromium import find_chromium
from tests.browser.running_app import FLAGS, running_app

ONE_LINE = """import streamlit as st


def one():
    st.title("One")


def two():
    st.title("Two")


st.navigation([st.Page(one, title="One", default=True), st.Page(two, title="Two")]).run()
"""
PATIENCE = 120_000  # milliseconds
# Clicks, and waits until nothing has changed for a while; milliseconds from click to the last change.
CLICK = """async (element) => {
    const app = document.querySelector('[data-testid=stApp]');
    const began = performance.now();
    let last = began;
    const watch = new MutationObserver(() => { last = performance.now(); });
    const all = {subtree: true, childList: true, characterData: true, attributes: true};
    watch.observe(document.body, all);
    element.click();
    for (;;) {
        await new Promise((done) => setTimeout(done, 20));
        const now = performance.now();
        const rests = app.getAttribute('data-test-script-state') === 'notRunning';
        if (rests && now - last > 700 && now - began > 300) break;
        if (now - began > 60000) throw new Error('the page does not come to rest');
    }
    watch.disconnect();
    return last - began;
}"""


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--rounds", type=int, default=7)
    options.add_argument("--starts", type=int, default=5)
    options.add_argument("--visitors", type=int, default=20)
    options.add_argument("--clicks", type=int, default=40, help="of each visitor")
    options.add_argument("--thought", type=float, default=3.0, help="seconds before a click")
    chosen = options.parse_args()
    print(f"{machine()}; {time.strftime('%Y-%m-%d')}; milliseconds, medians")
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        line = folder / "one_line.py"
        line.write_text(ONE_LINE, encoding="utf-8")
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=find_chromium(), args=FLAGS)
            _starts(browser, folder, str(line), chosen.starts)
            with running_app(folder, str(line)) as floor_app, running_app(folder) as app:
                _changes(browser, floor_app, app, chosen.rounds)
            browser.close()
        with running_app(folder) as app:
            _together(app, chosen.visitors, chosen.clicks, chosen.thought)


def _starts(browser: Browser, folder: Path, line: str, times: int) -> None:
    floor, ours = [], []
    for _ in range(times):  # in turn, so that both see the same machine
        floor.append(_start(browser, folder, line))
        ours.append(_start(browser, folder, "app.py"))
    _print("start to first page", statistics.median(floor), statistics.median(ours))


def _start(browser: Browser, folder: Path, script: str) -> float:
    began = time.perf_counter()
    with running_app(folder, script) as address:
        page = _page(browser)
        page.goto(address)
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        page.wait_for_selector('[data-testid="stApp"][data-test-script-state="notRunning"]')
        taken = 1_000 * (time.perf_counter() - began)
        page.close()
    return taken


def _changes(browser: Browser, floor_app: str, app: str, rounds: int) -> None:
    floor_page, page = _page(browser), _page(browser)
    floor_page.goto(floor_app)
    _prepare(page, app)
    names = page.get_by_test_id("stSidebarNavLink")
    count = names.count()
    floor: list[float] = []
    ours: list[list[float]] = [[] for _ in range(count)]
    for round_ in range(rounds + 1):  # the first one loads what is loaded once
        for place in range(count):
            floor_change = _click(floor_page, "stSidebarNavLink", 1 - place % 2)
            change = _click(page, "stSidebarNavLink", place)
            if round_:
                floor.append(floor_change)
                ours[place].append(change)
    below = statistics.median(floor)
    for place in range(count):
        title = (names.nth(place).inner_text()).splitlines()[-1]
        _print(f"open {title}", below, statistics.median(ours[place]))
    every = [change for found in ours for change in found]
    _print("open a page, all of them", below, statistics.median(every))
    for name, act in ACTIONS.items():
        found = [act(page, app) for _ in range(rounds)]
        _print(name, below, statistics.median(found))


def _prepare(page: Page, app: str) -> None:
    """The sample catalogue, with a finished run of it."""
    page.goto(f"{app}/batch?catalogue=sample")
    page.get_by_role("button", name="Start", exact=True).click()
    expect(page.get_by_text("products are done, with")).to_be_visible(timeout=PATIENCE)


def _classify(page: Page, app: str) -> float:
    _click(page, "stSidebarNavLink", 2)
    page.get_by_role("button", name="Random").click()  # a product that was not asked about yet
    page.wait_for_timeout(1_000)
    button = page.get_by_role("button", name="Classify this product")
    return float(button.evaluate(CLICK))


def _panel(page: Page, app: str) -> float:
    _click(page, "stSidebarNavLink", 4)
    page.get_by_role("button", name="Categories", exact=True).or_(
        page.get_by_role("radio", name="Categories", exact=True)
    ).first.evaluate(CLICK)
    confusions = page.get_by_role("button", name="Confusions", exact=True).or_(
        page.get_by_role("radio", name="Confusions", exact=True)
    )
    return float(confusions.first.evaluate(CLICK))


def _language(page: Page, app: str) -> float:
    _click(page, "stSidebarNavLink", 0)
    buttons = {
        name: page.get_by_role("button", name=name).or_(page.get_by_role("radio", name=name)).first
        for name in ("Français", "English")
    }
    taken = float(buttons["Français"].evaluate(CLICK))
    buttons["English"].evaluate(CLICK)
    return taken


ACTIONS: dict[str, Callable[[Page, str], float]] = {
    "classify a product": _classify,
    "another panel of Results": _panel,
    "another language": _language,
}


def _together(app: str, visitors: int, clicks: int, thought: float) -> None:
    waits(app, 1, clicks, 0)  # every page has been opened once
    alone = _high(waits(app, 1, clicks * 3, thought / 3))
    crowd = _high(waits(app, visitors, clicks, thought))
    print(
        f"{visitors} visitors, {thought:.0f} s between clicks: 95th percentile of a page's run "
        f"{1_000 * crowd:.0f}, of one visitor {1_000 * alone:.0f}, ratio {crowd / alone:.2f}"
    )


def _high(seconds: list[float]) -> float:
    return statistics.quantiles(seconds, n=20)[-1]


def _page(browser: Browser) -> Page:
    page = browser.new_page(viewport={"width": 1400, "height": 900}, locale="en-US")
    page.set_default_timeout(PATIENCE)
    return page


def _click(page: Page, test_id: str, place: int) -> float:
    return float(page.get_by_test_id(test_id).nth(place).evaluate(CLICK))


def _print(name: str, floor: float, ours: float) -> None:
    print(f"{name:<32} {ours:8.0f}   floor {floor:6.0f}   ratio {ours / floor:5.2f}", flush=True)


if __name__ == "__main__":
    main()
