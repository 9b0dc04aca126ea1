"""Who a signed-in person is, from what their OIDC provider says of them.

Knows no screen and no sign-in flow: the claims come from an ID token that somebody else has checked.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass

import httpx

from vitrine.errors import IdentityIncomplete, PersonRefused, ProviderSilent, SignInExpired

_NAMES = ("name", "preferred_username", "email")  # what a provider calls a person, the best first
_PROBE_SECONDS = 5.0
_END_OF_TIME = 2**53  # seconds; past it, and for a NaN, no sign-in would ever grow old


@dataclass(frozen=True)
class Person:
    """`key` is whose history a run stands in, and tells nothing else; `name` is for the screen."""

    key: str
    name: str


def person_of(
    claims: Mapping[str, object], now: float, hours: int, admitted: tuple[str, ...]
) -> Person:
    """The person of an ID token's claims, at the time `now` (seconds since 1970).

    A sign-in counts for `hours` from the token's `iat` on; `admitted` are domains and addresses, none:
    everybody whom the provider lets in. Raises `IdentityIncomplete`, `SignInExpired`, `PersonRefused`.
    """
    key = person_key(_text(claims, "iss"), _text(claims, "sub"))
    if now - _time(claims, "iat") >= hours * 3600:
        raise SignInExpired(hours=hours)
    if admitted:
        _admit(claims, admitted)
    return Person(key, next((str(claims[name]) for name in _NAMES if claims.get(name)), ""))


def person_key(issuer: str, subject: str) -> str:
    """The same for the same person in every browser. OpenID Connect Core 1.0, section 5.7: issuer and
    subject together are the only claims that identify somebody; an address may pass to another."""
    told = json.dumps([issuer, subject]).encode()
    return f"person:{hashlib.sha256(told).hexdigest()[:48]}"


def check_provider(metadata_url: str) -> None:
    """Whether the provider tells how to sign in; raises `ProviderSilent`."""
    try:
        reply = httpx.get(metadata_url, timeout=_PROBE_SECONDS, follow_redirects=True)
        known = reply.raise_for_status().json()
        if not known["authorization_endpoint"]:
            raise KeyError("authorization_endpoint")
    except (httpx.HTTPError, httpx.InvalidURL, ValueError, KeyError, TypeError) as error:
        raise ProviderSilent(address=metadata_url) from error


def _admit(claims: Mapping[str, object], admitted: tuple[str, ...]) -> None:
    """An address that the provider does not vouch for is anybody's, so it opens nothing."""
    address = _text(claims, "email").lower()
    if claims.get("email_verified") not in (True, "true"):
        raise IdentityIncomplete(claim="email_verified")
    if not {address, address.rpartition("@")[2]} & set(admitted):
        raise PersonRefused(address=address)


def _text(claims: Mapping[str, object], name: str) -> str:
    found = claims.get(name)
    if not isinstance(found, str) or not found:
        raise IdentityIncomplete(claim=name)
    return found


def _time(claims: Mapping[str, object], name: str) -> float:
    found = claims.get(name)
    if isinstance(found, bool) or not isinstance(found, int | float):
        raise IdentityIncomplete(claim=name)
    if not 0 <= found < _END_OF_TIME:
        raise IdentityIncomplete(claim=name)
    return float(found)
