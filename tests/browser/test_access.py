"""Every page, full of figures, in both themes, is judged by axe-core against WCAG 2.2 AA; and what axe
cannot see: the keyboard, reduced motion, a page at 200 %."""

from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from tests.browser.running_app import CHARTS
from tests.browser.settled import settled

pytestmark = pytest.mark.browser

ANSWER_MS = 120_000
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
GRAVE = ("serious", "critical")
# What Streamlit itself draws against the rules: (rule, a part of the element). Nothing of it is ours to
# mend; what is found here and not listed fails.
STREAMLITS_OWN: tuple[tuple[str, str], ...] = ()
RESULT_PANELS = (
    "categories",
    "confusions",
    "threshold",
    "calibration",
    "words",
    "comparison",
    "cost",
)
ANATOMY_PANELS = ("next-token", "attention", "positions")


@pytest.fixture(scope="module", params=["light", "dark"])
def visitor(request: pytest.FixtureRequest, app: str, chromium: Browser) -> Iterator[Page]:
    """Somebody who has been through the tour: there is an answer, an explanation and a run."""
    context = chromium.new_context(
        locale="en-US", viewport={"width": 1400, "height": 1000}, color_scheme=request.param
    )
    page = context.new_page()
    page.set_default_timeout(ANSWER_MS)
    page.goto(app)
    page.get_by_role("button", name="Show me").click()
    for step in ("1 of 4", "2 of 4", "3 of 4"):
        expect(page.get_by_text(step)).to_be_visible()
        settled(page)
        page.get_by_role("button", name="Next", exact=True).click()
    expect(page.get_by_text("4 of 4")).to_be_visible()
    expect(page.get_by_text("The run goes on")).to_have_count(0, timeout=ANSWER_MS)
    yield page
    context.close()


def grave(page: Page) -> list[str]:
    """What axe finds of weight, but for what is Streamlit's own."""
    settled(page)
    found = Axe().run(page, options={"runOnly": RULES})
    return [
        f"{fault['id']}: {node['html'][:200]} {node['failureSummary'][:200]}"
        for fault in found.response["violations"]
        if fault["impact"] in GRAVE
        for node in fault["nodes"]
        if not any(fault["id"] == rule and part in node["html"] for rule, part in STREAMLITS_OWN)
    ]


def test_the_tour_and_its_answer(visitor: Page) -> None:
    assert not grave(visitor)
    visitor.get_by_role("button", name="Back", exact=True).click()
    expect(visitor.get_by_text("3 of 4")).to_be_visible()
    ended = visitor.get_by_text("Stable after").or_(visitor.get_by_text("Not stable yet"))
    expect(ended.first).to_be_visible(timeout=ANSWER_MS)
    assert not grave(visitor)


@pytest.mark.parametrize(
    "title", ["Home", "Dataset", "Batch", "Importance", "Trust", "Review", "Limits"]
)
def test_a_page(visitor: Page, title: str) -> None:
    visitor.get_by_test_id("stSidebarNav").get_by_role("link", name=title).click()
    settled(visitor)
    assert not grave(visitor)


def test_the_panels_of_results(visitor: Page) -> None:
    _every_panel(visitor, "Results", "results", RESULT_PANELS)


def test_the_panels_of_how_it_works(visitor: Page) -> None:
    _every_panel(visitor, "How it works", "how_it_works", ANATOMY_PANELS)


def _every_panel(page: Page, title: str, path: str, names: tuple[str, ...]) -> None:
    page.get_by_test_id("stSidebarNav").get_by_role("link", name=title).click()
    settled(page)
    address = page.url.split("panel=")[0].rstrip("&?")
    joint = "&" if "?" in address else "?"
    faults = {}
    for name in names:
        page.goto(f"{address}{joint}panel={name}")
        settled(page)
        faults[name] = grave(page)
    assert not any(faults.values()), faults


def test_the_tour_is_walked_with_the_keyboard_alone(app: str, page: Page) -> None:
    page.goto(app)
    expect(page.get_by_role("button", name="Show me")).to_be_visible()
    settled(page)
    _tab_to(page, "Show me")
    page.keyboard.press("Enter")
    expect(page.get_by_text("1 of 4")).to_be_visible()
    settled(page)
    _tab_to(page, "Next")
    page.keyboard.press("Enter")
    expect(page.get_by_text("2 of 4")).to_be_visible()


def _tab_to(page: Page, name: str) -> None:
    """Tabs on until this button has the focus, and it can be seen that it has."""
    for _ in range(60):
        page.keyboard.press("Tab")
        kind, text, ring = page.evaluate(
            """() => { const on = document.activeElement, style = getComputedStyle(on);
            return [on.tagName, on.innerText || '', style.boxShadow + style.outline]; }"""
        )
        if kind == "BUTTON" and name in text.split("\n"):
            assert ring.replace("none", "").strip(), "the focus cannot be seen"
            return
    pytest.fail(f"“{name}” is not reached")


@pytest.mark.parametrize(
    "page", [{"viewport": {"width": 640, "height": 512}, "device_scale_factor": 2}], indirect=True
)
def test_at_200_percent_nothing_is_lost(app: str, page: Page) -> None:
    """1,280 pixels at 200 % are 640 of CSS."""
    for path in ("", "dataset?catalogue=sample", "classify?catalogue=sample", "how_it_works"):
        page.goto(f"{app}/{path}")
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        settled(page)
        width = page.evaluate("document.querySelector('[data-testid=stMain]').scrollWidth")
        assert width <= 640, path


@pytest.mark.parametrize("page", [{"reduced_motion": "reduce"}], indirect=True)
def test_nothing_moves_for_whoever_wants_it_still(app: str, page: Page) -> None:
    page.goto(f"{app}/dataset?catalogue=sample")
    expect(page.locator(CHARTS)).to_have_count(4)
    moving = page.evaluate(
        """() => [...document.querySelectorAll('*')].filter((one) => {
            const style = getComputedStyle(one);
            const seconds = (text) => Math.max(...text.split(',').map(parseFloat));
            return (style.animationName !== 'none' && seconds(style.animationDuration) > 0.01)
                || seconds(style.transitionDuration) > 0.01;
        }).map((one) => one.outerHTML.slice(0, 120))"""
    )
    assert not moving
