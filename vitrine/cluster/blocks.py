"""A delimited file of any size in blocks that begin and end where a record does.

What a record is, `vitrine.catalog.records` says, on lines that are decoded a block at a time: a block
read by itself has the records that a reading of the whole file finds there.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import accumulate
from typing import BinaryIO

from vitrine.catalog.records import WINDOW, Record, split_records

CHUNK = 4_000_000  # bytes read at once
_LINE = re.compile(rb"[^\r\n]*(?:\r\n|[\r\n])|[^\r\n]+")


@dataclass(frozen=True)
class Block:
    """Some records, numbered by their lines in the file; `offsets` are the bytes at which each begins,
    `stop` is the one behind the last."""

    records: tuple[Record, ...]
    offsets: tuple[int, ...]
    stop: int

    def without_first(self) -> "Block":
        """The same from the second record on."""
        return Block(self.records[1:], self.offsets[1:], self.stop)


def blocks(
    file: BinaryIO, start: int, encoding: str, delimiter: str, rows: int, chunk: int = CHUNK
) -> Iterator[Block]:
    """The records from byte `start` on, `rows` at a time at the most.

    A record may span `WINDOW` lines: those that begin in the last `WINDOW` lines of what has been read
    wait for more.
    """
    file.seek(start)
    data, at, line, ended = b"", start, 0, False
    while data or not ended:
        more = file.read(chunk)
        ended = not more
        data += more
        lines = _LINE.findall(data if ended else data[: _last_end(data)])
        if not ended and len(lines) <= WINDOW:
            continue
        found = list(read(lines, encoding, delimiter))
        taken = len(lines) if ended else _settled(found, len(lines) - WINDOW)
        ends = [at, *accumulate(map(len, lines), initial=at)][1:]
        yield from _dealt([one for one in found if one.line <= taken], ends, line, taken, rows)
        data, at, line = data[ends[taken] - at :], ends[taken], line + taken


def read_block(
    path: str, start: int, stop: int, line: int, encoding: str, delimiter: str
) -> Iterator[Record]:
    """The records of one block, read by itself; its first line is the file's line `line`."""
    with open(path, "rb") as file:  # noqa: PTH123 - a path as the plan wrote it
        file.seek(start)
        lines = _LINE.findall(file.read(stop - start))
    for one in read(lines, encoding, delimiter):
        yield one._replace(line=one.line + line - 1)


def read(lines: list[bytes], encoding: str, delimiter: str) -> Iterator[Record]:
    """The records of these lines, numbered from 1."""
    return split_records([one.decode(encoding, "replace") for one in lines], delimiter)


def _settled(found: list[Record], most: int) -> int:
    """How many lines are done with: up to where the last record begins that may still grow."""
    return max((one.line - 1 for one in found if one.line - 1 <= most), default=0)


def _dealt(
    found: list[Record], ends: list[int], line: int, taken: int, rows: int
) -> Iterator[Block]:
    for first in range(0, len(found), rows):
        few = found[first : first + rows]
        following = found[first + rows].line - 1 if first + rows < len(found) else taken
        yield Block(
            tuple(one._replace(line=one.line + line) for one in few),
            tuple(ends[one.line - 1] for one in few),
            ends[following],
        )


def _last_end(data: bytes) -> int:
    """Behind the last line that is whole for sure: a CR at the end may be half of a CRLF."""
    return max(data.rfind(b"\n"), data.rfind(b"\r", 0, len(data) - 1)) + 1
