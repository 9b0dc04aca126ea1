"""The main job, end to end, as a person does it: drop a catalogue in, classify, see why."""

import base64
import re
from pathlib import Path

import pandas as pd
import pytest
from playwright.sync_api import Page, expect

from tests.browser.running_app import CHARTS, ROOT
from tests.browser.settled import settled
from vitrine.catalog.categories import first_level

pytestmark = pytest.mark.browser

REAL = ROOT.parent / "shared" / "flipkart" / "products_350.csv"
SAMPLE = ROOT / "data" / "sample_catalogue.csv"
ANSWER_MS = 120_000  # an explanation is a hundred model calls
_DROP = """(zone, {data, name}) => {
    const bytes = Uint8Array.from(atob(data), (char) => char.charCodeAt(0));
    const carried = new DataTransfer();
    carried.items.add(new File([bytes], name));
    for (const type of ["dragenter", "dragover", "drop"])
        zone.dispatchEvent(new DragEvent(type, {dataTransfer: carried, bubbles: true}));
}"""


@pytest.fixture(scope="module")
def catalogue(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """350 products, 50 in each of seven categories: real ones where they are at hand."""
    if REAL.exists():
        return REAL
    table = pd.read_csv(SAMPLE, dtype=str, keep_default_na=False)
    fifty = table.groupby(table["product_category_tree"].map(first_level)).head(50)
    path = tmp_path_factory.mktemp("catalogue") / "products_350.csv"
    fifty.to_csv(path, index=False)
    return path


@pytest.fixture(params=["as it is", "a European spreadsheet's"])
def file(request: pytest.FixtureRequest, catalogue: Path, tmp_path: Path) -> Path:
    """The catalogue with commas in UTF-8, and with semicolons in cp1252."""
    if request.param == "as it is":
        return catalogue
    table = pd.read_csv(catalogue, dtype=str, keep_default_na=False)
    path = tmp_path / "produits.csv"
    path.write_bytes(table.to_csv(index=False, sep=";").encode("cp1252", errors="replace"))
    return path


def drop(page: Page, file: Path) -> None:
    """Drops a file as a hand does, rather than through the hidden input."""
    zone = page.get_by_test_id("stFileUploaderDropzone")
    data = base64.b64encode(file.read_bytes()).decode()
    zone.evaluate(_DROP, {"data": data, "name": file.name})


def answered_percentages(page: Page, bars: int) -> list[float]:
    """The numbers beside the bars of the answer."""
    expect(page.get_by_text("of the probability")).to_be_visible(timeout=ANSWER_MS)
    texts = page.locator(CHARTS).first.locator(".bars text")
    expect(texts).to_have_count(bars)
    shown = texts.all_text_contents()
    return [  # little is shown as <0.1%, and is none of the hundred
        0.0 if "<" in text else float(re.findall(r"[\d.]+(?=%)", text)[-1]) for text in shown
    ]


def test_the_main_job(app: str, page: Page, file: Path) -> None:
    page.goto(app)
    page.get_by_role("button", name="Use my file").click()
    drop(page, file)

    expect(page.get_by_test_id("stMetric").first).to_contain_text("350")
    balanced = "The 7 categories are balanced: 50 products in each."
    expect(page.get_by_text(balanced)).to_be_visible()
    expect(page.get_by_label(balanced)).to_be_visible()

    page.get_by_role("link", name="Classify").click()
    page.get_by_role("button", name="Classify this product").click()
    shown = answered_percentages(page, 8)
    assert sum(shown) == pytest.approx(100.0)
    expect(page.get_by_text("None of these").first).to_be_visible()

    page.get_by_role("button", name="Explain", exact=True).click()
    marks = page.locator(".vitrine-text mark")
    expect(marks.first).to_be_visible(timeout=ANSWER_MS)
    expect(page.get_by_role("button", name="Stop")).to_have_count(0, timeout=ANSWER_MS)
    assert re.match(r"[+−]\d", marks.first.get_attribute("title") or "")
    assert page.get_by_text(re.compile(r"\d+ model call")).count() >= 1
    expect(page.get_by_text("The words that pull most").first).to_be_visible()


def test_an_explanation_can_be_stopped(app: str, page: Page) -> None:
    page.goto(f"{app}/classify?catalogue=sample")
    page.get_by_role("button", name="Classify this product").click()
    calls = page.get_by_role("slider", name="Model calls, at most")
    expect(calls).to_be_visible(timeout=ANSWER_MS)
    settled(page)
    calls.press("End")
    expect(calls).to_have_attribute("aria-valuetext", "400")  # long enough to be stopped
    page.get_by_role("button", name="Explain", exact=True).click()
    page.get_by_role("button", name="Stop").click()
    expect(page.get_by_text(re.compile("Stopped after|Stable after"))).to_be_visible()
    expect(page.locator(".vitrine-text mark").first).to_be_visible()


def test_a_text_is_changed_until_the_answer_flips(app: str, page: Page) -> None:
    page.goto(f"{app}/classify?catalogue=sample")
    page.get_by_role("button", name="Classify this product").click()
    page.get_by_role("button", name="Explain", exact=True).click(timeout=ANSWER_MS)
    expect(page.get_by_text("Without the 5 words that pull most")).to_be_visible(timeout=ANSWER_MS)
    page.get_by_role("button", name="Kettle", exact=True).click()
    expect(page.locator(".vitrine-text s")).to_have_text("Kettle")
    page.get_by_role("radio", name="Flip the answer").click()
    page.get_by_role("button", name="Find the smallest change").click()
    expect(page.get_by_text("the model changes its mind")).to_be_visible(timeout=ANSWER_MS)
    expect(page.get_by_text("The answer changes from")).to_be_visible(timeout=ANSWER_MS)


def test_an_answer_is_found_again_by_its_address(app: str, page: Page) -> None:
    page.goto(f"{app}/dataset")
    page.get_by_role("button", name="Use the sample catalogue").click()
    expect(page.get_by_text("1,050", exact=True).first).to_be_visible(timeout=20_000)
    page.get_by_role("link", name="Classify").click()
    shown = page.locator(".vitrine-text")
    first = shown.inner_text()
    settled(page)
    page.get_by_role("button", name="Random").click()
    expect(shown).not_to_have_text(first, timeout=20_000)
    page.wait_for_url(re.compile("catalogue=sample.*product=|product=.*catalogue=sample"))
    drawn = shown.inner_text()
    page.reload()
    expect(shown).to_have_text(drawn, timeout=20_000)
