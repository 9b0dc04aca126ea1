"""Sentences for a reader, kept apart from their language.

The engine writes each sentence once, in English, as a template with named details; whoever shows it
translates the template (it is the gettext msgid) and fills the details in afterwards.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


def N_(template: str) -> str:  # noqa: N802 - the name gettext's extractor looks for
    """Marks a template for extraction; the translation happens where it is shown."""
    return template


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
