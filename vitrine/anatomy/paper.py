"""The figures of the Llama 2 paper, read from llama2_paper.json; each carries its table or figure."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from vitrine.anatomy.configuration import Configuration

_FILE = Path(__file__).with_name("llama2_paper.json")


@dataclass(frozen=True)
class Table:
    """One table or figure of the paper: where it stands, and its rows as in the file."""

    source: str
    rows: Sequence[Mapping[str, Any]]
    more: Mapping[str, Any]


@lru_cache(maxsize=1)
def _content() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(_FILE.read_text(encoding="utf-8"))
    return found


def table(name: str) -> Table:
    """A part of the file by its key ("benchmarks", "helpfulness"…); KeyError where there is none."""
    part = _content()[name]
    more = {key: value for key, value in part.items() if key not in ("source", "rows")}
    return Table(part["source"], part.get("rows", ()), more)


def configurations() -> tuple[Configuration, ...]:
    """The four sizes, the smallest first."""
    fields = (
        "name", "dim", "layers", "heads", "kv_heads", "vocabulary", "context", "multiple_of",
        "ffn_multiplier",
    )  # fmt: skip
    return tuple(
        Configuration(**{field: row[field] for field in fields}) for row in table("family").rows
    )
