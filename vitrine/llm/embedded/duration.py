"""keep_alive: how long a model stays loaded after a request, as Ollama reads it."""

import math
import re

from vitrine.llm.embedded.failure import ApiError

DEFAULT_KEEP_ALIVE = 300.0
_UNITS = {
    "ns": 1e-9,
    "us": 1e-6,
    "µs": 1e-6,
    "μs": 1e-6,
    "ms": 1e-3,
    "s": 1.0,
    "m": 60.0,
    "h": 3600.0,
}
_PART = r"(\d+\.?\d*|\.\d+)(ns|us|µs|μs|ms|s|m|h)"
_DURATION = re.compile(rf"[+-]?(?:{_PART})+")


def read_keep_alive(value: object) -> float | None:
    """Seconds; infinite for "for ever" (any negative), None where the request does not say.

    A number counts seconds, a string is a Go duration ("1h30m"). Raises `ApiError` 400.
    """
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        raise ApiError(400, f"Unsupported type: '{type(value).__name__}'")
    seconds = _go_duration(value) if isinstance(value, str) else float(value)
    return math.inf if seconds < 0 else seconds


def _go_duration(text: str) -> float:
    if text in ("0", "+0", "-0"):
        return 0.0
    if not _DURATION.fullmatch(text):
        bare = re.fullmatch(r"[+-]?\d+(\.\d+)?", text)
        complaint = "missing unit in" if bare else "invalid"
        raise ApiError(400, f'time: {complaint} duration "{text}"')
    total = sum(float(number) * _UNITS[unit] for number, unit in re.findall(_PART, text))
    return -total if text.startswith("-") else total
