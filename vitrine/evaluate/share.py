"""A share that was counted, with its interval."""

from dataclasses import dataclass
from functools import cached_property

from vitrine.evaluate.figures import share


@dataclass(frozen=True)
class Share:
    """`hits` of `trials`; `low` and `high` bound the true share with 95 % confidence (Wilson, 1927)."""

    hits: int
    trials: int

    @property
    def value(self) -> float:
        """In [0, 1]; 0 where nothing was tried."""
        return self.hits / self.trials if self.trials else 0.0

    @property
    def low(self) -> float:
        return self._interval[0]

    @property
    def high(self) -> float:
        return self._interval[1]

    @cached_property
    def _interval(self) -> tuple[float, float]:
        if not self.trials:
            return 0.0, 1.0
        found = share(self.hits, self.trials)
        return found.low, found.high

    def as_json(self) -> dict[str, float | int]:
        """JSON-safe."""
        return {
            "share": self.value,
            "low": self.low,
            "high": self.high,
            "hits": self.hits,
            "trials": self.trials,
        }


def counted(found: list[bool]) -> Share:
    """The share of what is true."""
    return Share(sum(found), len(found))
