"""The door: where `.streamlit/secrets.toml` has an [auth] section, nothing is shown to whoever has not
signed in with a provider that it names. Without one, nobody has to, and none of this is seen."""

import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import streamlit as st
from streamlit.errors import StreamlitAuthError, StreamlitSecretNotFoundError
from streamlit.navigation.page import Page

from components import entrance, show, sign_in_state
from components.engine import settings
from components.i18n import _, plain
from components.sign_in_providers import Provider, providers_of
from vitrine.errors import SettingsError, SignInMisconfigured, VitrineError
from vitrine.identity import Person, check_provider, person_of
from vitrine.messages import N_, Message


@dataclass(frozen=True)
class Door:
    """`is_open`: the pages may be shown. `trouble`: why not, where it is more than not signed in."""

    is_open: bool
    providers: tuple[Provider, ...] = ()
    trouble: Message | None = None
    asks: bool = True  # for a person; else something is wrong that nobody's sign-in mends


def door() -> Door:
    """Looks, once a run of the app, who stands before it."""
    sign_in_state.set_person(None)
    providers: tuple[Provider, ...] = ()
    try:
        section = _section()
        if section is None:
            _nobody_is_expected()
            return Door(is_open=True)
        providers = providers_of(section)
        person = _person()
    except SettingsError as error:
        return Door(False, trouble=error.message, asks=False)
    except VitrineError as error:
        return Door(False, providers, error.message)
    sign_in_state.set_person(person)
    return Door(person is not None, providers)


def leave() -> None:
    """In the sidebar: who is signed in, and the way out."""
    person = sign_in_state.person()
    if person is None:
        return
    if person.name:
        st.caption(plain(person.name))
    _sign_out()


def page(closed: Door) -> None:
    """What stands in the place of every page."""
    _remember_address()
    with st.container(width=560):
        title = _("Sign in to Vitrine") if closed.asks else _("Vitrine cannot open yet")
        st.title(title, anchor=False)
        if closed.trouble:
            show.error(closed.trouble)
        if closed.providers:
            st.markdown(
                _(
                    "This dashboard is shown to people who sign in. Your runs are then yours in every "
                    "browser. Vitrine sees no password, and keeps nothing of who you are but a hash "
                    "beside your runs."
                )
            )
            with st.container(horizontal=True):
                for provider in closed.providers:
                    _way_in(provider)
                if _is_signed_in():
                    _sign_out()


def go_where_they_wanted(page: Page) -> None:
    """Right after a sign-in, which ends at the first page: on to the address that was asked for."""
    if sign_in_state.person() is None:
        return
    wanted = sign_in_state.take_wanted()
    if wanted and page.url_path == "":
        name, address = wanted
        path = f"pages/{name or 'home'}.py"
        if path in entrance.PATHS and (path != entrance.HOME or address):
            st.switch_page(path, query_params=address)
    if sign_in_state.cookie_stays():
        _run_script(_cookie("''", 0))


def _section() -> Mapping[str, object] | None:
    """The [auth] section; None where there is none. A file that cannot be read might hold one: raises
    `SignInMisconfigured` rather than open the door."""
    try:
        found = st.secrets.to_dict()
    except (StreamlitSecretNotFoundError, OSError, ValueError) as error:
        there = any(Path(path).exists() for path in st.get_option("secrets.files"))
        if there or not isinstance(error, StreamlitSecretNotFoundError):
            raise SignInMisconfigured(reason=N_("the file cannot be read")) from error
        return None
    section = found.get("auth")
    if section is not None and not isinstance(section, Mapping):
        raise SignInMisconfigured(reason=N_("“auth” is no section"))
    return section


def _nobody_is_expected() -> None:
    """Raises `SignInMisconfigured` where the settings say who may come in, and no provider can tell."""
    if settings().sign_in_domains:
        raise SignInMisconfigured(
            reason=N_("VITRINE_SIGN_IN_DOMAINS is set, and there is no [auth] section")
        )


def _is_signed_in() -> bool:
    return bool(st.user.get("is_logged_in"))


def _person() -> Person | None:
    """Raises `SignInError` for one who cannot be let in."""
    if not _is_signed_in():
        return None
    return person_of(
        st.user.to_dict(), time.time(), settings().sign_in_hours, settings().sign_in_domains
    )


def _way_in(provider: Provider) -> None:
    label = _("Sign in with {provider}", provider=plain(provider.label))
    if st.button(
        label if provider.label else _("Sign in"),
        type="primary",
        icon=":material/login:",
        key=f"sign_in_{provider.name}",
    ):
        with show.errors_as_sentences():
            check_provider(provider.metadata_url)
            _go_to(provider)


def _go_to(provider: Provider) -> None:
    try:
        st.login(provider.name)
    except StreamlitAuthError as error:
        raise SignInMisconfigured(reason=str(error)) from error


def _sign_out() -> None:
    st.button(_("Sign out"), icon=":material/logout:", on_click=st.logout)


def _remember_address() -> None:
    """Not the bare first page: there a person stands too whose sign-in was refused."""
    wanted = "location.pathname.split('/').pop() + location.search"
    _run_script(
        f"if ({wanted}) {_cookie(f'encodeURIComponent({wanted})', sign_in_state.COOKIE_SECONDS)}"
    )


def _cookie(value: str, seconds: int) -> str:
    attributes = f";path=/;max-age={seconds};SameSite=Lax"
    return f"document.cookie = '{sign_in_state.COOKIE}=' + {value} + '{attributes}'"


def _run_script(script: str) -> None:
    st.html(f"<script>{script}</script>", unsafe_allow_javascript=True)
