"""Records to a `Table`: the heading found, every row as wide as it, broken rows named."""

from collections.abc import Iterable, Sequence

import numpy as np

from vitrine.catalog.encoding import REPLACEMENT
from vitrine.catalog.frame import text_frame
from vitrine.catalog.headings import is_known_heading, unique_names
from vitrine.catalog.model import Problem, Table
from vitrine.catalog.records import CELL_LIMIT, Record
from vitrine.errors import FileEmpty, FileTooLarge, FileUnreadable
from vitrine.messages import N_, Message
from vitrine.settings import Settings

NUL = "\x00"
COMPARED_ROWS = 200
TEXT_WORDS = 6  # a cell of this many is a sentence rather than a heading

UNCLOSED = N_("a quotation mark is opened and not closed: left out")
TOO_LONG = N_(
    "a cell has more than {limit} characters, or its quotation mark is not closed: left out"
)
TOO_MANY = N_("{found} cells where the heading has {expected}: left out")
TOO_FEW = N_("only {found} of {expected} cells: left out")
HAS_NUL = N_("holds a NUL character: left out")
UNREADABLE_CHARACTERS = N_("holds characters that could not be read, shown as �")
NO_HEADING = N_("the first line looks like a product, so the columns got plain names")
NO_ROW_USABLE = N_("no row can be used; line {line}: {problem}")


def build_table(records: Iterable[Record], settings: Settings, damaged: bool = False) -> Table:
    """Takes the first record that is not empty as the heading, unless it looks like a product.

    `damaged`: some bytes became U+FFFD, whose rows are to be named. Raises `FileEmpty`,
    `FileTooLarge`, `FileUnreadable` (no row is whole).
    """
    filled = [record for record in records if not is_blank(record)]
    if not filled:
        raise FileEmpty
    first, rows = filled[0], filled[1:]
    if first.cells is None and first.too_long:
        details = {"line": first.line, "problem": _too_long()}
        raise FileUnreadable(reason=Message(NO_ROW_USABLE, details))
    if first.cells is None:
        raise FileUnreadable(reason=Message(N_("the heading line has an unclosed quotation mark")))
    _check_limits(len(first.cells), len(rows), settings)
    width = _width(first.cells, rows)
    problems: list[Problem] = []
    heading = [*first.cells[:width], *[""] * (width - len(first.cells))]
    if _looks_like_product(heading, rows):
        rows, heading = filled, [""] * width
        problems.append(Problem(first.line, Message(NO_HEADING)))
    if not rows:
        raise FileEmpty
    whole = _whole_rows(rows, width, problems)
    del filled, rows
    if damaged:
        problems += _doubtful(whole)
    return _table(heading, whole, problems)


def is_blank(record: Record) -> bool:
    """Whether nothing is in it: such a line is no row."""
    return record.cells is not None and not "".join(record.cells).strip()


def _check_limits(columns: int, rows: int, settings: Settings) -> None:
    if columns > settings.column_limit:
        measure = Message(N_("columns"))
        raise FileTooLarge(found=columns, measure=measure, limit=settings.column_limit)
    if rows > settings.row_limit:
        raise FileTooLarge(found=rows, measure=Message(N_("rows")), limit=settings.row_limit)


def _extent(cells: Sequence[str]) -> int:
    """Cells up to the last that is not blank."""
    extent = len(cells)
    while extent and not cells[extent - 1].strip():
        extent -= 1
    return extent


def _width(heading: Sequence[str], rows: Sequence[Record]) -> int:
    """Columns: those with a heading, and those behind, without one, that some row fills."""
    named, most = _extent(heading), len(heading)
    if named == most:
        return named
    extents = (_extent(row.cells) for row in rows if row.cells and len(row.cells) <= most)
    return max(named, max(extents, default=0))


