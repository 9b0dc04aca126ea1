"""What a file is, told from its bytes; its name is never believed."""

import re
import zipfile
from io import BytesIO
from typing import Literal

from vitrine.errors import FileEmpty, FileUnreadable
from vitrine.messages import N_, Message

FileFormat = Literal["text", "xlsx", "parquet"]

PARQUET_MAGIC = b"PAR1"
WORKBOOK_PARTS = {"[Content_Types].xml", "xl/workbook.xml"}

# Opening bytes of what people drop by mistake, and what to call it.
FOREIGN: tuple[tuple[bytes, str], ...] = (
    (b"%PDF", N_("it is a PDF")),
    (b"\x89PNG", N_("it is an image")),
    (b"\xff\xd8\xff", N_("it is an image")),
    (b"GIF8", N_("it is an image")),
    (b"II*\x00", N_("it is an image")),
    (b"MM\x00*", N_("it is an image")),
    (b"\xd0\xcf\x11\xe0", N_("it is an old (.xls) or a password-protected Office file")),
    (b"\x7fELF", N_("it is a program")),
    (b"MZ\x90\x00", N_("it is a program")),
    (b"\x1f\x8b", N_("it is compressed")),
    (b"BZh", N_("it is compressed")),
    (b"\xfd7zXZ", N_("it is compressed")),
    (b"7z\xbc\xaf\x27\x1c", N_("it is compressed")),
    (b"\x28\xb5\x2f\xfd", N_("it is compressed")),
    (b"Rar!", N_("it is compressed")),
    (b"SQLite format 3\x00", N_("it is a database")),
    (b"{\\rtf", N_("it is a text document, not a table")),
)
MARKUP = re.compile(rb"(?:\xef\xbb\xbf)?\s*(<\?xml|<!doctype|<html|\[\s*\{|\{\s*\")", re.IGNORECASE)


def file_format(data: bytes) -> FileFormat:
    """Text, workbook or Parquet; raises `FileEmpty`, or `FileUnreadable` naming what it is instead."""
    if not data.strip():
        raise FileEmpty
    if data.startswith(PARQUET_MAGIC):
        return "parquet"
    if data[:4] in (b"PK\x03\x04", b"PK\x05\x06"):
        return _zip_format(data)
    for magic, name in FOREIGN:
        if data.startswith(magic):
            raise FileUnreadable(reason=Message(name))
    if MARKUP.match(data[:200]):
        raise FileUnreadable(reason=Message(N_("it is a web page, XML or JSON, not a table")))
    return "text"


def _zip_format(data: bytes) -> FileFormat:
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            names = set(archive.namelist())
    # A damaged directory also shows as a bad offset, a bad name or an unknown version.
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError, EOFError) as error:
        raise FileUnreadable(reason=Message(N_("the file is damaged or cut off"))) from error
    if names >= WORKBOOK_PARTS:
        return "xlsx"
    raise FileUnreadable(reason=Message(N_("it is an archive, not a workbook")))
