"""The `options` of a request: Ollama's names, defaults and complaints, in llama.cpp's terms."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from typing import Any

from vitrine.llm.embedded.failure import ApiError

_RANDOM_SEED = 0xFFFFFFFF  # llama.cpp's "choose one"


@dataclass(frozen=True)
class Options:
    """How to sample and when to stop; the defaults are Ollama's (docs/modelfile, api/types.go).

    `num_predict` at 0 or below means until the model ends; `num_ctx` is cut to the model's own.
    """

    num_ctx: int = 4096
    num_predict: int = -1
    num_keep: int = 4
    seed: int = -1
    temperature: float = 0.8
    top_k: int = 40
    top_p: float = 0.9
    min_p: float = 0.0
    typical_p: float = 1.0
    repeat_last_n: int = 64
    repeat_penalty: float = 1.1
    presence_penalty: float = 0.0
    frequency_penalty: float = 0.0
    stop: tuple[str, ...] = ()

    @property
    def prediction_limit(self) -> int:
        """The most tokens that one answer may have."""
        longest = 10 * self.num_ctx
        return self.num_predict if 0 < self.num_predict <= longest else longest

    def native(self) -> dict[str, object]:
        """The sampling fields of llama.cpp's /completion."""
        return {
            "seed": self.seed if self.seed >= 0 else _RANDOM_SEED,
            "temperature": self.temperature,
            "top_k": self.top_k,
            "top_p": self.top_p,
            "min_p": self.min_p,
            "typical_p": self.typical_p,
            "repeat_last_n": self.repeat_last_n,
            "repeat_penalty": self.repeat_penalty,
            "presence_penalty": self.presence_penalty,
            "frequency_penalty": self.frequency_penalty,
        }


_TYPES = {field.name: field.type for field in fields(Options)}


def read_options(given: Mapping[str, Any], defaults: Options, context_length: int) -> Options:
    """`defaults` overlaid with what a request gives; unknown and null options are ignored.

    Raises `ApiError` 500 for a wrong type, as Ollama does.
    """
    chosen = {
        name: _read(name, value)
        for name, value in given.items()
        if name in _TYPES and value is not None
    }
    options = replace(defaults, **chosen)
    return replace(options, num_ctx=max(4, min(options.num_ctx or 4096, context_length)))


def _read(name: str, value: Any) -> Any:
    kind = _TYPES[name]
    if name == "stop":
        return _read_stop(value)
    number = isinstance(value, int | float) and not isinstance(value, bool)
    if not (number and math.isfinite(value)):
        go = "integer" if kind is int else "float32"
        raise ApiError(500, f'option "{name}" must be of type {go}')
    return int(value) if kind is int else float(value)


def _read_stop(value: Any) -> tuple[str, ...]:
    if not isinstance(value, list):
        raise ApiError(500, 'option "stop" must be of type array')
    if not all(isinstance(item, str) for item in value):
        raise ApiError(500, 'option "stop" must be of an array of strings')
    return tuple(item for item in value if item)
