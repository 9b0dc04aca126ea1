"""Bodies of /api/generate and /api/chat to checked requests, in Ollama's order of complaints."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from vitrine.llm.embedded import body as fields
from vitrine.llm.embedded.body import JsonObject, Kind
from vitrine.llm.embedded.duration import read_keep_alive
from vitrine.llm.embedded.failure import ApiError
from vitrine.llm.reply import Turn

_SHARED: Mapping[str, Kind] = {
    "model": fields.STRING,
    "stream": fields.BOOLEAN,
    "format": fields.ANY,
    "keep_alive": fields.ANY,
    "options": fields.OBJECT,
    "think": fields.ANY,
    "truncate": fields.BOOLEAN,
    "shift": fields.BOOLEAN,
    "logprobs": fields.BOOLEAN,
    "top_logprobs": fields.WHOLE,
}
_GENERATE: Mapping[str, Kind] = {
    **_SHARED,
    "prompt": fields.STRING,
    "suffix": fields.STRING,
    "system": fields.STRING,
    "template": fields.STRING,
    "context": fields.LIST,
    "raw": fields.BOOLEAN,
    "images": fields.LIST,
}
_CHAT: Mapping[str, Kind] = {**_SHARED, "messages": fields.MESSAGES, "tools": fields.LIST}
_MESSAGE: Mapping[str, Kind] = {
    "role": fields.STRING,
    "content": fields.STRING,
    "images": fields.LIST,
}

_NAME_PART = r"[A-Za-z0-9_][A-Za-z0-9_.-]{0,79}"
_NAME = re.compile(rf"(?:[\w.:-]+/)?(?:{_NAME_PART}/)?{_NAME_PART}(?::{_NAME_PART})?", re.ASCII)
_THINK_LEVELS = ("high", "medium", "low", "max")


@dataclass(frozen=True)
class AnswerRequest:
    """What both endpoints share once it is checked; `turns` is None for a raw prompt.

    `keep_alive` is in seconds; `top_logprobs` is None where no logprobs are wanted.
    """

    model: str
    raw_prompt: str | None
    turns: tuple[Turn, ...]
    stream: bool
    keep_alive: float | None
    options: Mapping[str, Any]
    format: object
    truncate: bool
    shift: bool
    top_logprobs: int | None

    @property
    def empty(self) -> bool:
        """Nothing to answer: only loads the model, or unloads it where keep_alive is 0."""
        return not self.raw_prompt and not self.turns


def read_generate(raw: bytes, names: frozenset[str]) -> AnswerRequest:
    """Reads a body of /api/generate; `names` are those the model goes by. Raises `ApiError`."""
    found = fields.decode(raw, "GenerateRequest", _GENERATE)
    shared = _read_shared(found, names, missing=(404, "model '' not found"))
    prompt = found.get("prompt", "")
    if not prompt:
        return AnswerRequest(raw_prompt=None, turns=(), **shared)
    _check_generate(found)
    _check_think(found)
    _refuse(found, "suffix", f"{_full_name(found['model'])} does not support insert")
    if found.get("raw"):
        return AnswerRequest(raw_prompt=prompt, turns=(), **shared)
    system = (Turn("system", found["system"]),) if found.get("system") else ()
    return AnswerRequest(raw_prompt=None, turns=(*system, Turn("user", prompt)), **shared)


def read_chat(raw: bytes, names: frozenset[str]) -> AnswerRequest:
    """Reads a body of /api/chat, like `read_generate`."""
    found = fields.decode(raw, "ChatRequest", _CHAT)
    turns = tuple(_read_message(message) for message in found.get("messages", ()))
    shared = _read_shared(found, names, missing=(400, "model is required"))
    _check_think(found)
    _refuse(found, "tools", f"{_full_name(found['model'])} does not support tools")
    return AnswerRequest(raw_prompt=None, turns=turns, **shared)


def check_model(name: str, names: frozenset[str], missing: tuple[int, str]) -> None:
    """Raises `ApiError` unless `name` is the model's; `missing` is the complaint about ""."""
    name = name.strip()
    if not name:
        raise ApiError(*missing)
    if not _NAME.fullmatch(name):
        raise ApiError(400, "invalid model name")
    if _short_name(name) not in names:
        raise ApiError(404, f"model '{name}' not found")


def _short_name(name: str) -> str:
    """Without what Ollama adds by itself: its registry, "library" and the tag "latest"."""
    short = name.lower().removeprefix("registry.ollama.ai/").removeprefix("library/")
    return short if ":" in short else f"{short}:latest"


def _full_name(name: str) -> str:
    return f"registry.ollama.ai/library/{_short_name(name)}"


def _read_shared(
    found: JsonObject, names: frozenset[str], missing: tuple[int, str]
) -> dict[str, Any]:
    keep_alive = read_keep_alive(found.get("keep_alive"))
    _check_think_type(found.get("think"))
    top = found.get("top_logprobs", 0)
    if not 0 <= top <= 20:
        raise ApiError(400, "top_logprobs must be between 0 and 20")
    model = found.get("model", "")
    check_model(model, names, missing)
    return {
        "model": model,
        "stream": found.get("stream", True),
        "keep_alive": keep_alive,
        "options": found.get("options", {}),
        "format": found.get("format"),
        "truncate": found.get("truncate", True),
        "shift": found.get("shift", True),
        "top_logprobs": top if found.get("logprobs") else None,
    }


def _read_message(message: object) -> Turn:
    if not isinstance(message, dict):
        raise ApiError(
            400,
            "json: cannot unmarshal value into Go struct field ChatRequest.messages of type "
            "api.Message",
        )
    found = fields.checked(message, "ChatRequest", _MESSAGE, "messages.")
    _refuse(found, "images", "this model does not support images")
    return Turn(found.get("role", "").lower(), found.get("content", ""))


def _check_generate(found: JsonObject) -> None:
    own = [name for name in ("template", "system", "context") if found.get(name)]
    if found.get("raw") and own:
        raise ApiError(400, "raw mode does not support template, system, or context")
    _refuse(found, "images", "this model does not support images")
    for name in ("template", "context"):
        _refuse(
            found,
            name,
            f"the embedded engine does not support {name}: it uses the model's own chat template "
            "(or send the whole prompt with raw)",
        )


def _check_think_type(think: object) -> None:
    if think is None or isinstance(think, bool) or think in _THINK_LEVELS:
        return
    levels = '"high", "medium", "low", "max", true, or false'
    if isinstance(think, str):
        raise ApiError(400, f'invalid think value: "{think}" (must be {levels})')
    raise ApiError(400, f"think must be a boolean or string ({levels})")


def _check_think(found: JsonObject) -> None:
    _refuse(found, "think", f'"{found["model"]}" does not support thinking')


def _refuse(found: JsonObject, name: str, complaint: str) -> None:
    if found.get(name):
        raise ApiError(400, complaint)
