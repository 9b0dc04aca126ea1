"""Sentences for a reader, kept apart from their language.

The engine writes each sentence once, in English, as a template with named details; whoever shows it
translates the template (it is the gettext msgid) and fills the details in afterwards.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal


def N_(template: str) -> str:  # noqa: N802 - the name gettext's extractor looks for
    """Marks a template for extraction; the translation happens where it is shown."""
    return template


@dataclass(frozen=True)
class Number:
    """A number in a sentence, which each language writes in its own way.

    percent: a share in [0, 1]. signed: +0.35. chance: a p-value with its relation, "= 0.028" or
    "< 0.001". `str()` is English.
    """

    value: float
    form: Literal["percent", "decimal", "signed", "chance"]
    digits: int = 1

    def __str__(self) -> str:
        if self.form == "chance":
            return "< 0.001" if self.value < LEAST_CHANCE else f"= {self.value:.{self.digits}f}"
        kinds = {"percent": "%", "decimal": "f", "signed": "f"}
        sign = "+" if self.form == "signed" else ""
        return format(self.value, f"{sign}.{self.digits}{kinds[self.form]}")


LEAST_CHANCE = 0.001  # below which a p-value is only said to be below


def percent(share: float, digits: int = 1) -> Number:
    """A share in [0, 1] as a percentage."""
    return Number(share, "percent", digits)


def decimal(value: float, digits: int = 2) -> Number:
    """A number with this many digits behind the mark."""
    return Number(value, "decimal", digits)


def signed(value: float, digits: int = 2) -> Number:
    """As `decimal`, with its sign."""
    return Number(value, "signed", digits)


def chance(p: float) -> Number:
    """A p-value with its relation, to stand behind "p"."""
    return Number(p, "chance", 3)


@dataclass(frozen=True)
class Message:
    """A sentence: its template, as in `str.format`, and what to fill in."""

    template: str
    details: Mapping[str, object] = field(default_factory=dict)

    def __str__(self) -> str:
        return self.template.format(**self.details)

    def as_json(self) -> dict[str, object]:
        """For keeping: what is no number, truth value or sentence is kept as its text."""
        details = {name: _kept(value) for name, value in self.details.items()}
        return {"template": self.template, "details": details}

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> "Message":
        """What `as_json` gave."""
        details = {name: _read(value) for name, value in kept["details"].items()}
        return cls(kept["template"], details)


def _kept(value: object) -> object:
    if isinstance(value, Message):
        return value.as_json()
    return value if value is None or isinstance(value, bool | int | float | str) else str(value)


def _read(value: object) -> object:
    return Message.from_json(value) if isinstance(value, dict) else value
