"""A product file in, a `Catalog` out."""

import hashlib
from pathlib import Path

from vitrine.catalog.arrange import Source, arrange
from vitrine.catalog.columns import check_columns, guess_columns
from vitrine.catalog.delimiter import declared_delimiter, find_delimiter
from vitrine.catalog.encoding import decode
from vitrine.catalog.model import Catalog, Columns, Table
from vitrine.catalog.parquet import parquet_records
from vitrine.catalog.records import split_lines, split_records
from vitrine.catalog.signature import file_format
from vitrine.catalog.table import build_table
from vitrine.errors import FileMissing, FileTooLarge
from vitrine.messages import N_, Message
from vitrine.settings import Settings

LINES_A_ROW = 10  # lines a file may have for each row it may have


def read_catalog_file(path: Path, settings: Settings, columns: Columns | None = None) -> Catalog:
    """As `read_catalog`, from a file on disk."""
    try:
        _check_size(path.stat().st_size, settings)
        data = path.read_bytes()
    except OSError as error:
        raise FileMissing(path=path, reason=error.strerror or str(error)) from error
    return read_catalog(data, path.name, settings, columns)


def read_catalog(
    data: bytes, name: str, settings: Settings, columns: Columns | None = None
) -> Catalog:
    """Reads CSV, TSV, XLSX or Parquet, told from the bytes; `columns` None has the parts guessed.

    Rows that cannot be used are in `problems`. Raises `CatalogError` and nothing else, whatever the
    bytes are.
    """
    _check_size(len(data), settings)
    table, encoding, delimiter = _read_table(data, name, settings)
    if columns is not None:
        check_columns(table.frame, columns)
    source = Source(name, digest_of(data), encoding, delimiter)
    return arrange(table, columns or guess_columns(table.frame), source)


def digest_of(data: bytes) -> str:
    """What tells a file's content from another's: its sha256, hex."""
    return hashlib.sha256(data).hexdigest()


def _read_table(data: bytes, name: str, settings: Settings) -> tuple[Table, str, str]:
    """The table, its encoding and its delimiter ("" where there is none)."""
    format_ = file_format(data)
    if format_ == "parquet":
        return build_table(parquet_records(data, settings), settings), "", ""
    if format_ == "xlsx":
        from vitrine.catalog.workbook import workbook_records  # and openpyxl with it

        records, problems = workbook_records(data, settings)
        table = build_table(records, settings)
        return Table(table.frame, table.lines, (*problems, *table.problems)), "", ""
    lines, encoding, damaged = _lines(data, settings)
    declared = declared_delimiter(lines)
    delimiter = declared or find_delimiter(lines, name)
    records_ = split_records(lines, delimiter, skip=1 if declared else 0)
    del lines  # of a large file, nothing is kept twice: they go with the last record
    return build_table(records_, settings, damaged), encoding, delimiter


def _lines(data: bytes, settings: Settings) -> tuple[list[str], str, bool]:
    """The lines, the encoding, and whether some bytes could not be read."""
    decoded = decode(data)
    _check_lines(decoded.text, settings)
    return split_lines(decoded.text), decoded.encoding, decoded.damaged


def _check_size(size: int, settings: Settings) -> None:
    """Raises `FileTooLarge` past the upload limit, in MB (10^6 bytes)."""
    limit = settings.upload_limit_mb
    if size > limit * 10**6:
        found = f"{size / 10**6:.1f}"
        raise FileTooLarge(found=found, measure=Message(N_("MB")), limit=limit)


def _check_lines(text: str, settings: Settings) -> None:
    """Keeps a file of empty lines from filling the memory."""
    lines, limit = max(text.count("\n"), text.count("\r")), settings.row_limit * LINES_A_ROW
    if lines > limit:
        raise FileTooLarge(found=lines, measure=Message(N_("lines")), limit=limit)
