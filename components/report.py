"""A run as one HTML file to send on: it opens without a network, and prints. Knows no screen."""

from dataclasses import dataclass
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from components.i18n import _, language
from components.report_parts import Section
from vitrine import __version__

_ASSETS = Path(__file__).resolve().parent / "assets"
_STYLES = _ASSETS / "report.css"
_TEMPLATES = Environment(
    loader=FileSystemLoader(_ASSETS),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


@dataclass(frozen=True)
class Report:
    """All of it, in the reader's language; `facts` stand in front: name and value."""

    title: str
    facts: tuple[tuple[str, str], ...]
    sections: tuple[Section, ...]


def render(report: Report) -> bytes:
    """The file, UTF-8. Every text in it is escaped by the template."""
    return (
        _TEMPLATES.get_template("report.html")
        .render(
            report=report,
            language=language(),
            contents=_("What is in it"),
            share=_("Share"),
            made=_(
                "Made by Vitrine {version} on the machine where it ran; nothing was sent anywhere.",
                version=__version__,
            ),
            # A file of ours, without a user's text.
            styles=Markup(_STYLES.read_text(encoding="utf-8")),  # noqa: S704
        )
        .encode("utf-8")
    )
