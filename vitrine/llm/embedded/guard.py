"""Keeps web pages of other sites off a server on the loopback, as Ollama does.

A page anywhere can send requests to 127.0.0.1 (with its Origin), or point a name of its own at it
(DNS rebinding, with its Host): both are refused with an empty 403.
"""

import ipaddress
import socket
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

_LOCAL_SUFFIXES = (".localhost", ".local", ".internal")
_LOCAL_ORIGINS = ("localhost", "127.0.0.1", "0.0.0.0")  # noqa: S104 - names to compare with


class LocalOnly:
    """ASGI middleware that answers 403 to a foreign Host or Origin."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and not _welcome(Headers(scope=scope)):
            await Response(status_code=403)(scope, receive, send)
            return
        await self._app(scope, receive, send)


def _welcome(headers: Headers) -> bool:
    origin = headers.get("origin")
    return _is_local(_host_name(f"//{headers.get('host', '')}")) and (
        origin is None or _host_name(origin) in _LOCAL_ORIGINS
    )


def _host_name(url: str) -> str:
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return "?"


def _is_local(name: str) -> bool:
    try:
        address = ipaddress.ip_address(name)
    except ValueError:
        known = ("", "localhost", socket.gethostname().lower())
        return name in known or name.endswith(_LOCAL_SUFFIXES)
    return address.is_loopback or address.is_private or address.is_unspecified
