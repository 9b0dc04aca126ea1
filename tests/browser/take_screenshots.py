"""Takes the README's pictures anew: `python -m tests.browser.take_screenshots`."""

import re
import tempfile
from pathlib import Path

from playwright.sync_api import Page, expect, sync_playwright

from tests.browser.find_chromium import find_chromium
from tests.browser.running_app import CHARTS, FLAGS, ROOT, running_app

FOLDER = ROOT / "docs" / "screenshots"
WIDTH, LEAST_HEIGHT, MOST_HEIGHT = 1280, 800, 2600
ANSWER_MS = 120_000
A_WATCH = "3bc9ce39df586984d6532cdc0abfd989"  # its explanation settles within the usual calls


def take(address: str, page: Page) -> None:
    """One picture a page, each with something in it."""
    page.goto(address)
    expect(page.get_by_text("nothing is wrong")).to_be_visible()
    _shoot(page, "home")
    page.goto(f"{address}/dataset?catalogue=sample")
    expect(page.locator(CHARTS)).to_have_count(4)
    _shoot(page, "dataset")
    page.goto(f"{address}/classify?catalogue=sample&product={A_WATCH}")
    page.get_by_role("button", name="Classify this product").click()
    page.get_by_role("button", name="Explain", exact=True).click(timeout=ANSWER_MS)
    ended = page.get_by_text(re.compile("Stable after|Complete after|Not stable yet|is spent"))
    expect(ended).to_be_visible(timeout=ANSWER_MS)
    _shoot(page, "classify")
    page.goto(f"{address}/batch?catalogue=sample")
    page.get_by_role("button", name="Start", exact=True).click(timeout=ANSWER_MS)
    done = page.get_by_text("products are done, with")
    expect(done).to_be_visible(timeout=5 * ANSWER_MS)
    _shoot(page, "batch")
    run = re.search("run=[0-9a-f]+", page.url)
    assert run is not None
    for name, panel, heading in (
        ("results", "&panel=confusions", "What is taken for what"),
        ("review", "", "Keys: Y right"),
    ):
        page.goto(f"{address}/{name}?catalogue=sample&{run[0]}{panel}")
        expect(page.get_by_text(heading)).to_be_visible(timeout=ANSWER_MS)
        _shoot(page, name)
    page.goto(f"{address}/importance?catalogue=sample")
    page.get_by_role("slider", name="Products to explain").press("Home", timeout=ANSWER_MS)
    page.get_by_role("button", name="Start", exact=True).click(timeout=ANSWER_MS)
    done = page.get_by_text("35 products explained with")
    expect(done).to_be_visible(timeout=10 * ANSWER_MS)
    _shoot(page, "importance")
    page.goto(f"{address}/trust?catalogue=sample")
    page.get_by_role("button", name="Start", exact=True).click(timeout=ANSWER_MS)
    expect(page.get_by_text("Tried on 30 products")).to_be_visible(timeout=10 * ANSWER_MS)
    _shoot(page, "trust")
    page.goto(f"{address}/limits?catalogue=sample&{run[0]}")
    expect(page.get_by_text("What holds")).to_be_visible(timeout=ANSWER_MS)
    _shoot(page, "limits")
    page.goto(f"{address}/how_it_works?catalogue=sample&panel=attention")
    expect(page.locator(CHARTS)).to_have_count(1)
    _shoot(page, "how_it_works")


def _shoot(page: Page, name: str) -> None:
    """The whole page: its inside scrolls, so the window is made as high as it."""
    page.mouse.move(0, 0)
    inside = page.get_by_test_id("stMain")
    inside.evaluate("main => main.scrollTo(0, 0)")
    height = inside.evaluate("main => main.scrollHeight")
    page.set_viewport_size({"width": WIDTH, "height": min(MOST_HEIGHT, max(LEAST_HEIGHT, height))})
    page.wait_for_timeout(1_500)  # the charts find their new place
    page.screenshot(path=FOLDER / f"{name}.png")
    page.set_viewport_size({"width": WIDTH, "height": LEAST_HEIGHT})


if __name__ == "__main__":
    with (
        tempfile.TemporaryDirectory() as folder,
        running_app(Path(folder)) as at,
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=FLAGS)
        size = {"width": WIDTH, "height": LEAST_HEIGHT}
        take(at, browser.new_page(viewport=size, locale="en-US"))
        browser.close()
