"""Results that are kept, one a line, so that a run that was interrupted goes on where it ended."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

Figures = Mapping[str, Any]


@dataclass(frozen=True)
class Key:
    """What a result is of: a `method` in a `state`, on one text with its categories, by one seed."""

    method: str
    state: str
    product: str
    seed: int


class Kept:
    """A file of JSON lines; several processes may add to it, the last line of a key counts."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._known: dict[Key, Figures] = {}
        if path.exists():
            lines = path.read_text(encoding="utf-8").splitlines()
            found = [json.loads(line) for line in lines]
            self._known = {Key(**entry["key"]): entry["figures"] for entry in found}

    def get(self, key: Key) -> Figures | None:
        return self._known.get(key)

    def add(self, key: Key, figures: Figures) -> None:
        """Kept at once, in one write: lines of two processes never mix."""
        self._known[key] = figures
        line = json.dumps({"key": asdict(key), "figures": dict(figures)}) + "\n"
        self._path.parent.mkdir(parents=True, exist_ok=True)
        with self._path.open("ab", buffering=0) as file:
            file.write(line.encode())
