"""Overall importance as a person meets it: the cost first, a picture that grows, a reload, a halt."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.settled import settled

pytestmark = pytest.mark.browser

ANSWER_MS = 120_000  # a product is a hundred model calls


def test_a_run_grows_survives_a_reload_and_is_halted(app: str, page: Page) -> None:
    page.goto(f"{app}/importance?catalogue=sample")
    expect(page.get_by_text("70 products take 7,000 model calls at most")).to_be_visible(
        timeout=ANSWER_MS
    )
    page.get_by_role("button", name="Start", exact=True).click()
    page.wait_for_url(re.compile(r"run="), timeout=ANSWER_MS)
    address = page.url
    expect(page.get_by_text("Words by category")).to_be_visible(timeout=ANSWER_MS)
    enough = re.compile(r"([5-9]|[1-6]\d) of 70 products explained")
    expect(page.get_by_text(enough)).to_be_visible(timeout=ANSWER_MS)

    page.goto(address)  # a reload: a new session, the same run
    page.get_by_role("button", name="Pause").click(timeout=ANSWER_MS)
    expect(page.get_by_text(re.compile(r"Paused: \d+ of 70"))).to_be_visible(timeout=ANSWER_MS)
    settled(page)  # until then the page before stands beneath, faint
    expect(page.get_by_text("Products that show most")).to_be_visible()
    page.get_by_role("button", name="Cancel").click()
    expect(page.get_by_text("Called off; what was found stays.")).to_be_visible(timeout=ANSWER_MS)

    expect(page.get_by_test_id("stStatusWidget")).to_have_count(0, timeout=ANSWER_MS)
    page.get_by_text("Compare with another view").click()
    other = page.get_by_role("combobox", name="Compare with")
    expect(other).to_be_visible()
    page.wait_for_timeout(1_500)  # while the fold still opens, a list would close at once
    other.click()
    page.get_by_role("option", name=re.compile("TF-IDF")).click()
    compared = re.compile("the same order here and in the yardstick|too few to compare")
    expect(page.get_by_text(compared)).to_be_visible(timeout=ANSWER_MS)
    page.get_by_role("button", name="Explain it in Classify").nth(1).click()
    expect(page.get_by_role("heading", name="Classify", exact=True)).to_be_visible(
        timeout=ANSWER_MS
    )
    page.wait_for_url(re.compile("product="), timeout=ANSWER_MS)
    picked = page.url.split("product=")[1].split("&")[0]
    expect(page.get_by_label("Search in ids, names and descriptions")).to_have_value(picked)


@pytest.mark.parametrize("page", [{"locale": "fr-FR"}], indirect=True)
def test_without_a_catalogue_the_page_leads_to_one_in_french_too(app: str, page: Page) -> None:
    page.goto(f"{app}/importance")
    page.get_by_role("button", name="Prendre le catalogue d’exemple").click(timeout=ANSWER_MS)
    expect(page.get_by_text("appels au modèle au plus")).to_be_visible(timeout=ANSWER_MS)
