"""HTTP for a model server: one bound on a whole reply, however slowly it drips in."""

import ipaddress
import time
from collections.abc import Iterator
from urllib.parse import urlsplit

import httpx


class DeadlineTransport(httpx.HTTPTransport):
    """Raises `httpx.ReadTimeout` when a reply is not complete after `seconds`.

    httpx's own read timeout starts anew with each byte, so a dripping server would hold a page
    for ever.
    """

    def __init__(self, seconds: float, *, trust_env: bool) -> None:
        super().__init__(trust_env=trust_env)
        self._seconds = seconds

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        deadline = time.monotonic() + self._seconds
        response = super().handle_request(request)
        assert isinstance(response.stream, httpx.SyncByteStream)
        response.stream = _BoundedStream(response.stream, deadline)
        return response


class _BoundedStream(httpx.SyncByteStream):
    def __init__(self, stream: httpx.SyncByteStream, deadline: float) -> None:
        self._stream = stream
        self._deadline = deadline

    def __iter__(self) -> Iterator[bytes]:
        for part in self._stream:
            if time.monotonic() > self._deadline:
                raise httpx.ReadTimeout("the reply takes too long")
            yield part

    def close(self) -> None:
        self._stream.close()


def is_loopback(host: str) -> bool:
    """Whether a server's URL points at this machine."""
    name = urlsplit(host).hostname or ""
    try:
        return ipaddress.ip_address(name).is_loopback
    except ValueError:
        return name == "localhost" or name.endswith(".localhost")
