"""From a square of the confusion matrix to a corrected label, in a real browser: cell, product,
explanation, label, and the figures that move."""

import csv
import re
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.settled import settled

pytestmark = pytest.mark.browser

ANSWER_MS = 120_000
RIGHT = {
    "Watches": "a steel wrist watch with a leather strap and a dial",
    "Computers": "a laptop computer with a USB keyboard and a memory card",
    "Home Furnishing": "a cotton double bed sheet with two pillow covers",
}
WRONG = 3  # watches that the file calls computers


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    path = tmp_path / "shop.csv"
    rows = [
        (f"{name[:2]}-{place}", f"item {place} {text}", name)
        for name, text in RIGHT.items()
        for place in range(10)
    ]
    rows += [
        (f"odd-{place}", f"number {place}: {RIGHT['Watches']}", "Computers")
        for place in range(WRONG)
    ]
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([("sku", "description", "category"), *rows])
    return path


def figure(page: Page, name: str) -> Locator:
    return page.get_by_test_id("stMetric").filter(has_text=name).get_by_test_id("stMetricValue")


def click_square(page: Page, number: str) -> None:
    """The one that holds this number of products."""
    square = page.locator(".scatterlayer .textpoint", has_text=re.compile(f"^{number}$")).first
    square.scroll_into_view_if_needed()
    box = square.bounding_box()
    assert box is not None
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)


def test_from_a_confusion_to_a_corrected_label(app: str, page: Page, shop: Path) -> None:
    page.goto(f"{app}/batch")
    page.locator("input[type=file]").set_input_files(shop)
    page.get_by_role("button", name="Start", exact=True).click(timeout=ANSWER_MS)
    page.wait_for_url(re.compile("run="), timeout=ANSWER_MS)
    expect(page.get_by_text("All 33 products are done")).to_be_visible(timeout=ANSWER_MS)

    page.get_by_role("link", name="Results").click()
    expect(figure(page, "Accuracy").first).to_have_text("90.9%", timeout=ANSWER_MS)
    page.get_by_role("radio", name="Confusions").click()
    page.wait_for_url(re.compile("panel=confusions"))
    expect(page.get_by_label(re.compile("3 of 33 labelled products are off"))).to_be_visible()
    settled(page)
    click_square(page, "10")  # the first row: home furnishing that is right
    expect(page.get_by_text(re.compile(r"item \d a cotton double bed")).first).to_be_visible()
    settled(page)
    click_square(page, "3")
    first = page.get_by_text(re.compile(r"number \d: a steel wrist watch")).first
    expect(first).to_be_visible()
    settled(page)

    page.get_by_role("button", name="Why?").first.click()
    expect(page.get_by_role("heading", name="Classify", exact=True)).to_be_visible()
    expect(page.get_by_text(re.compile(r"number \d: a steel wrist watch")).first).to_be_visible()
    page.get_by_role("button", name="Classify this product").click()
    page.get_by_role("button", name="Explain", exact=True).click(timeout=ANSWER_MS)
    expect(page.locator(".vitrine-text mark").first).to_be_visible(timeout=ANSWER_MS)

    page.get_by_role("link", name="Results").click()
    expect(first).to_be_visible(timeout=ANSWER_MS)  # the cell is still chosen
    settled(page)
    page.get_by_role("combobox", name="Label", exact=True).first.click()
    page.get_by_role("option", name="Watches").click()
    expect(figure(page, "Accuracy").first).to_have_text("93.9%", timeout=ANSWER_MS)
    expect(page.get_by_label(re.compile("2 of 33 labelled products are off"))).to_be_visible()
    settled(page)
    page.get_by_role("button", name="Undo").click()
    expect(figure(page, "Accuracy").first).to_have_text("90.9%", timeout=ANSWER_MS)
