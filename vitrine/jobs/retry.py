"""Trying again what may pass: later each time, by an amount that no two requests share."""

import threading
from collections.abc import Callable
from typing import TypeVar

from tenacity import RetryCallState, Retrying, retry_if_exception, stop_after_attempt
from tenacity.wait import wait_random_exponential

from vitrine.errors import (
    ModelError,
    ModelMissing,
    ReplyBroken,
    RequestRefused,
    ServerBusy,
    ServerTimeout,
)

ATTEMPTS = 5
_FIRST_WAIT = 0.2  # seconds, at the most, before the second attempt
_LONGEST_WAIT = 20.0

T = TypeVar("T")


def may_pass(error: BaseException) -> bool:
    """Whether the same request may succeed a little later.

    `ServerUnreachable` is not among these: it is the server that is left out, not the row.
    """
    if isinstance(error, RequestRefused):
        return int(str(error.message.details["status"])) >= 500
    return isinstance(error, ServerBusy | ServerTimeout | ReplyBroken | ModelMissing)


def persistently(
    ask: Callable[[], T],
    stop: threading.Event,
    failed: Callable[[ModelError], None] = lambda _: None,
    longest_wait: float = _LONGEST_WAIT,
) -> T:
    """Calls `ask` until it succeeds, `ATTEMPTS` times at the most, and tells `failed` of each failure
    that is tried again. Raises the last error; at once where nothing can pass or `stop` is set."""

    last: list[ModelError] = []

    def attempt() -> T:
        if last and stop.is_set():
            raise last[0]
        return ask()

    def note(state: RetryCallState) -> None:
        error = state.outcome.exception() if state.outcome else None
        if isinstance(error, ModelError):
            last[:] = [error]
            failed(error)

    def sleep(seconds: float) -> None:
        stop.wait(seconds)

    return Retrying(
        stop=stop_after_attempt(ATTEMPTS),
        wait=wait_random_exponential(multiplier=_FIRST_WAIT, max=longest_wait),
        retry=retry_if_exception(lambda error: may_pass(error) and not stop.is_set()),
        sleep=sleep,
        before_sleep=note,
        reraise=True,
    )(attempt)
