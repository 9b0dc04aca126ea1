"""XLSX to records."""

import struct
import zipfile
import zlib
from collections.abc import Iterator
from io import BytesIO
from lzma import LZMAError
from typing import Any

import openpyxl

from vitrine.catalog.cells import cell_text
from vitrine.catalog.model import Problem
from vitrine.catalog.records import Record
from vitrine.errors import FileEmpty, FileTooLarge, FileUnreadable
from vitrine.messages import N_, Message
from vitrine.settings import Settings

EXPANSION = 10  # times the upload limit that a workbook may unpack to
LAST_ROW = 1_048_576  # of an Excel sheet; a damaged row number could lie far beyond

# openpyxl promises no exceptions of its own: a damaged part shows as whatever tripped over it
# (SyntaxError is the XML parser's).
DAMAGE = (
    ArithmeticError,
    AssertionError,
    AttributeError,
    EOFError,
    LookupError,
    LZMAError,
    MemoryError,
    OSError,
    RuntimeError,
    SyntaxError,
    TypeError,
    ValueError,
    struct.error,
    zipfile.BadZipFile,
    zlib.error,
)


def workbook_records(data: bytes, settings: Settings) -> tuple[list[Record], tuple[Problem, ...]]:
    """The rows of the first visible sheet that holds any.

    The problem, if any, names the sheets left out. Raises `FileUnreadable`, `FileEmpty`,
    `FileTooLarge`.
    """
    try:
        _check_expansion(data, settings)
        workbook = openpyxl.load_workbook(BytesIO(data), read_only=True, data_only=True)
        sheets = [sheet for sheet in workbook.worksheets if sheet.sheet_state == "visible"]
        filled = [sheet for sheet in sheets if next(_rows(sheet), None)]
        records = _records(filled[0], settings) if filled else []
    except DAMAGE as error:
        raise FileUnreadable(reason=Message(N_("the workbook is damaged"))) from error
    if not records:
        raise FileEmpty
    return records, _left_out([sheet.title for sheet in filled])


def _check_expansion(data: bytes, settings: Settings) -> None:
    """Refuses a zip bomb; zipfile reads no more of a part than the size declared here."""
    with zipfile.ZipFile(BytesIO(data)) as archive:
        size = sum(part.file_size for part in archive.infolist()) // 10**6
    limit = settings.upload_limit_mb * EXPANSION
    if size > limit:
        raise FileTooLarge(found=size, measure=Message(N_("MB when unpacked")), limit=limit)


def _rows(sheet: Any) -> Iterator[tuple[int, list[object]]]:
    """Number and values of each row that is not empty, without the empty cells at its end."""
    sheet.reset_dimensions()  # the size a sheet declares is often wrong
    for number, values in enumerate(sheet.iter_rows(values_only=True), start=1):
        if number > LAST_ROW:
            return
        if values.count(None) < len(values):
            yield number, _trimmed(values)


def _trimmed(values: tuple[object, ...]) -> list[object]:
    width = len(values)
    while values[width - 1] is None:
        width -= 1
    return list(values[:width])


def _records(sheet: Any, settings: Settings) -> list[Record]:
    """All equally wide: a sheet has no broken rows, and a cell beside the table shifts nothing."""
    rows = []
    for number, values in _rows(sheet):
        rows.append((number, [cell_text(value) for value in values]))
        _check_limits(len(rows) - 1, len(values), settings)
    width = max(len(cells) for _, cells in rows)
    return [Record(number, cells + [""] * (width - len(cells))) for number, cells in rows]


def _check_limits(rows: int, columns: int, settings: Settings) -> None:
    """At each row: those that follow are slow to read, only to be counted."""
    if rows > settings.row_limit:
        found, measure = f"{settings.row_limit}+", Message(N_("rows"))
        raise FileTooLarge(found=found, measure=measure, limit=settings.row_limit)
    if columns > settings.column_limit:
        measure = Message(N_("columns"))
        raise FileTooLarge(found=columns, measure=measure, limit=settings.column_limit)


def _left_out(titles: list[str]) -> tuple[Problem, ...]:
    if len(titles) < 2:
        return ()
    details = {"sheet": titles[0], "others": ", ".join(titles[1:])}
    reason = N_("only the sheet “{sheet}” was read, not {others}")
    return (Problem(1, Message(reason, details)),)
