"""A run of kind "classify" as a file to keep: every column of its input, and the model's beside them.

Rows are written a page at a time. In CSV and XLSX a text that a spreadsheet would run as a formula is
made plain; Parquet keeps each text as it is, since nothing runs it.
"""

import csv
import io
from collections.abc import Sequence
from typing import IO, Literal, Protocol

import pyarrow as pa
import pyarrow.parquet as pq

from vitrine.catalog.model import Catalog
from vitrine.catalog.read import read_catalog
from vitrine.classify.table import plain
from vitrine.errors import InputGone
from vitrine.jobs.answer_lines import Line, added, fields, line_of, table_of
from vitrine.jobs.answer_parts import AnswerParts, parts_of
from vitrine.jobs.choices import RunChoices
from vitrine.jobs.model import Run
from vitrine.jobs.results import prediction_of
from vitrine.jobs.selection import Selection
from vitrine.jobs.store import Store
from vitrine.settings import Settings

Format = Literal["csv", "xlsx", "parquet"]
FORMATS: tuple[Format, ...] = ("csv", "xlsx", "parquet")
_PAGE = 2_000  # rows


def input_of(store: Store, run: Run, settings: Settings) -> Catalog:
    """The catalogue that a run was made of; raises `InputGone`, or `CatalogError` where the limits
    have been lowered since."""
    kept = store.input(run.input_digest) if run.input_digest else None
    if kept is None:
        raise InputGone(id=run.id)
    return read_catalog(kept.data, kept.name, settings, RunChoices.of(run).columns)


def export(store: Store, run: Run, format_: Format, file: IO[bytes], settings: Settings) -> None:
    """Writes the run to `file`: each row of its input with its answer, its reason, or neither yet.

    Raises `InputGone`, or `AnswersGone`, before anything is written.
    """
    parts = parts_of(run)
    if parts is not None:
        _export_parts(parts, RunChoices.of(run).categories, format_, file)
        return
    catalog = input_of(store, run, settings)
    originals = [str(name) for name in catalog.frame.columns]
    categories = RunChoices.of(run).categories
    writer = _writer(format_)(file, originals, categories)
    places = Selection.of(RunChoices.of(run).more).rows(len(catalog.frame))
    after = -1
    while page := store.rows(run.id, after, _PAGE):
        cells = catalog.frame.iloc[[places[item.position] for item in page]].to_numpy()
        writer.write(
            [
                line_of(its_own, item.product_id, prediction_of(run, item), categories)
                for item, its_own in zip(page, cells, strict=True)
            ]
        )
        after = page[-1].position
    writer.close()


def _export_parts(
    parts: AnswerParts, categories: Sequence[str], format_: Format, file: IO[bytes]
) -> None:
    """The rows that are there; before the first of them there is nothing of the input either."""
    layout = parts.layout
    originals = layout.originals if layout else ()
    writer = _writer(format_)(file, originals, categories)
    if layout is not None:
        for batch in parts.batches([*layout.originals, *layout.added]):
            cells = [column.to_pylist() for column in batch.columns]
            writer.write([list(line) for line in zip(*cells, strict=True)])
    writer.close()


class _Writer(Protocol):
    def __init__(
        self, file: IO[bytes], originals: Sequence[str], categories: Sequence[str]
    ) -> None: ...

    def write(self, lines: Sequence[Line]) -> None: ...

    def close(self) -> None: ...


class _Csv:
    def __init__(
        self, file: IO[bytes], originals: Sequence[str], categories: Sequence[str]
    ) -> None:
        self._text = io.TextIOWrapper(
            file, encoding="utf-8-sig", newline=""
        )  # Excel reads the mark
        self._csv = csv.writer(self._text)
        self._csv.writerow([plain(name) for name in (*originals, *added(originals, categories))])

    def write(self, lines: Sequence[Line]) -> None:
        self._csv.writerows([plain(cell) for cell in line] for line in lines)

    def close(self) -> None:
        self._text.flush()
        self._text.detach()


class _Parquet:
    def __init__(
        self, file: IO[bytes], originals: Sequence[str], categories: Sequence[str]
    ) -> None:
        self._schema = pa.schema(fields(originals, categories))
        self._writer = pq.ParquetWriter(file, self._schema, compression="zstd")

    def write(self, lines: Sequence[Line]) -> None:
        self._writer.write_table(table_of(lines, self._schema))

    def close(self) -> None:
        self._writer.close()


def _writer(format_: Format) -> type[_Writer]:
    if format_ == "xlsx":
        from vitrine.jobs.export_workbook import WorkbookWriter  # and openpyxl with it

        return WorkbookWriter
    return _Csv if format_ == "csv" else _Parquet
