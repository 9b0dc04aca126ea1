"""Finds a Chromium for the browser tests; run as a script it says which, or how to install one."""

import os
import shutil
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
PLACES = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    r"C:\Program Files\Google\Chrome\Application\chrome.exe",
    r"C:\Program Files (x86)\Google\Chrome\Application\chrome.exe",
)
ADVICE = """\
The browser tests need a Chromium, and none was found. Install one, then try again:
  Debian, Ubuntu   sudo apt-get install chromium
  anywhere         {python} -m playwright install chromium
or name one: CHROMIUM=/path/to/chrome make test"""


def find_chromium() -> str | None:
    """The executable: the one that CHROMIUM names, an installed one, or Playwright's own."""
    named = os.environ.get("CHROMIUM")
    if named:
        return shutil.which(named)
    installed = (shutil.which(name) for name in (*NAMES, *PLACES))
    return next((path for path in installed if path), None) or _playwrights_own()


def _playwrights_own() -> str | None:
    with sync_playwright() as playwright:
        path = playwright.chromium.executable_path
    return path if Path(path).exists() else None


if __name__ == "__main__":
    found = find_chromium()
    if found is None:
        sys.exit(ADVICE.format(python=sys.executable))
    print(f"Chromium for the browser tests: {found}")  # noqa: T201
