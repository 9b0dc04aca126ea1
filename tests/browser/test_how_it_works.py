"""The explaining page in a real browser: one thing is moved in each of its ten panels.

With the embedded engine, with a true Ollama where one is named (it must have the demo model), and with
no model at all.
"""

import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.running_app import running_app
from vitrine.llm.embedded import DEMO_NAME

pytestmark = pytest.mark.browser

ANSWER_MS = 60_000
NOBODY = "127.0.0.1:9"  # the discard port: nothing listens there
LIVE = ("next-token", "tokens", "training")


@pytest.fixture(scope="module", params=["embedded", "ollama"])
def app(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The app with either engine."""
    settings = {}
    if request.param == "ollama":
        host = request.getfixturevalue("true_ollama")
        settings = {"VITRINE_ENGINE": "ollama", "OLLAMA_HOST": host, "VITRINE_MODEL": DEMO_NAME}
    with running_app(tmp_path_factory.mktemp("app"), **settings) as address:
        yield address


@pytest.fixture(scope="module")
def app_alone(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The app where no model answers."""
    settings = {"VITRINE_ENGINE": "ollama", "OLLAMA_HOST": NOBODY}
    with running_app(tmp_path_factory.mktemp("app"), **settings) as address:
        yield address


def _token(page: Page) -> None:
    page.get_by_role("button", name="·price", exact=True).click(timeout=ANSWER_MS)


def _description(page: Page) -> None:
    page.get_by_role("textbox", name="A description").fill("A red kettle")
    page.get_by_role("textbox", name="A description").press("Control+Enter")


def _slide(label: str) -> Callable[[Page], None]:
    def move(page: Page) -> None:
        page.get_by_role("slider", name=label).first.press("ArrowRight")

    return move


def _press(label: str) -> Callable[[Page], None]:
    def press(page: Page) -> None:
        page.get_by_role("radio", name=label, exact=True).click()

    return press


def _mask(page: Page) -> None:
    page.get_by_text("Mask: no token sees what comes later").click()


MOVES = {
    "next-token": (_token, r"Buy this watch online at the best price"),
    "tokens": (_description, r"3 words become \d+ tokens"),
    "attention": (_mask, r"Without the mask"),
    "rope": (_slide("Distance between the two tokens"), r"at distance 7 it is"),
    "norms": (_slide("Add to every number"), r"takes the mean 1\.65 off"),
    "swiglu": (_slide("Gate: xW"), r"With the gate at 1\.75"),
    "memory": (_slide("Texts at once"), r"With 2 × 4,096 tokens, the cache of 70B takes 2\.5 GiB"),
    "training": (_press("2 Good examples"), r"27,540"),
    "results": (_press("How safe"), r"Figure 3, about 2,000 adversarial prompts"),
    "models": (_press("Llama 2 70B"), r"Llama 2 70B has [\d,]+ times as many"),
}


@pytest.mark.parametrize("panel", MOVES)
def test_each_panel_moves(app: str, page: Page, panel: str) -> None:
    move, told = MOVES[panel]
    page.goto(f"{app}/how_it_works?catalogue=sample&panel={panel}")
    expect(page.get_by_role("heading", level=2)).to_be_visible(timeout=ANSWER_MS)
    expect(_anything(page, told)).to_have_count(0)
    move(page)
    expect(_anything(page, told).first).to_be_visible(timeout=ANSWER_MS)
    expect(page.get_by_test_id("stException")).to_have_count(0)


@pytest.mark.parametrize("panel", MOVES)
def test_each_panel_opens_where_no_model_answers(app_alone: str, page: Page, panel: str) -> None:
    page.goto(f"{app_alone}/how_it_works?catalogue=sample&panel={panel}")
    expect(page.get_by_role("heading", level=2)).to_be_visible(timeout=ANSWER_MS)
    away = page.get_by_text("This part asks the model, and none answers now.")
    if panel in LIVE:
        expect(away).to_be_visible(timeout=ANSWER_MS)
        expect(page.get_by_text("No model server answers at").first).to_be_visible()
    else:
        source = page.get_by_text(re.compile("^Sources?:"))
        expect(source.first).to_be_visible(timeout=ANSWER_MS)
        expect(away).to_have_count(0)
    expect(page.get_by_test_id("stException")).to_have_count(0)


def _anything(page: Page, told: str) -> Locator:
    """Text on the page, a text area's own included."""
    return page.get_by_text(re.compile(told))
