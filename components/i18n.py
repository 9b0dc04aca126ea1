"""The interface's language: translates sentences, and fills their details in.

Knows no screen. The language belongs to the running thread; whoever draws a page or a fragment says
first which one it is (`use`). Catalogues are read from the `.po` files themselves, once.
"""

import gettext
import re
from collections.abc import Mapping, Sequence
from contextvars import ContextVar
from functools import lru_cache
from io import BytesIO
from pathlib import Path
from string import Formatter

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from components import numerals
from vitrine.messages import Message, Number

LOCALE_FOLDER = Path(__file__).resolve().parent.parent / "locale"
LANGUAGES: Mapping[str, str] = {"en": "English", "fr": "Français"}
SOURCE_LANGUAGE = "en"

_current: ContextVar[str] = ContextVar("language", default=SOURCE_LANGUAGE)


def use(language: str) -> None:
    """Makes `language` the one of this thread; an unknown one falls back to English."""
    _current.set(language if language in LANGUAGES else SOURCE_LANGUAGE)


def language() -> str:
    """The language of this thread."""
    return _current.get()


def closest(locale: str | None) -> str:
    """The language for a browser's locale: `fr-CA` gives `fr`, one we lack gives English."""
    short = (locale or "").replace("_", "-").split("-")[0].lower()
    return short if short in LANGUAGES else SOURCE_LANGUAGE


def _(text: str, **details: object) -> str:
    """The sentence in this language, its details filled in."""
    return _filled(_gettext(text), details)


def n_(one: str, many: str, count: int, **details: object) -> str:
    """As `_`, with the plural that `count` asks for; `{count}` is filled in too."""
    found = catalogue(language()).ngettext(one, many, count)
    return _filled(found, {"count": count, **details})


def listed(words: Sequence[str]) -> str:
    """“a”, “b” and “c”."""
    quoted = [_("“{word}”", word=word) for word in words]
    if len(quoted) < 2:
        return "".join(quoted)
    return _("{first} and {last}", first=", ".join(quoted[:-1]), last=quoted[-1])


def about(seconds: float) -> str:
    """A time that is only estimated, in the unit a person would say it in."""
    if seconds < 90:
        return n_("about {count} second", "about {count} seconds", max(1, round(seconds)))
    if seconds < 90 * 60:
        return n_("about {count} minute", "about {count} minutes", round(seconds / 60))
    return n_("about {count} hour", "about {count} hours", round(seconds / 3600))


def translate(message: Message) -> str:
    """A sentence of the engine, in this language, as plain text."""
    return _filled(_gettext(message.template), _worded(message.details))


def translate_markdown(message: Message) -> str:
    """As `translate`, with what the details hold kept from acting as Markdown.

    A template may quote a command in backticks; inside them nothing acts, and no escape is needed.
    """
    parts, in_code = [], False
    details = _worded(message.details)
    for literal, name, _spec, _conversion in Formatter().parse(_gettext(message.template)):
        parts.append(literal)
        in_code ^= literal.count("`") % 2 == 1
        if name is not None:
            text = _written(details[name])
            parts.append(text.replace("`", "'") if in_code else plain(text))
    return "".join(parts)


def plain(text: str) -> str:
    """Text of a user or a model, made inert inside Markdown.

    Streamlit makes icons, emoji, arrows, dashes and links of the text that Markdown leaves, where no
    escape is heard any more: there a word joiner, which is not seen, keeps the characters apart.
    """
    apart = _MADE_LATER.sub(lambda found: _JOINER.join(found[0]), one_line(text))
    return "".join("\\" + char if char in _ACTIVE else char for char in apart)


def one_line(text: str) -> str:
    """Line breaks and runs of blanks as one space; French's narrow spaces stay as they are."""
    return re.sub(r"[ \t\r\n\f\v]+", " ", text).strip(" ")


_JOINER = "\u2060"
_MADE_LATER = re.compile(r":(?=//|[\w+-]+[:/\[])\S|[-<>~=]{2,}|www\.|\w@(?=\w)", re.IGNORECASE)
_ACTIVE = frozenset("\\`*_{}[]()<>#+-.!|$~:&^=")


@lru_cache
def catalogue(language: str) -> gettext.NullTranslations:
    """The translations of a language; English is the source and has none."""
    path = LOCALE_FOLDER / language / "LC_MESSAGES" / "vitrine.po"
    if not path.exists():
        return gettext.NullTranslations()
    with path.open("rb") as file:
        messages = read_po(file, locale=language)
    compiled = BytesIO()
    write_mo(compiled, messages)
    compiled.seek(0)
    return gettext.GNUTranslations(compiled)


def _gettext(text: str) -> str:
    return catalogue(language()).gettext(text) if text else text


def _worded(details: Mapping[str, object]) -> dict[str, object]:
    """A detail may be a sentence of its own; a `reason` may be a marked template without details."""
    return {
        name: translate(value)
        if isinstance(value, Message)
        else _gettext(value)
        if name == "reason" and isinstance(value, str)
        else value
        for name, value in details.items()
    }


def _filled(template: str, details: Mapping[str, object]) -> str:
    return template.format(**{name: _written(value) for name, value in details.items()})


def _written(value: object) -> str:
    """Numbers as the language writes them."""
    if isinstance(value, int) and not isinstance(value, bool):
        return numerals.whole(value, language())
    if isinstance(value, float):
        return numerals.decimal(value, language())
    if isinstance(value, Number):
        return numerals.number(value, language())
    return str(value)
