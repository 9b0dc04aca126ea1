"""The identity providers that an [auth] section names, or what it lacks. Knows no screen.

The section is Streamlit's own; `label`, what a provider is called on screen, is added here.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from vitrine.errors import SignInMisconfigured
from vitrine.messages import N_, Message

_OF_A_PROVIDER = ("client_id", "client_secret", "server_metadata_url")
_LEAST_SECRET = 32  # characters: whoever guesses it can sign in as anybody
_CALLBACK = "/oauth2callback"  # where Streamlit takes the provider's answer


@dataclass(frozen=True)
class Provider:
    """`name` is Streamlit's, None: the section itself describes the provider. `label` may be empty."""

    name: str | None
    label: str
    metadata_url: str


def providers_of(section: Mapping[str, object]) -> tuple[Provider, ...]:
    """Those that can be signed in with, in the section's order; raises `SignInMisconfigured`."""
    _check_shared(section)
    named = {
        name: value
        for name, value in section.items()
        if isinstance(value, Mapping) and name != "client_kwargs"
    }
    found = [_provider(name, value) for name, value in named.items()]
    if not found or any(key in section for key in _OF_A_PROVIDER):
        found.insert(0, _provider(None, section))
    return tuple(found)


def _check_shared(section: Mapping[str, object]) -> None:
    for key in ("redirect_uri", "cookie_secret"):
        _written(section, key, "[auth]")
    address = str(section["redirect_uri"])
    if not (address.startswith(("http://", "https://")) and address.endswith(_CALLBACK)):
        raise SignInMisconfigured(
            reason=Message(
                N_("redirect_uri must be the dashboard’s address followed by {callback}"),
                {"callback": _CALLBACK},
            )
        )
    if len(str(section["cookie_secret"])) < _LEAST_SECRET:
        raise SignInMisconfigured(
            reason=Message(
                N_("cookie_secret needs {least} characters or more, drawn at random"),
                {"least": _LEAST_SECRET},
            )
        )


def _provider(name: str | None, section: Mapping[str, object]) -> Provider:
    where = f"[auth.{name}]" if name else "[auth]"
    for key in _OF_A_PROVIDER:
        _written(section, key, where)
    if name and "_" in name:
        raise SignInMisconfigured(
            reason=Message(N_("the name in {where} must be without “_”"), {"where": where})
        )
    label = str(section.get("label") or name or "")
    return Provider(name, label, str(section["server_metadata_url"]))


def _written(section: Mapping[str, object], key: str, where: str) -> None:
    value = section.get(key)
    if not isinstance(value, str) or not value.strip():
        raise SignInMisconfigured(
            reason=Message(N_("{where} has no {key}"), {"where": where, "key": key})
        )
