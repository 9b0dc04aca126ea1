"""The door: closed to strangers where secrets.toml says so, unseen where it does not."""

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import streamlit as st
from streamlit import config
from streamlit.runtime import secrets
from streamlit.testing.v1 import AppTest

from components import sign_in_state
from tests.components.test_sign_in_providers import OWN, SHARED
from tests.pages.conftest import ROOT, Visit, said

SECTION = {"auth": {**SHARED, **OWN, "label": "The Shop"}}
TITLE = "Sign in to Vitrine"


def claims(**others: Any) -> dict[str, Any]:
    usual = {"is_logged_in": True, "iss": "https://id.example", "sub": "ann", "name": "Ann_*"}
    return {**usual, "iat": time.time() - 60, "provider": "default", **others}


@pytest.fixture
def enter(visit: Visit) -> Visit:
    """Opens the dashboard as who the provider says, None: nobody."""

    def open_page(told: dict[str, Any] | None, section: object = None) -> AppTest:
        page = AppTest.from_file(str(ROOT / "app.py"), default_timeout=20)
        for name, value in (section or SECTION).items():
            page.secrets[name] = value
        page.user = told or {"is_logged_in": False}
        return page.run()

    return open_page


def buttons(page: AppTest) -> list[str]:
    return [button.label for button in page.button]


def test_a_stranger_sees_the_way_in_and_no_page(enter: Visit) -> None:
    page = enter(None)
    assert [title.value for title in page.title] == [TITLE]
    assert buttons(page) == ["Sign in with The Shop"]
    assert not page.error


@pytest.mark.parametrize("name", ["batch", "results", "how_it_works"])
def test_no_other_page_is_shown_either(enter: Visit, name: str) -> None:
    page = enter(None).switch_page(f"pages/{name}.py").run()
    assert [title.value for title in page.title] == [TITLE]


def test_a_person_sees_the_pages_their_name_and_the_way_out(enter: Visit) -> None:
    page = enter(claims())
    assert TITLE not in said(page)
    assert page.sidebar.caption[0].value.replace("\\", "") == "Ann_*"  # escaped, not set in italics
    assert "Sign out" in buttons(page)


def test_signing_out_closes(enter: Visit) -> None:
    page = enter(claims())
    next(button for button in page.button if button.label == "Sign out").click().run()
    assert [title.value for title in page.title] == [TITLE]


def test_without_a_section_nothing_is_asked(visit: Visit) -> None:
    page = visit("home")
    assert TITLE not in said(page)
    assert "Sign out" not in buttons(page)


def test_a_bad_setting_is_no_matter_of_signing_in(
    visit: Visit, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("VITRINE_ROW_LIMIT", "many")
    st.cache_resource.clear()
    page = visit("home")
    assert [title.value for title in page.title] == ["Vitrine cannot open yet"]
    assert "VITRINE_ROW_LIMIT" in said(page) and not page.exception


def test_each_provider_has_its_button(enter: Visit) -> None:
    page = enter(None, {"auth": {**SHARED, "okta": OWN, "google": {**OWN, "label": "Google"}}})
    assert buttons(page) == ["Sign in with okta", "Sign in with Google"]
    page = enter(None, {"auth": {**SHARED, **OWN}})
    assert buttons(page) == ["Sign in"]


@pytest.mark.parametrize(
    ("told", "sentence"),
    [
        ({"sub": None}, "the claim “sub”"),
        ({"iat": time.time() - 13 * 3600}, "more than 12 hours old"),
    ],
)
def test_who_cannot_be_let_in_is_told_why(
    enter: Visit, told: dict[str, Any], sentence: str
) -> None:
    page = enter(claims(**told))
    assert sentence in said(page)
    assert buttons(page) == ["Sign in with The Shop", "Sign out"]


def test_only_those_on_the_list_come_in(enter: Visit, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VITRINE_SIGN_IN_DOMAINS", "shop.example")
    st.cache_resource.clear()
    assert "eve@elsewhere.example, which is not among" in said(
        enter(claims(email="eve@elsewhere.example", email_verified=True))
    )
    assert TITLE not in said(enter(claims(email="ann@shop.example", email_verified=True)))


def test_a_sign_in_that_grows_old_closes_the_open_page(
    enter: Visit, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = enter(claims())
    assert TITLE not in said(page)
    later = time.time() + 12 * 3600
    monkeypatch.setattr(time, "time", lambda: later)
    assert "Sign in again" in said(page.run())


@pytest.mark.parametrize(
    ("section", "sentence"),
    [
        ({"auth": {}}, "[auth] has no redirect_uri"),
        ({"auth": "yes"}, "“auth” is no section"),
        ({"auth": {**SHARED, **OWN, "client_id": ""}}, "[auth] has no client_id"),
    ],
)
def test_a_section_that_cannot_work_closes_with_a_sentence(
    enter: Visit, section: dict[str, Any], sentence: str
) -> None:
    page = enter(claims(), section)
    assert sentence in said(page)
    assert not page.exception
    assert [title.value for title in page.title] == [TITLE]


@pytest.fixture
def secrets_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The only file that Streamlit reads secrets from."""
    file = tmp_path / "secrets.toml"
    before = config.get_option("secrets.files")
    config.set_option("secrets.files", [str(file)])
    monkeypatch.setattr(secrets.secrets_singleton, "_secrets", None)
    yield file
    config.set_option("secrets.files", before)


@pytest.mark.parametrize("content", [b"[auth", b"\xff", b"[auth]\nredirect_uri ="])
def test_a_file_that_cannot_be_read_opens_nothing(
    visit: Visit, secrets_file: Path, content: bytes
) -> None:
    secrets_file.write_bytes(content)
    assert "the file cannot be read" in said(visit("home"))


def test_a_file_without_a_section_asks_for_nothing(visit: Visit, secrets_file: Path) -> None:
    secrets_file.write_text("other = 1", encoding="utf-8")
    assert TITLE not in said(visit("home"))


def test_a_list_of_people_without_a_provider_opens_nothing(
    visit: Visit, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("VITRINE_SIGN_IN_DOMAINS", "shop.example")
    assert "there is no [auth] section" in said(visit("home"))


def test_a_provider_that_does_not_answer_is_told_of(enter: Visit) -> None:
    silent = {**OWN, "server_metadata_url": "http://127.0.0.1:9/nothing"}
    page = enter(None, {"auth": {**SHARED, **silent}})
    page.button[0].click().run()
    assert "does not tell at http://127.0.0.1:9/nothing how to sign in" in said(page)


def test_the_address_asked_for_is_opened_after_the_sign_in(
    enter: Visit, monkeypatch: pytest.MonkeyPatch
) -> None:
    wanted = sign_in_state.read_wanted("batch%3Frun%3Dunknown")
    monkeypatch.setattr(sign_in_state, "read_wanted", lambda cookie: wanted)
    page = enter(claims())
    assert "No run has the id “unknown”" in said(page)


def test_an_address_from_before_does_not_lead_away_from_another_page(
    visit: Visit, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sign_in_state, "read_wanted", lambda cookie: ("batch", {"run": "unknown"}))
    page = AppTest.from_file(str(ROOT / "app.py"), default_timeout=20)
    page.secrets["auth"], page.user = SECTION["auth"], claims()
    page.switch_page("pages/how_it_works.py").run()
    assert "No run has the id" not in said(page)
