"""How a file, or a folder of files, is dealt out: what its columns are, and which partition has which
rows. It is read through once, a block at a time, before anything is asked."""

import codecs
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from typing import BinaryIO

import pyarrow as pa
import pyarrow.parquet as pq

from vitrine.catalog.arrange import Source, arrange
from vitrine.catalog.categories import category_labels
from vitrine.catalog.cells import cell_text
from vitrine.catalog.columns import check_columns, guess_columns
from vitrine.catalog.delimiter import declared_delimiter, find_delimiter
from vitrine.catalog.encoding import BYTE_ORDER_MARKS, decode
from vitrine.catalog.frame import text_frame
from vitrine.catalog.model import Catalog, Columns, Table
from vitrine.catalog.parquet import BATCH, PANDAS_INDEX
from vitrine.catalog.records import Record, split_lines, split_records
from vitrine.catalog.signature import PARQUET_MAGIC, file_format
from vitrine.catalog.table import build_table, fault, fitted, is_blank
from vitrine.cluster.blocks import CHUNK, Block, blocks, read_block
from vitrine.errors import ClusterInput, FileUnreadable
from vitrine.messages import N_, Message
from vitrine.settings import Settings

PART_ROWS = 2_000  # of a partition: what is asked again where a worker dies in the middle of it
HEAD = 1_000_000  # bytes from which heading, delimiter and encoding are told
SAMPLE = (
    1_000  # rows of the first, the middle and the last partition, from which columns are guessed
)
MOST_VALUES = 2_000  # different ones, above which a column is none of categories
ENDINGS = (".parquet", ".csv", ".tsv", ".txt")
_WIDE = ("utf-16", "utf-32")
_MARK = "\ufeff"

Cells = tuple[str, ...]


@dataclass(frozen=True)
class Part:
    """A partition: bytes (of text) or rows (of Parquet) `start` to `stop` of a file; `first` is the
    place of its first row in the whole input, from 0; `line` the number of that row's line."""

    number: int
    path: str
    start: int
    stop: int
    first: int
    rows: int
    line: int = 0
    encoding: str = ""


@dataclass(frozen=True)
class Shape:
    """How every file is read: `names` of the columns, and for text (`delimiter` is None for Parquet)
    what makes lines into cells."""

    names: tuple[str, ...]
    columns: Columns
    delimiter: str | None = None
    optional: int = 0  # columns from here on may lack at a line's end


@dataclass(frozen=True)
class Plan:
    """`sample` is a catalogue of some of its rows that has the labels of all."""

    source: str  # the name of the file or folder, for people
    shape: Shape
    parts: tuple[Part, ...]
    sample: Catalog

    @property
    def rows(self) -> int:
        """Of the whole input."""
        return sum(part.rows for part in self.parts)


def plan(
    path: Path, settings: Settings, columns: Columns | None = None, rows: int = PART_ROWS
) -> Plan:
    """Deals `path` out in partitions of about so many `rows`. Raises `ClusterInput`, `CatalogError`."""
    files = _files(path)
    try:
        kinds = {_is_parquet(file) for file in files}
        if len(kinds) > 1:
            raise ClusterInput(
                path=path, reason=Message(N_("it holds CSV and Parquet side by side"))
            )
        found = _Parquet(files, rows) if kinds.pop() else _Text(files, settings, rows)
    except OSError as error:
        raise FileUnreadable(reason=error.strerror or str(error)) from error
    except pa.ArrowException as error:
        raise FileUnreadable(reason=Message(N_("the Parquet file is damaged"))) from error
    if not found.parts:
        raise ClusterInput(path=path, reason=Message(N_("it holds no rows")))
    frame = text_frame(list(found.names), list(found.sample()))
    if columns is not None:
        check_columns(frame, columns)
    columns = columns or guess_columns(frame)
    lines = tuple(range(1, len(frame) + 1))
    catalog = arrange(Table(frame, lines), columns, Source(path.name))
    labels = category_labels(found.values(columns.category)) if columns.category else []
    known = tuple(dict.fromkeys(label for label in labels if label))
    shape = Shape(found.names, columns, found.delimiter, found.optional)
    return Plan(path.name, shape, tuple(found.parts), replace(catalog, categories=known))


