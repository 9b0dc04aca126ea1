"""What can go wrong on the way to a model server, turned into one of `vitrine.errors` here alone."""

from collections.abc import Iterator
from contextlib import contextmanager

import httpx

from vitrine.errors import (
    ModelError,
    ReplyBroken,
    RequestRefused,
    ServerBusy,
    ServerTimeout,
    ServerUnreachable,
)
from vitrine.llm.names import missing
from vitrine.llm.official import ollama
from vitrine.messages import N_, Message

_WORDS_KEPT = 300  # characters of a server's complaint


@contextmanager
def translated(host: str, model: str, seconds: float) -> Iterator[None]:
    """Raises a `ModelError` for what httpx and the `ollama` package raise; `seconds` is the time that
    a reply was given."""
    try:
        yield
    except (ConnectionError, httpx.ConnectError, httpx.ConnectTimeout) as error:
        raise ServerUnreachable(host=host) from error
    except httpx.TimeoutException as error:
        raise ServerTimeout(host=host, seconds=f"{seconds:g}") from error
    except httpx.HTTPStatusError as error:
        raise _refusal(host, model, error.response.status_code, error.response.text) from error
    except ollama.ResponseError as error:
        raise _refusal(host, model, error.status_code, str(error.error)) from error
    except httpx.TransportError as error:
        raise broken(host, N_("it was cut off")) from error
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise broken(host, N_("it is not what the Ollama API says")) from error


def broken(host: str, clause: str) -> ReplyBroken:
    """A reply that cannot be used; `clause` is a marked template."""
    return ReplyBroken(host=host, reason=Message(clause))


def in_short(words: str) -> str:
    """A server's own words, as one line of a bounded length."""
    return " ".join(words.split())[:_WORDS_KEPT]


def _refusal(host: str, model: str, status: int, words: str) -> ModelError:
    if status == httpx.codes.SERVICE_UNAVAILABLE:
        return ServerBusy(host=host)
    if status == httpx.codes.NOT_FOUND and "model" in words and "not found" in words:
        return missing(host, model)
    return RequestRefused(host=host, status=status, reason=in_short(words))
