"""A run's lines as a workbook for Excel."""

from collections.abc import Sequence
from typing import IO

from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

from vitrine.classify.table import plain
from vitrine.jobs.answer_lines import Line, added

_CELL_LIMIT = 32_767  # characters of a cell, Excel's


class WorkbookWriter:
    """One sheet, written as the lines come."""

    def __init__(
        self, file: IO[bytes], originals: Sequence[str], categories: Sequence[str]
    ) -> None:
        self._file = file
        self._book = Workbook(write_only=True)
        self._sheet = self._book.create_sheet("products")
        self._sheet.append([_cell(name) for name in (*originals, *added(originals, categories))])

    def write(self, lines: Sequence[Line]) -> None:
        """Some more lines."""
        for line in lines:
            self._sheet.append([_cell(cell) for cell in line])

    def close(self) -> None:
        """Writes the file."""
        self._book.save(self._file)


def _cell(cell: object) -> object:
    made = plain(cell)
    if not isinstance(made, str):
        return made
    return ILLEGAL_CHARACTERS_RE.sub("\ufffd", made)[:_CELL_LIMIT]
