"""Signing in as a person does it, with a provider on this machine: the pages are closed before and open
after, the runs follow the person to another browser, and signing out closes them."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.running_app import running_app
from tests.browser.settled import settled
from tests.identity_provider import IdentityProvider, Person, person

pytestmark = pytest.mark.browser

ANSWER_MS = 120_000
ADMITTED = "shop.example"


@pytest.fixture(scope="module")
def provider() -> Iterator[IdentityProvider]:
    people = {
        "Ann": person("Ann"),
        "Ben": person("Ben"),
        "Eve": person("Eve", email="eve@elsewhere.example"),
        "Old": Person(person("Old").claims, age=13 * 3600),
    }
    with IdentityProvider(people) as found:
        yield found


@pytest.fixture(scope="module")
def app(provider: IdentityProvider, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("app")
    section = folder / "secrets.toml"
    section.write_text(provider.secrets_toml(), encoding="utf-8")
    with running_app(
        folder, STREAMLIT_SECRETS_FILES=str(section), VITRINE_SIGN_IN_DOMAINS=ADMITTED
    ) as address:
        yield address


def sign_in(page: Page, who: str) -> None:
    """From the closed page to the dashboard, through the provider."""
    page.get_by_role("button", name="Sign in with The Shop").click()
    page.get_by_role("link", name=who).click()


def expect_closed(page: Page) -> None:
    expect(page.get_by_role("heading", name="Sign in to Vitrine")).to_be_visible()
    settled(page)
    expect(page.get_by_role("link", name="Dataset")).to_have_count(0)


@pytest.fixture
def elsewhere(chromium: Browser) -> Iterator[Page]:
    """Another browser of another machine: it shares no cookie."""
    context = chromium.new_context(locale="en-US")
    found = context.new_page()
    found.set_default_timeout(30_000)
    yield found
    context.close()


def test_every_address_is_closed_before(app: str, page: Page) -> None:
    for name in ("", "batch", "review", "how_it_works"):
        page.goto(f"{app}/{name}")
        expect_closed(page)
        expect(page.get_by_role("heading")).to_have_count(1)


def test_runs_follow_the_person_and_signing_out_closes(
    app: str, provider: IdentityProvider, page: Page, elsewhere: Page, tmp_path: Path
) -> None:
    shop = tmp_path / "shop-of-ann.csv"
    lines = [f"{n},a steel wrist watch number {n},Watches" for n in range(6)]
    lines += [f"{n},a soft cotton baby blanket number {n},Baby Care" for n in range(6, 12)]
    shop.write_text("id,description,category\n" + "\n".join(lines), encoding="utf-8")

    page.goto(f"{app}/batch")
    sign_in(page, "Ann")
    page.wait_for_url(f"{app}/batch")  # the address that was asked for, not the first page
    expect(page.get_by_role("link", name="Dataset")).to_be_visible()
    expect(page.get_by_test_id("stSidebar").get_by_text("Ann", exact=True)).to_be_visible()
    page.locator("input[type=file]").set_input_files(shop)
    page.get_by_role("button", name="Start", exact=True).click(timeout=ANSWER_MS)
    expect(page.get_by_text("All 12 products are done")).to_be_visible(timeout=ANSWER_MS)
    run = page.url

    elsewhere.goto(f"{app}/batch")
    sign_in(elsewhere, "Ann")
    expect(elsewhere.get_by_test_id("stMain").get_by_text("shop-of-ann.csv").first).to_be_visible()

    before = provider.signed_out
    elsewhere.get_by_role("button", name="Sign out").click()
    expect_closed(elsewhere)
    assert provider.signed_out == before + 1
    elsewhere.goto(run)
    expect_closed(elsewhere)

    sign_in(elsewhere, "Ben")
    elsewhere.wait_for_url(run)  # by its address a colleague sees it, as without sign-in
    settled(elsewhere)
    elsewhere.goto(f"{app}/batch")
    expect(elsewhere.get_by_role("link", name="Dataset")).to_be_visible()
    settled(elsewhere)
    expect(elsewhere.get_by_text("shop-of-ann.csv")).to_have_count(0)


@pytest.mark.parametrize(
    ("who", "sentence"),
    [
        ("Eve", "@elsewhere.example, which is not among those"),
        ("Old", "more than 12 hours old"),
    ],
)
def test_who_may_not_come_in_is_told_why(app: str, page: Page, who: str, sentence: str) -> None:
    page.goto(app)
    sign_in(page, who)
    expect(page.get_by_text(sentence)).to_be_visible()
    expect_closed(page)
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_text(sentence)).to_have_count(0)
    expect_closed(page)


def test_a_forged_cookie_opens_nothing(app: str, page: Page) -> None:
    for value in ("x", "2|1:0|10:1700000000|15:_streamlit_user|4:e30=|" + "0" * 64):
        page.context.add_cookies([{"name": "_streamlit_user", "value": value, "url": app}])
        page.goto(f"{app}/results")
        expect_closed(page)


@pytest.mark.parametrize("page", [{"locale": "fr-FR"}], indirect=True)
def test_the_closed_page_is_in_french_too(app: str, page: Page) -> None:
    page.goto(app)
    expect(page.get_by_role("button", name="Se connecter avec The Shop")).to_be_visible()
