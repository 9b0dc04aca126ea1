"""Finds what speaks to the model rather than of the product, and leaves it out.

It looks for words, not for meaning: orders to ignore or to answer, a told answer, the marks of chat
templates, a category's name over and over, and the same written so that a reader would not see it. A
text that persuades in words of its own it does not find; docs/log.md has the share it does, and how
often it strikes at honest products.
"""

import base64
import binascii
import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import Literal

from vitrine.classify.guard_words import PATTERNS, SPELT
from vitrine.messages import N_, Message

Reason = Literal["marks", "order", "answer", "repeats", "concealed"]
Span = tuple[int, int]

_TOLD: Mapping[Reason, str] = {
    "marks": N_("It holds marks that separate the turns of a chat."),
    "order": N_("It gives the model an order."),
    "answer": N_("It tells the model what to answer."),
    "repeats": N_("It repeats the name of a category."),
    "concealed": N_("It holds writing that a reader would not see."),
}
_BACK, _AHEAD = 12, 40  # words that a find is grown by, to the sentence it stands in
_FAR = 400  # characters within which these words are looked for
_TURN = 3  # words behind the last mark that count as a turn of its own
_GAP = 3  # words between two finds that are left out with them
_REPEATS, _APART = 4, 2  # times a name stands, with so many words between, to be stuffing
_ENDS = re.compile(r"[.!?;|\n]+(?=\s|$)|-->|```|-{3,}")
_MARKS = re.compile(
    r"\[/?INST\]|<</?SYS>>|<\|[^|<>]{1,40}\|>|</?s>|</?(?:start|end)_of_turn>", re.IGNORECASE
)
_COMMENT = re.compile(r"<!--.*?(?:-->|$)", re.DOTALL)
_UNSEEN = re.compile(  # a tag whose content no browser shows
    r"<[^<>]{0,200}(?:font-size\s*:\s*0|display\s*:\s*none|visibility\s*:\s*hidden)[^<>]{0,200}>"
    r".*?(?:</\w+>|$)",
    re.IGNORECASE | re.DOTALL,
)
_BASE64 = re.compile(r"\b[A-Za-z0-9+/]{24,}={0,2}")
_SPACED = re.compile(r"\b(?:\w[ .\-_*]){7,}\w\b")
_LEET = str.maketrans("013457@$", "oieastas")


@dataclass(frozen=True)
class Cut:
    """A stretch that was left out, and why."""

    text: str
    reason: Reason


@dataclass(frozen=True)
class Guarded:
    """What is `left` of a text, and what was cut; without cuts it is the text as it came."""

    left: str
    cuts: tuple[Cut, ...]

    @property
    def warnings(self) -> tuple[Message, ...]:
        """A sentence for each reason, in the order of the text."""
        return tuple(
            Message(_TOLD[reason]) for reason in dict.fromkeys(c.reason for c in self.cuts)
        )


def guard(text: str, categories: Sequence[str]) -> Guarded:
    """Looks at a product's text; `categories` are those that the model chooses from."""
    return _guarded(text, tuple(categories))


@lru_cache(maxsize=2_048)  # a page looks at the same hundred texts after every click
def _guarded(text: str, categories: tuple[str, ...]) -> Guarded:
    seen = _visible(text)
    spans = _merged(seen, _finds(seen, categories, hid=len(seen) < len(text)))
    if not spans:
        return Guarded(text, ())
    kept, position = [], 0
    for (start, end), _reason in spans:
        kept.append(seen[position:start])
        position = end
    kept.append(seen[position:])
    cuts = tuple(Cut(seen[start:end].strip(), reason) for (start, end), reason in spans)
    return Guarded(" ".join(" ".join(kept).split()), cuts)


def _visible(text: str) -> str:
    """Without characters of no width: joiners and marks between letters hide a word from a search."""
    return "".join(char for char in text if unicodedata.category(char) != "Cf")


def _finds(text: str, categories: tuple[str, ...], *, hid: bool) -> Iterator[tuple[Span, Reason]]:
    for unseen in (_COMMENT, _UNSEEN):
        for found in unseen.finditer(text):
            yield found.span(), "concealed"
    yield from _between_marks(text)
    for found in _BASE64.finditer(text):
        if _says_something(found.group()):
            yield found.span(), "concealed"
    yield from _repeats(text, categories)
    ends = [found.end() for found in _ENDS.finditer(text)]
    for span, reason in _worded(text, categories):
        yield _grown(text, span, ends), "concealed" if hid else reason
    for span, _reason in _worded(text.translate(_LEET), categories):
        yield _grown(text, span, ends), "concealed"
    for span, _reason in _worded(text[::-1], categories):
        yield (len(text) - span[1], len(text) - span[0]), "concealed"
    for found in _SPACED.finditer(text):
        if SPELT.search(re.sub(r"[ .\-_*]", "", found.group())):
            yield found.span(), "concealed"


