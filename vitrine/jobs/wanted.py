"""Which rows of a run somebody wants to see, wherever they lie."""

from dataclasses import dataclass
from typing import Literal

# answered: with a label; unanswered: the model's answer was none of them; open: not ended yet.
Ending = Literal["answered", "unanswered", "failed", "open"]
ENDINGS: tuple[Ending, ...] = ("answered", "unanswered", "failed", "open")
Order = Literal["input", "lowest", "highest"]  # by position, or by score
ORDERS: tuple[Order, ...] = ("input", "lowest", "highest")


@dataclass(frozen=True)
class Wanted:
    """Which rows: of these endings and labels (none: of all), whose id or text holds every word of
    `search`, in any case."""

    endings: tuple[Ending, ...] = ()
    labels: tuple[str, ...] = ()
    search: str = ""
    order: Order = "input"
