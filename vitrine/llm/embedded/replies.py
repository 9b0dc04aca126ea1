"""The lines of an answer, in the shape of Ollama's API (docs/api.md)."""

import codecs
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Literal

from vitrine.llm.embedded.body import JsonObject
from vitrine.llm.embedded.generation import Ending

_NS_PER_MS = 1_000_000


def _one_mark_a_byte(error: UnicodeError) -> tuple[str, int]:
    """Go writes U+FFFD once for each bad byte; Python once for a run of them."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return "�" * (error.end - error.start), error.end


codecs.register_error("vitrine.go", _one_mark_a_byte)


@dataclass(frozen=True)
class Shape:
    """How /api/generate and /api/chat lay out the same answer; `model` is echoed as it was sent."""

    endpoint: Literal["generate", "chat"]
    model: str

    def line(self, text: str, *, done: bool, **more: object) -> JsonObject:
        """One object of the answer, `more` after the fields that are always there."""
        body: JsonObject = (
            {"response": text}
            if self.endpoint == "generate"
            else {"message": {"role": "assistant", "content": text}}
        )
        head = {"model": self.model, "created_at": timestamp(datetime.now(UTC))}
        return {**head, **body, "done": done, **more}


def timestamp(moment: datetime) -> str:
    """RFC 3339, "Z" for UTC."""
    return moment.isoformat().replace("+00:00", "Z")


def logprobs(items: Sequence[Mapping[str, Any]], top: int) -> list[JsonObject]:
    """Ollama's `logprobs` of llama.cpp's items; `top` alternatives each, none for 0."""
    return [
        {**_token(item), "top_logprobs": [_token(other) for other in item["top_logprobs"][:top]]}
        if top
        else _token(item)
        for item in items
    ]


def metrics(ending: Ending, load_duration: int, total_duration: int) -> JsonObject:
    """Counts, and durations in nanoseconds; those at zero are left out, as Ollama does.

    `prompt_cached_count` is Vitrine's own: how many of the prompt's tokens came from the cache.
    """
    last = ending.last
    found: JsonObject = {
        "done_reason": ending.reason,
        "total_duration": total_duration,
        "load_duration": load_duration,
        "prompt_eval_count": last.prompt_tokens,
        "prompt_eval_duration": int(last.prompt_ms * _NS_PER_MS),
        "eval_count": last.answer_tokens,
        # the first token's step is part of the prompt's time
        "eval_duration": int(last.answer_ms * _NS_PER_MS) if last.answer_tokens > 1 else 0,
    }
    kept = {name: value for name, value in found.items() if value}
    return {**kept, "prompt_cached_count": last.prompt_tokens_cached}


def _token(item: Mapping[str, Any]) -> JsonObject:
    text = bytes(item["bytes"]).decode("utf-8", errors="vitrine.go")
    token: JsonObject = {"token": text, "logprob": item["logprob"]}
    if text:
        token["bytes"] = list(text.encode("utf-8"))
    return token
