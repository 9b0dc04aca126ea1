"""Sentences for a reader, kept apart from their language.

The engine writes each sentence once, in English, as a template with named details; whoever shows it
translates the template (it is the gettext msgid) and fills the details in afterwards.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field


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