def _between_marks(text: str) -> Iterator[tuple[Span, Reason]]:
    """The marks with the turns between them, and a short one behind the last."""
    marks = [found.span() for found in _MARKS.finditer(text)]
    for number, (start, end) in enumerate(marks):
        is_last = number == len(marks) - 1
        follows = len(text) if is_last else marks[number + 1][0]
        most = _TURN if is_last else _AHEAD
        yield (start, follows if len(text[end:follows].split()) <= most else end), "marks"


def _worded(text: str, categories: tuple[str, ...]) -> Iterator[tuple[Span, Reason]]:
    for reason, pattern in _compiled(categories):
        for found in pattern.finditer(text):
            yield found.span(), reason


@lru_cache(maxsize=32)
def _compiled(categories: tuple[str, ...]) -> tuple[tuple[Reason, re.Pattern[str]], ...]:
    parts = {
        "name": _any_of(categories),
        # a name in small letters is an everyday word: only where much else speaks for it
        "exact": f"(?-i:{_any_of([name for name in categories if name != name.lower()])})",
        "letter": r"(?-i:\b[A-T]\b)",
    }
    return tuple(
        (reason, re.compile(pattern.format(**parts), re.IGNORECASE)) for reason, pattern in PATTERNS
    )


def _any_of(names: Sequence[str]) -> str:
    """A pattern for any of the names as whole words; of none, one that nothing matches."""
    found = [r"\s+".join(map(re.escape, name.split())) for name in names]
    return rf"(?<!\w)(?:{'|'.join(found)})(?!\w)" if found else r"(?!)"


def _repeats(text: str, categories: tuple[str, ...]) -> Iterator[tuple[Span, Reason]]:
    """Stretches in which one name stands again and again with hardly a word between."""
    for name in categories:
        places = [found.span() for found in re.finditer(_any_of([name]), text, re.IGNORECASE)]
        run = places[:1]
        for before, after in pairwise(places):
            if len(text[before[1] : after[0]].split()) > _APART + 1:
                yield from _enough(name, run)
                run = []
            run.append(after)
        yield from _enough(name, run)


def _enough(name: str, run: Sequence[Span]) -> Iterator[tuple[Span, Reason]]:
    """An everyday word has to stand there twice as often: black tea, green tea, white tea."""
    if len(run) >= _REPEATS * (2 if name == name.lower() else 1):
        yield (run[0][0], run[-1][1]), "repeats"


def _says_something(blob: str) -> bool:
    """Whether base64 holds three words or more of plain text."""
    try:
        found = base64.b64decode(blob + "=" * (-len(blob) % 4), validate=True).decode()
    except (binascii.Error, UnicodeDecodeError):
        return False
    return found.isprintable() and len(found.split()) >= 3


def _grown(text: str, span: Span, ends: Sequence[int]) -> Span:
    """The find with the rest of its sentence; from itself on where that begins far before it. `ends`
    are the places behind the marks that end the text's sentences."""
    start, end = span
    place = bisect_right(ends, start)
    begins = ends[place - 1] if place else 0
    if start - begins > _FAR or len(text[begins:start].split()) > _BACK:
        begins = start
    place = bisect_left(ends, end)
    follows = ends[place] if place < len(ends) else len(text)
    words = list(re.finditer(r"\S+", text[end : min(follows, end + _FAR)]))
    if len(words) > _AHEAD:
        return begins, end + words[_AHEAD - 1].end()
    return begins, min(follows, end + _FAR)


def _merged(text: str, finds: Iterator[tuple[Span, Reason]]) -> list[tuple[Span, Reason]]:
    """In the text's order; those that all but touch become one, for the reason of the first."""
    merged: list[tuple[Span, Reason]] = []
    # of equals the one that was looked for first
    for (start, end), reason in sorted(finds, key=lambda find: find[0]):
        if merged and len(text[merged[-1][0][1] : start].split()) <= _GAP:
            (first, last), earlier = merged[-1]
            merged[-1] = ((first, max(last, end)), earlier)
        else:
            merged.append(((start, end), reason))
    return merged