def _files(path: Path) -> list[Path]:
    """The file, or those of the folder in the order of their names."""
    if path.is_dir():
        found = sorted(
            one
            for one in path.iterdir()
            if one.is_file()
            and one.suffix.lower() in ENDINGS
            and not one.name.startswith((".", "_"))
        )
        if not found:
            raise ClusterInput(
                path=path, reason=Message(N_("the folder holds no CSV or Parquet file"))
            )
        return found
    if not path.exists():
        raise ClusterInput(path=path, reason=Message(N_("it is not there")))
    return [path]


def _is_parquet(path: Path) -> bool:
    with path.open("rb") as file:
        head = file.read(HEAD)
    if head.startswith(PARQUET_MAGIC):
        return True
    if file_format(head) != "text":
        raise FileUnreadable(reason=Message(N_("a cluster reads CSV, TSV and Parquet alone")))
    return False


class _Parquet:
    delimiter: str | None = None
    optional = 0

    def __init__(self, files: list[Path], rows: int) -> None:
        self._files = [pq.ParquetFile(path) for path in files]
        self.names = names_of(self._files[0])
        self.parts: list[Part] = []
        first = 0
        for path, file in zip(files, self._files, strict=True):
            if names_of(file) != self.names:
                raise ClusterInput(
                    path=path, reason=Message(N_("its columns are not those of the first file"))
                )
            total = file.metadata.num_rows
            for start in range(0, total, rows):
                stop = min(total, start + rows)
                self.parts.append(
                    Part(len(self.parts), str(path), start, stop, first + start, stop - start)
                )
            first += total

    def sample(self) -> list[Cells]:
        return [
            cells
            for part in _spread(self.parts)
            for cells in parquet_rows(part.path, part.start, min(part.stop, part.start + SAMPLE))
        ]

    def values(self, column: str) -> list[str]:
        known: dict[str, None] = {}
        for file in self._files:
            for batch in file.iter_batches(columns=[column]):
                known |= dict.fromkeys(map(cell_text, batch.column(0).unique().to_pylist()))
                if len(known) > MOST_VALUES:
                    return []
        return list(known)


class _Text:
    def __init__(self, files: list[Path], settings: Settings, rows: int) -> None:
        with files[0].open("rb") as file:
            lines = split_lines(
                file.read(HEAD).decode(_encoding(files[0]), "replace").lstrip(_MARK)
            )
        lines = lines if files[0].stat().st_size <= HEAD else lines[:-1]
        declared = declared_delimiter(lines)
        self.delimiter: str | None = declared or find_delimiter(lines, files[0].name)
        records = list(split_records(lines, self.delimiter, skip=1 if declared else 0))
        table = build_table(records, replace(settings, row_limit=len(records) + 1))
        self.names = tuple(str(name) for name in table.frame.columns)
        # A first line that looks like a product is one, as the reader of catalogues has it.
        self._heading = None if records[0].line in table.lines else records[0].cells
        self._declared = declared is not None
        self._emptied: set[int] = set()
        self._values: list[dict[str, None] | None] = [{} for _name in self.names]
        self.parts: list[Part] = []
        for path in files:
            self._deal(path, rows)
        self.optional = len(self.names)
        while self.optional - 1 in self._emptied:
            self.optional -= 1

    def _deal(self, path: Path, rows: int) -> None:
        encoding, begins = _encoding(path), self._heading is not None
        with path.open("rb") as file:
            for block in blocks(file, self._skip(path), encoding, self.delimiter or "", rows):
                if begins and block.records[0].cells != self._heading:
                    reason = N_("its columns are not those of the first file")
                    raise ClusterInput(path=path, reason=Message(reason))
                self._take(path, encoding, block.without_first() if begins else block)
                begins = False

    def _skip(self, path: Path) -> int:
        """The mark of the encoding, and the line that names the delimiter."""
        with path.open("rb") as file:
            head = file.readline(HEAD)
        mark = next((len(one) for one, _name in BYTE_ORDER_MARKS if head.startswith(one)), 0)
        return len(head) if self._declared else mark

    def _take(self, path: Path, encoding: str, block: Block) -> None:
        records = [record for record in block.records if not is_blank(record)]
        if not records:
            return
        width = len(self.names)
        for record in records:
            cells = record.cells or ()
            if len(cells) >= width:
                self._note(cells)
        first = self.parts[-1].first + self.parts[-1].rows if self.parts else 0
        place = len(self.parts), str(path), block.offsets[0], block.stop
        self.parts.append(Part(*place, first, len(records), block.records[0].line, encoding))

    def _note(self, cells: Sequence[str]) -> None:
        """Which columns are left empty, and the values of those that have few."""
        for column, known in enumerate(self._values):
            cell = cells[column]
            if not cell:
                self._emptied.add(column)
            if known is not None and cell not in known:
                known[cell] = None
                if len(known) > MOST_VALUES:
                    self._values[column] = None

    def sample(self) -> list[Cells]:
        shape = Shape(self.names, Columns(self.names[0]), self.delimiter, self.optional)
        read = [rows_of(part, shape) for part in _spread(self.parts)]
        return [
            cells
            for rows in read
            for _line, cells, reason in islice(rows, SAMPLE)
            if reason is None
        ]

    def values(self, column: str) -> list[str]:
        return list(self._values[self.names.index(column)] or ())


