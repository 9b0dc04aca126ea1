"""Category values as files write them, reduced to their first level."""

import json
import re
from collections.abc import Iterable, Sequence

LEVELS = re.compile(r"\s*(?:>>|>|›|»|→)\s*")
PATH_SEPARATORS = ("/", "|")  # also met inside plain names: "TV/Video"
PATH_SHARE = 0.8  # of the values must hold one …
PATH_FANOUT = 2  # … and first levels must be half as many as values, before it counts as a path
PATH_EVIDENCE = 4  # different values


def category_labels(values: Iterable[str]) -> list[str | None]:
    """The first level of each value, None for an empty one.

    `["Home >> Curtains"]`, `Home > Curtains` and `["Home", "Curtains"]` give "Home"; `Home/Curtains`
    too, where the values together look like paths beyond doubt.
    """
    values = list(values)
    firsts = {value: first_level(value) for value in dict.fromkeys(values)}
    separator = _path_separator([first for first in firsts.values() if first])
    if separator:
        firsts = {value: _head(first, separator) for value, first in firsts.items()}
    return [firsts[value] or None for value in values]


def first_level(value: str) -> str:
    """The first level of one category tree."""
    value = " ".join(_unwrapped(value.strip()).split())
    return LEVELS.split(value, maxsplit=1)[0] or value


def looks_like_tree(value: str) -> bool:
    """Whether a value holds levels."""
    return bool(LEVELS.search(value))


def _unwrapped(value: str) -> str:
    """The first entry of a JSON-like list; others as they are."""
    if not (value.startswith("[") and value.endswith("]")):
        return value
    try:
        entries = json.loads(value)
    except (ValueError, RecursionError):
        return value.strip("[]\"' ")
    return entries[0] if entries and isinstance(entries[0], str) else value.strip("[]\"' ")


def _path_separator(values: Sequence[str]) -> str | None:
    for separator in PATH_SEPARATORS:
        heads = {_head(value, separator) for value in values}
        holding = sum(separator in value.strip(separator) for value in values)
        enough = len(values) >= PATH_EVIDENCE and holding >= PATH_SHARE * len(values)
        if enough and len(heads) * PATH_FANOUT <= len(values):
            return separator
    return None


def _head(value: str, separator: str) -> str:
    return value.strip(separator).split(separator, 1)[0].strip() or value
