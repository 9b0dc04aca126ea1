"""An [auth] section names its providers, or is told what it lacks."""

from typing import Any

import pytest

from components.sign_in_providers import providers_of
from components.sign_in_state import read_wanted
from vitrine.errors import SignInMisconfigured

OWN = {
    "client_id": "vitrine",
    "client_secret": "secret",
    "server_metadata_url": "https://id.example/.well-known/openid-configuration",
}
SHARED = {
    "redirect_uri": "https://vitrine.shop.example/oauth2callback",
    "cookie_secret": "0123456789abcdef0123456789abcdef",
}


def labels(section: dict[str, Any]) -> list[tuple[str | None, str]]:
    return [(found.name, found.label) for found in providers_of(section)]


def test_a_section_with_a_provider_of_its_own() -> None:
    assert labels({**SHARED, **OWN, "client_kwargs": {"scope": "openid"}}) == [(None, "")]
    assert labels({**SHARED, **OWN, "label": "The Shop"}) == [(None, "The Shop")]


def test_named_providers_in_their_order() -> None:
    section = {**SHARED, "okta": OWN, "google": {**OWN, "label": "Google"}}
    assert labels(section) == [("okta", "okta"), ("google", "Google")]


def test_both_at_once() -> None:
    assert labels({**SHARED, **OWN, "okta": OWN}) == [(None, ""), ("okta", "okta")]


@pytest.mark.parametrize("key", [*OWN, *SHARED])
@pytest.mark.parametrize("value", [None, "", 7])
def test_what_lacks_is_named(key: str, value: object) -> None:
    with pytest.raises(SignInMisconfigured, match=rf"\[auth\] has no {key}"):
        providers_of({**SHARED, **OWN, key: value})


@pytest.mark.parametrize(
    ("section", "sentence"),
    [
        ({}, "redirect_uri"),
        (SHARED, "client_id"),
        ({**SHARED, "okta": {}}, r"\[auth.okta\] has no client_id"),
        ({**SHARED, "ok_ta": OWN}, "without “_”"),
        ({**SHARED, **OWN, "cookie_secret": "short"}, "32 characters"),
        ({**SHARED, **OWN, "redirect_uri": "https://x.example/"}, "/oauth2callback"),
        ({**SHARED, **OWN, "redirect_uri": "x.example/oauth2callback"}, "/oauth2callback"),
    ],
)
def test_what_cannot_work_is_refused(section: dict[str, Any], sentence: str) -> None:
    with pytest.raises(SignInMisconfigured, match=sentence):
        providers_of(section)


@pytest.mark.parametrize(
    ("cookie", "wanted"),
    [
        ("batch%3Frun%3Dabc%26lang%3Dfr", ("batch", {"run": "abc", "lang": "fr"})),
        ("%3Flang%3Dfr", ("", {"lang": "fr"})),
        ("batch", ("batch", {})),
        ("", None),
        ("https%3A%2F%2Fevil.example%2Fbatch", None),
        ("%2F%2Fevil.example%2Fbatch", None),
        ("..%2Fapp", None),
        ("%5B%3Fa", None),
        ("batch?" + "&".join(f"{n}=1" for n in range(50)), None),
    ],
)
def test_the_address_that_was_asked_for(
    cookie: str, wanted: tuple[str, dict[str, str]] | None
) -> None:
    assert read_wanted(cookie) == wanted
