"""Waits for a page's run to be over: a control that it draws anew would swallow a click or a key."""

from playwright.sync_api import Page


def settled(page: Page) -> None:
    """Returns when the page has been still for a moment."""
    page.wait_for_selector('[data-testid="stApp"][data-test-script-state="notRunning"]')
    page.wait_for_timeout(1_000)
