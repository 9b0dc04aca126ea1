"""Delimited text to records, each with its line, so that one bad quote costs one row and not the rest.

Python's csv module splits; what it does not say (an unclosed quote, the line a record began on) is
found here. See RFC 4180 for the quoting.
"""

import csv
import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

WINDOW = 1_000  # lines that one record may span
PATIENCE = 500_000  # lines read in vain for closing quotes before records may span one line only
CELL_LIMIT = csv.field_size_limit()  # characters
_LINE = re.compile(r"[^\r\n]*(?:\r\n|[\r\n])|[^\r\n]+")
NO_DELIMITER = "\x1f"  # a file of one column: a character that no text holds


class Record(NamedTuple):
    """`line`: where it begins, the file's first being 1; `cells`: None where a quote stays open.

    `too_long`: they are None because a cell runs past `CELL_LIMIT`.
    """

    line: int
    cells: Sequence[str] | None
    too_long: bool = False


def split_lines(text: str) -> list[str]:
    """Lines with their ends: LF, CRLF and CR, and not the others that `str.splitlines` knows.

    By a pattern, not by `io.StringIO`: that takes four bytes a character meanwhile.
    """
    return _LINE.findall(text)


def split_records(lines: list[str], delimiter: str, skip: int = 0) -> Iterator[Record]:
    """Yields the records of `lines` after the first `skip`; blank lines are left out.

    What has been read is emptied in `lines`: a large file is not to be held twice, whole and in cells.
    """
    source = _Lines(lines, skip)
    reader = csv.reader(source, delimiter=delimiter or NO_DELIMITER)
    patience = PATIENCE
    while source.at < len(lines):
        start = source.at
        source.stop = start + (WINDOW if patience > 0 else 2)
        cells = _next(reader)
        taken = source.at - start
        if cells is None or (taken > 1 and not _closed(source.slice(start), delimiter)):
            patience -= taken
            source.at = start + 1  # what the quote swallowed is read again, line by line
            source.forget(start)
            yield Record(start + 1, None, too_long=cells is None)
        else:
            source.forget(start)
            if cells:
                yield Record(start + 1, cells)


class _Lines:
    """An iterator that can be set back, with one empty line past the end.

    Only an unclosed quote makes a record run into that line: so the last record is checked as well.
    """

    def __init__(self, lines: list[str], at: int) -> None:
        self._lines = lines
        self.at = at
        self.stop = 0

    def __iter__(self) -> "_Lines":
        return self

    def __next__(self) -> str:
        if self.at >= self.stop or self.at > len(self._lines):
            raise StopIteration
        self.at += 1
        return self._lines[self.at - 1] if self.at <= len(self._lines) else ""

    def slice(self, start: int) -> Sequence[str]:
        return self._lines[start : self.at]

    def forget(self, start: int) -> None:
        """Empties the lines from `start` up to the one that is next."""
        for line in range(start, min(self.at, len(self._lines))):
            self._lines[line] = ""


def _next(reader: Iterator[list[str]]) -> list[str] | None:
    try:
        return next(reader)
    except csv.Error:  # a cell past csv's own limit, in itself or because a quote runs away
        return None


def _closed(lines: Sequence[str], delimiter: str) -> bool:
    """Whether these lines are one record with its quotes in order."""
    try:
        next(csv.reader(iter(lines), delimiter=delimiter or NO_DELIMITER, strict=True))
    except csv.Error:
        return False
    return True