def rows_of(part: Part, shape: Shape) -> Iterator[tuple[int, Cells, Message | None]]:
    """The rows of a partition: the line of each, its cells (one for every column), and why it cannot be
    used, None where it can."""
    if shape.delimiter is None:
        for at, cells in enumerate(
            parquet_rows(part.path, part.start, part.stop), start=part.start
        ):
            yield at + 2, cells, None  # as if the heading were line 1
        return
    width = len(shape.names)
    for record in read_block(
        part.path, part.start, part.stop, part.line, part.encoding, shape.delimiter
    ):
        if is_blank(record):
            continue  # as the reader of catalogues has it
        reason = fault(record, width, shape.optional)
        usable = fitted(record if reason is None else Record(record.line, ()), width)
        yield record.line, tuple(usable.cells or ()), reason


def parquet_rows(path: str, start: int, stop: int) -> Iterator[Cells]:
    """The rows of a Parquet file from `start` up to `stop`, as text; only the groups that hold them are
    read."""
    with pq.ParquetFile(path) as file:
        names = names_of(file)
        first = 0
        for group in range(file.num_row_groups):
            count = file.metadata.row_group(group).num_rows
            if first < stop and first + count > start:
                skip, most = max(0, start - first), min(count, stop - first)
                yield from _cells(file, group, names, skip, most)
            first += count


def _cells(
    file: pq.ParquetFile, group: int, names: Sequence[str], skip: int, most: int
) -> Iterator[Cells]:
    at = 0
    for batch in file.iter_batches(BATCH, row_groups=[group], columns=list(names)):
        rows = batch.slice(max(0, skip - at), max(0, most - max(at, skip)))
        at += batch.num_rows
        columns = [[cell_text(cell) for cell in rows.column(name).to_pylist()] for name in names]
        yield from zip(*columns, strict=True)
        if at >= most:
            return


def names_of(file: pq.ParquetFile) -> tuple[str, ...]:
    """The columns, but for the index that pandas writes."""
    return tuple(name for name in file.schema_arrow.names if not name.startswith(PANDAS_INDEX))


def _spread(parts: Sequence[Part]) -> list[Part]:
    """The first, the middle and the last: files are often sorted by category."""
    places = dict.fromkeys((0, len(parts) // 2, len(parts) - 1))
    return [parts[place] for place in places]


def _encoding(path: Path) -> str:
    """UTF-8 where all of the file is that, else what the reader of catalogues makes of a piece around
    the first byte that is not. Raises `FileUnreadable`."""
    with path.open("rb") as file:
        if decode(file.read(HEAD)).encoding.startswith(_WIDE):
            reason = N_("a cluster reads files in UTF-8 or a one-byte encoding, not in UTF-16")
            raise FileUnreadable(reason=Message(reason))
        file.seek(0)
        odd = _first_not_utf8(file)
        if odd is None:
            return "utf-8"
        file.seek(max(0, odd - HEAD // 2))
        return decode(file.read(HEAD)).encoding


def _first_not_utf8(file: BinaryIO) -> int | None:
    decoder, at = codecs.getincrementaldecoder("utf-8")(), 0
    while data := file.read(CHUNK):
        try:
            decoder.decode(data)
        except UnicodeDecodeError as error:
            return at + error.start
        at += len(data)
    return None
