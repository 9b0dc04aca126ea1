"""The report in a real browser: made, kept, and opened where there is no network."""

import re
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

pytestmark = pytest.mark.browser

ANSWER_MS = 120_000
MOST_BYTES = 5_000_000


def test_the_report_is_made_and_opens_offline(
    app: str, page: Page, chromium: Browser, tmp_path: Path
) -> None:
    page.goto(f"{app}/results")
    page.get_by_role("button", name="Judge the sample catalogue").click()
    expect(page.get_by_text("1,050 labelled products are answered rightly")).to_be_visible(
        timeout=ANSWER_MS
    )
    page.get_by_role("button", name="Make the report").click()
    keep = page.get_by_role("button", name="Download the report")
    expect(keep).to_be_visible(timeout=2 * ANSWER_MS)
    with page.expect_download() as kept:
        keep.click()
    path = tmp_path / "report.html"
    kept.value.save_as(path)
    assert path.stat().st_size < MOST_BYTES

    context = chromium.new_context(offline=True, viewport={"width": 390, "height": 800})
    reader, faults, asked = context.new_page(), [], []
    reader.on("console", lambda message: faults.append(message.text))
    reader.on("request", lambda request: asked.append(request.url))
    reader.goto(path.as_uri())
    titles = reader.locator("main h2").all_inner_texts()
    assert titles == [
        "The catalogue",
        "Results",
        "Examples",
        "Overall importance",
        "Trust",
        "Limits",
        "How it was made",
    ]
    assert reader.evaluate("document.documentElement.scrollWidth") <= 390
    assert reader.locator("mark").count() > 5  # words that were weighed
    assert not faults
    assert asked == [path.as_uri()]
    found = Axe().run(reader).response["violations"]
    assert not [fault["id"] for fault in found if fault["impact"] in ("serious", "critical")]
    printed = reader.pdf(prefer_css_page_size=True)
    assert len(re.findall(rb"/Type\s*/Page\b", printed)) >= 5
    context.close()
