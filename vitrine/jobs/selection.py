"""Which rows of a file a run is made of: all, the first few, or some drawn at random."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

How = Literal["all", "first", "random"]


@dataclass(frozen=True)
class Selection:
    """`most` rows at most, of which `seed` draws the random ones."""

    how: How = "all"
    most: int = 0
    seed: int = 0

    @classmethod
    def of(cls, more: Mapping[str, Any]) -> "Selection":
        """What `as_json` put into a run's choices; all rows where it put nothing."""
        return cls(**more.get("selection", {}))

    def as_json(self) -> dict[str, Any]:
        """For `RunChoices.more`."""
        return {"selection": vars(self)}

    def rows(self, total: int) -> Sequence[int]:
        """Of a file of `total` rows those that are in, in the file's order.

        Drawn by hash, not by a generator: the same rows again in every version of Python.
        """
        if self.how == "all" or total <= self.most:
            return range(total)
        if self.how == "first":
            return range(self.most)
        drawn = sorted(range(total), key=self._lot)
        return sorted(drawn[: self.most])

    def _lot(self, row: int) -> bytes:
        return hashlib.sha256(f"{self.seed}/{row}".encode()).digest()


EVERYTHING = Selection()
