"""Who a person is and whether they may come in, from the claims of an ID token."""

import re
from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.identity_provider import IdentityProvider
from vitrine.errors import (
    IdentityIncomplete,
    PersonRefused,
    ProviderSilent,
    SignInError,
    SignInExpired,
)
from vitrine.identity import Person, check_provider, person_key, person_of

NOW = 1_000_000.0
ANN: Mapping[str, Any] = {
    "iss": "https://id.example",
    "sub": "ann",
    "iat": NOW - 60,
    "name": "Ann",
    "email": "Ann@Shop.example",
    "email_verified": True,
}


def entering(*admitted: str, hours: int = 12, **claims: Any) -> Person:
    told = {name: value for name, value in {**ANN, **claims}.items() if value is not None}
    return person_of(told, NOW, hours, admitted)


def test_a_person_is_issuer_and_subject_whatever_else_changes() -> None:
    assert entering().key == entering(name="Ann Other", email="new@shop.example").key
    assert entering().key != entering(iss="https://other.example").key
    assert entering().key != entering(sub="ben").key


@given(st.tuples(st.text(), st.text()), st.tuples(st.text(), st.text()))
def test_two_people_never_share_a_key(one: tuple[str, str], other: tuple[str, str]) -> None:
    """Also where an issuer ends as another's subject begins."""
    assert (person_key(*one) == person_key(*other)) == (one == other)


def test_a_key_fits_the_store_tells_nothing_and_is_no_browsers() -> None:
    key = entering().key
    assert len(key) <= 64
    assert "ann" not in key
    assert not re.fullmatch(r"[\w-]{22}", key)


@pytest.mark.parametrize("claim", ["iss", "sub", "iat"])
@pytest.mark.parametrize("value", [None, "", [], True])
def test_without_what_is_needed_nobody_comes_in(claim: str, value: object) -> None:
    with pytest.raises(IdentityIncomplete, match=claim):
        entering(**{claim: value})


@pytest.mark.parametrize("made", [-1, 10**400, float("inf"), float("nan")])
def test_a_time_that_is_none_lets_nobody_in_for_ever(made: float) -> None:
    with pytest.raises(IdentityIncomplete, match="iat"):
        entering(iat=made)


def test_a_sign_in_counts_for_its_hours_and_no_longer() -> None:
    assert entering(hours=2, iat=NOW - 7199).name == "Ann"
    with pytest.raises(SignInExpired, match="2 hours"):
        entering(hours=2, iat=NOW - 7200)


@pytest.mark.parametrize("admitted", ["shop.example", "ann@shop.example"])
def test_a_domain_or_an_address_lets_in_in_any_case_of_letters(admitted: str) -> None:
    assert entering("other.example", admitted).name == "Ann"


@pytest.mark.parametrize(
    "address",
    ["eve@elsewhere.example", "eve@evil-shop.example", "eve@sub.shop.example", "shop.example@evil"],
)
def test_others_are_refused_by_name(address: str) -> None:
    with pytest.raises(PersonRefused, match=address):
        entering("shop.example", email=address)


@pytest.mark.parametrize("vouched", [None, False, "false", 1.5])
def test_an_address_that_nobody_vouches_for_opens_nothing(vouched: object) -> None:
    with pytest.raises(IdentityIncomplete, match="email_verified"):
        entering("shop.example", email_verified=vouched)
    assert entering(email_verified=vouched).name == "Ann"  # nor is it asked for without a list


def test_a_person_without_a_name_is_called_by_what_there_is() -> None:
    assert entering(name=None).name == "Ann@Shop.example"
    assert entering(name=None, email=None).name == ""


@given(
    st.dictionaries(
        st.sampled_from([*ANN, "preferred_username"]),
        st.none() | st.booleans() | st.integers() | st.text() | st.lists(st.text()),
    )
)
def test_whatever_a_provider_says_ends_in_a_person_or_a_sentence(claims: dict[str, Any]) -> None:
    try:
        found = person_of({**ANN, **claims}, NOW, 12, ("shop.example",))
    except SignInError as error:
        assert str(error)
    else:
        assert found.key.startswith("person:")


def test_a_provider_that_answers_passes_and_one_that_does_not_is_named() -> None:
    with IdentityProvider() as provider:
        check_provider(provider.metadata_url)
        with pytest.raises(ProviderSilent, match="/keys"):
            check_provider(f"{provider.address}/keys")  # JSON, but of another kind
        with pytest.raises(ProviderSilent, match="/nowhere"):
            check_provider(f"{provider.address}/nowhere")
    for address in (provider.metadata_url, "no address", "http://[", "ftp://127.0.0.1/x"):
        with pytest.raises(ProviderSilent):
            check_provider(address)
