"""A batch as a person meets it: a file dropped, a run that survives a reload and another start of the
app, its results looked through, a product opened, and the file that is kept of it."""

import csv
import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.running_app import running_app
from tests.browser.settled import settled

pytestmark = pytest.mark.browser

ANSWER_MS = 120_000
PRODUCTS = 300


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    """A European file with a formula in it, a repeated text, a column of the shop's own, and a single
    category: the seven of the demo model stand in."""
    path = tmp_path / "boutique.csv"
    rows = [
        (f"s{row}", f"item {row} a steel wrist watch with a leather strap", "Watches", "shelf é")
        for row in range(PRODUCTS - 1)
    ]
    rows.append(("s-last", rows[0][1], "Watches", '=HYPERLINK("http://evil.example")'))
    with path.open("w", encoding="cp1252", newline="") as file:
        writer = csv.writer(file, delimiter=";")
        writer.writerow(["sku", "description", "category", "note"])
        writer.writerows(rows)
    return path


def started(page: Page, app: str, shop: Path) -> str:
    """Drops the file and starts; the run's address."""
    page.goto(f"{app}/batch")
    page.locator("input[type=file]").set_input_files(shop)
    expect(page.get_by_role("heading", name="What it will cost")).to_be_visible(timeout=ANSWER_MS)
    page.get_by_role("button", name="Start", exact=True).click(timeout=ANSWER_MS)
    page.wait_for_url(re.compile("run="), timeout=ANSWER_MS)
    return page.url


def test_a_file_is_sorted_through_a_reload_and_kept(
    app: str, page: Page, shop: Path, tmp_path: Path
) -> None:
    address = started(page, app, shop)
    expect(page.get_by_text(re.compile("300 products are done"))).to_be_visible()
    page.goto(address)  # a reload: a new session, the same run
    expect(page.get_by_text("All 300 products are done, with")).to_be_visible(timeout=ANSWER_MS)

    page.get_by_label("Search in ids and texts").fill("s-last")
    page.get_by_label("Search in ids and texts").press("Enter")
    expect(page.get_by_text("1 product", exact=True)).to_be_visible()
    settled(page)
    with page.expect_download(timeout=ANSWER_MS) as download:
        page.get_by_role("button", name="CSV", exact=True).click()
    kept = tmp_path / "kept.csv"
    download.value.save_as(kept)
    with kept.open(encoding="utf-8-sig", newline="") as file:
        found = list(csv.DictReader(file))
    assert len(found) == PRODUCTS
    assert list(found[0])[:4] == ["sku", "description", "category", "note"]
    assert found[0]["note"] == "shelf é"
    assert found[-1]["note"] == '\'=HYPERLINK("http://evil.example")'
    assert found[-1]["vitrine_category"] == found[0]["vitrine_category"] == "Watches"
    assert float(found[-1]["vitrine_probability"]) > 0.5

    table = page.get_by_test_id("stDataFrame").last
    table.scroll_into_view_if_needed()
    table.click(position={"x": 18, "y": 55})  # the box of the first row
    page.get_by_role("button", name="Open s-last in Classify").click()
    expect(page.get_by_role("heading", name="Classify", exact=True)).to_be_visible(
        timeout=ANSWER_MS
    )
    expect(page.get_by_text("item 0 a steel wrist watch").first).to_be_visible(timeout=ANSWER_MS)


def test_a_stranger_sees_a_run_by_its_address_alone(
    app: str, page: Page, shop: Path, chromium: Browser
) -> None:
    address = started(page, app, shop)
    context = chromium.new_context(locale="fr-FR")
    stranger = context.new_page()
    stranger.set_default_timeout(ANSWER_MS)
    stranger.goto(f"{app}/batch")
    expect(stranger.get_by_text("Ici s’affiche, avant de commencer")).to_be_visible()
    assert "boutique" not in stranger.inner_text("body")
    stranger.goto(address)
    expect(stranger.get_by_text("boutique.csv")).to_be_visible()
    context.close()

    page.goto(f"{app}/batch")  # the same browser, another session: its history is there
    expect(page.get_by_role("heading", name="Runs before")).to_be_visible(timeout=ANSWER_MS)
    expect(page.get_by_role("button", name=re.compile("boutique")).first).to_be_visible()


def test_a_run_goes_on_after_the_app_was_started_again(
    tmp_path: Path, page: Page, shop: Path
) -> None:
    with running_app(tmp_path) as app:
        address = started(page, app, shop)
        query = address.partition("?")[2]
    with running_app(tmp_path) as app:
        page.goto(f"{app}/batch?{query}")
        expect(page.get_by_text("All 300 products are done, with")).to_be_visible(timeout=ANSWER_MS)
