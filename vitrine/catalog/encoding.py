"""Bytes to text: which encoding a file is in, and whether all of it could be read."""

import codecs
import re
from typing import NamedTuple

import charset_normalizer

from vitrine.errors import FileUnreadable
from vitrine.messages import N_, Message

BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
REPLACEMENT = "\N{REPLACEMENT CHARACTER}"
SAMPLE = 65_536
CONTROLS = re.compile(r"[\x00-\x08\x0e-\x19\x1b-\x1f\x7f]")
WESTERN_SHARE = 0.25  # of letters beyond ASCII: French has some 4 %, Greek or Russian most


class Decoded(NamedTuple):
    """A file's text; `damaged` says that some bytes became U+FFFD."""

    text: str
    encoding: str
    damaged: bool


def decode(data: bytes) -> Decoded:
    """UTF-8, UTF-16 or UTF-32, else a one-byte code page; `FileUnreadable` if it is no text at all."""
    decoded = _marked(data) or _unmarked_utf16(data) or _utf8(data) or _code_page(data)
    sample = decoded.text[:SAMPLE]
    if len(CONTROLS.findall(sample)) > max(3, len(sample) // 50):
        raise FileUnreadable(reason=Message(N_("it is binary, not text")))
    return decoded


def _decoded(data: bytes, encoding: str) -> Decoded:
    try:
        return Decoded(data.decode(encoding), encoding, damaged=False)
    except UnicodeDecodeError:
        return Decoded(data.decode(encoding, "replace"), encoding, damaged=True)


def _marked(data: bytes) -> Decoded | None:
    for mark, encoding in BYTE_ORDER_MARKS:
        if data.startswith(mark):
            return _decoded(data[len(mark) :], encoding)
    return None


def _unmarked_utf16(data: bytes) -> Decoded | None:
    """Western text in UTF-16 has a NUL in every other byte, and hardly one between."""
    first, second = data[:SAMPLE:2], data[1:SAMPLE:2]
    if not second:
        return None
    empty_first, empty_second = first.count(0) / len(first), second.count(0) / len(second)
    if empty_second > 0.5 and empty_first < 0.05:
        return _decoded(data, "utf-16-le")
    if empty_first > 0.5 and empty_second < 0.05:
        return _decoded(data, "utf-16-be")
    return None


def _utf8(data: bytes) -> Decoded | None:
    """Also where a few bytes are broken: cp1252 text would break at nearly every accent."""
    decoded = _decoded(data, "utf-8")
    if not decoded.damaged:
        return decoded
    broken = decoded.text.count(REPLACEMENT)
    accents = len(decoded.text) - len(decoded.text.encode("ascii", "ignore")) - broken
    return decoded if accents > 9 * broken else None


def _code_page(data: bytes) -> Decoded:
    """cp1252, unless the letters are mostly beyond ASCII and a guess at another page fits."""
    sample = data[:SAMPLE].rpartition(b"\n")[0] or data[:SAMPLE]
    beyond = sum(1 for byte in sample if byte >= 0x80)
    letters = beyond + sum(1 for byte in sample if chr(byte).isalpha() and byte < 0x80)
    if beyond > WESTERN_SHARE * letters:
        guess = charset_normalizer.from_bytes(sample).best()
        if guess is not None:
            decoded = _decoded(data, guess.encoding)
            if not decoded.damaged:
                return decoded
    return _decoded(data, "cp1252")