def _looks_like_product(heading: Sequence[str], rows: Sequence[Record]) -> bool:
    """True only with confidence: no cell names a part, and most resemble the cells below them."""
    filled = [i for i, cell in enumerate(heading) if cell.strip()]
    below = [row.cells for row in rows[:COMPARED_ROWS] if row.cells and len(row.cells) > filled[-1]]
    if len(below) < 2 or any(is_known_heading(heading[i]) for i in filled):
        return False
    alike = sum(_resembles(heading[i], [cells[i] for cells in below]) for i in filled)
    return 2 * alike >= len(filled)


def _resembles(cell: str, below: Sequence[str]) -> bool:
    """A number over numbers, a sentence over sentences, or a value that comes again."""
    if cell in below:
        return True
    if cell.strip().replace(".", "", 1).isdigit():
        return all(value.strip().replace(".", "", 1).isdigit() for value in below)
    words = sum(len(value.split()) for value in below) / len(below)
    return len(cell.split()) >= TEXT_WORDS <= words


def _whole_rows(rows: Sequence[Record], width: int, problems: list[Problem]) -> list[Record]:
    """The usable rows, each of `width` cells; the others go to `problems`."""
    optional = _optional_columns(rows, width)
    whole: list[Record] = []
    for record in rows:
        reason = fault(record, width, optional)
        if reason is not None:
            problems.append(Problem(record.line, reason))
        elif record.cells is not None:
            whole.append(fitted(record, width))
    return whole


def fitted(record: Record, width: int) -> Record:
    """A record that has no fault, with as many cells as there are columns."""
    cells = record.cells or ()
    if len(cells) == width:
        return record
    return Record(record.line, [*cells[:width], *[""] * (width - len(cells))])


def _optional_columns(rows: Sequence[Record], width: int) -> int:
    """The first of the columns, up to the last, that full rows leave empty now and then.

    A row that ends in this stretch is complete: its writer left out empty cells at the end. A row
    that ends before it has lost something.
    """
    if all(row.cells is not None and len(row.cells) >= width for row in rows):
        return width
    emptied = {
        column
        for row in rows
        if row.cells and len(row.cells) >= width
        for column in range(width)
        if not row.cells[column]
    }
    first = width
    while first - 1 in emptied:
        first -= 1
    return first


def fault(record: Record, width: int, optional: int) -> Message | None:
    """Why a record cannot be used; columns from `optional` on may lack at its end."""
    cells = record.cells
    if cells is None:
        return _too_long() if record.too_long else Message(UNCLOSED)
    if NUL in "".join(cells):
        return Message(HAS_NUL)
    if len(cells) > width and _extent(cells) > width:
        return Message(TOO_MANY, {"found": _extent(cells), "expected": width})
    if len(cells) < optional:
        return Message(TOO_FEW, {"found": len(cells), "expected": width})
    return None


def _too_long() -> Message:
    return Message(TOO_LONG, {"limit": CELL_LIMIT})


def _doubtful(rows: Sequence[Record]) -> list[Problem]:
    reason = Message(UNREADABLE_CHARACTERS)
    return [
        Problem(row.line, reason) for row in rows if row.cells and REPLACEMENT in "".join(row.cells)
    ]


def _table(heading: Sequence[str], rows: list[Record], problems: Sequence[Problem]) -> Table:
    """Empties `rows`: of a large file, cells and columns are not to be held side by side."""
    if not rows:
        details = {"line": problems[-1].line, "problem": problems[-1].reason}
        raise FileUnreadable(reason=Message(NO_ROW_USABLE, details))
    names = unique_names(_heading(name, number) for number, name in enumerate(heading, start=1))
    # Numbers made anew, behind one another: those of the rows lie scattered among them, and each would
    # hold a block of memory that the rows leave.
    lines = np.fromiter((row.line for row in rows), dtype=np.int64, count=len(rows)).tolist()
    cells = [row.cells or () for row in rows]
    rows.clear()
    return Table(text_frame(names, cells), tuple(lines), tuple(problems))


def _heading(name: str, number: int) -> str:
    return " ".join(name.replace(NUL, "").split()) or f"column {number}"
