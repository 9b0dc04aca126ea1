"""The interface in a real browser: first address, language, width of a phone."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.running_app import CHARTS

pytestmark = pytest.mark.browser

PAGES = (
    "",
    "dataset?catalogue=sample",
    "classify?catalogue=sample",
    "batch?catalogue=sample",
    "results",
    "importance?catalogue=sample",
    "trust?catalogue=sample",
    "review",
    "limits",
    "how_it_works?catalogue=sample",
)


def test_the_first_address_after_a_start_may_be_any_page(app: str, page: Page) -> None:
    """First in this file, whose app has had no visitor yet."""
    page.goto(f"{app}/dataset")
    expect(page.get_by_role("heading", name="Dataset")).to_be_visible()
    links = page.get_by_test_id("stSidebarNav").get_by_role("link")
    titles = ["Home", "Dataset", "Classify", "Batch", "Results", "Importance", "Trust", "Review"]
    for place, title in enumerate([*titles, "Limits", "How it works"]):
        expect(links.nth(place)).to_contain_text(title)


def test_the_language_is_switched_and_kept(app: str, page: Page) -> None:
    page.goto(app)
    page.get_by_role("radio", name="Français").or_(
        page.get_by_role("button", name="Français")
    ).first.click()
    heading = page.get_by_role("heading", level=1)
    expect(heading).to_have_text("Voyez votre catalogue comme un modèle de langue le voit")
    page.get_by_role("link", name="Jeu de données").click()
    expect(heading).to_have_text("Jeu de données")
    page.wait_for_url(re.compile("lang=fr"))
    page.reload()
    expect(heading).to_have_text("Jeu de données")


@pytest.mark.parametrize("page", [{"locale": "fr-FR"}], indirect=True)
def test_the_browsers_language_is_spoken(app: str, page: Page) -> None:
    page.goto(f"{app}/dataset")
    expect(page.get_by_role("heading", level=1)).to_have_text("Jeu de données")


@pytest.mark.parametrize("page", [{"viewport": {"width": 360, "height": 740}}], indirect=True)
def test_nothing_is_wider_than_a_phone(app: str, page: Page) -> None:
    for path in PAGES:
        page.goto(f"{app}/{path}")
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        page.wait_for_load_state("networkidle")
        width = page.evaluate("document.querySelector('[data-testid=stMain]').scrollWidth")
        assert width <= 360, path


def test_the_demo_model_is_called_what_it_is(app: str, page: Page) -> None:
    page.goto(app)
    expect(
        page.get_by_text("A small demo model trained by this project, not Llama 2")
    ).to_be_visible()


def test_every_chart_has_a_description(app: str, page: Page) -> None:
    page.goto(f"{app}/dataset?catalogue=sample")
    charts = page.locator(CHARTS)
    expect(charts).to_have_count(4)
    assert all(len(label) > 30 for label in _labels(page))


def _labels(page: Page) -> list[str]:
    return page.evaluate(
        """() => [...document.querySelectorAll('[data-testid=stPlotlyChart]')].filter(
            (chart) => chart.offsetParent).map((chart) =>
            (chart.closest('[aria-label]') || chart.querySelector('[aria-label]'))
                ?.getAttribute('aria-label') || '')"""
    )
