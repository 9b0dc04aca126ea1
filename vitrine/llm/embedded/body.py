"""A request's body to a checked mapping, with the texts that Ollama's Go decoder gives."""

import json
from collections.abc import Mapping
from typing import Any, Protocol

from vitrine.llm.embedded.failure import ApiError

JsonObject = dict[str, Any]


class Kind(Protocol):
    """A JSON type that a field may have; `go` is how Go names it in an error."""

    @property
    def go(self) -> str: ...

    def admits(self, value: object) -> bool: ...


class Plain:
    """A JSON string, boolean, number, list or object."""

    def __init__(self, go: str, *types: type) -> None:
        self.go = go
        self._types = types

    def admits(self, value: object) -> bool:
        # bool is a subclass of int in Python, not in JSON
        return isinstance(value, self._types) and (
            not isinstance(value, bool) or bool in self._types
        )


STRING = Plain("string", str)
BOOLEAN = Plain("bool", bool)
WHOLE = Plain("int", int)
OBJECT = Plain("map[string]interface {}", dict)
LIST = Plain("[]string", list)
MESSAGES = Plain("[]api.Message", list)
ANY = Plain("interface {}", str, bool, int, float, list, dict)


def decode(raw: bytes, name: str, fields: Mapping[str, Kind]) -> JsonObject:
    """The known fields of a body, null ones left out; `name` is Go's struct ("ChatRequest").

    Like Go's decoder: field names match in any case, unknown ones are ignored, and what follows
    the first JSON value is not read. Raises `ApiError` 400.
    """
    body = _first_value(raw)
    if not isinstance(body, dict):
        raise ApiError(
            400, f"json: cannot unmarshal {_json_type(body)} into Go value of type api.{name}"
        )
    return checked(body, name, fields)


def checked(
    body: JsonObject, name: str, fields: Mapping[str, Kind], prefix: str = ""
) -> JsonObject:
    """`decode` for an object inside a body; `prefix` is its path ("messages.")."""
    found = {}
    for key, value in body.items():
        kind = fields.get(key.lower())
        if kind is None or value is None:
            continue
        if not kind.admits(value):
            raise ApiError(
                400,
                f"json: cannot unmarshal {_json_type(value)} into Go struct field "
                f"{name}.{prefix}{key.lower()} of type {kind.go}",
            )
        found[key.lower()] = value
    return found


def _refuse_constant(name: str) -> object:
    raise json.JSONDecodeError("NaN and Infinity are not JSON", name, 0)


_DECODER = json.JSONDecoder(parse_constant=_refuse_constant)


def _first_value(raw: bytes) -> object:
    text = raw.decode("utf-8", errors="replace").lstrip(" \t\r\n")
    if not text:
        raise ApiError(400, "missing request body")
    try:
        value: object = _DECODER.raw_decode(text)[0]
    except json.JSONDecodeError as error:
        raise ApiError(400, _go_complaint(text, error.pos)) from None
    except RecursionError:
        raise ApiError(400, "invalid character '[' exceeded max depth") from None
    return value


def _go_complaint(text: str, position: int) -> str:
    if position >= len(text):
        return "unexpected EOF"
    return f"invalid character {text[position]!r} looking for beginning of value"


def _json_type(value: object) -> str:
    names = {bool: "bool", str: "string", int: "number", float: "number", list: "array"}
    return names.get(type(value), "object" if isinstance(value, dict) else "null")
