"""The parts of a run's answers that are there, read a few rows at a time, however many they are."""

import json
import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.dataset as ds
import pyarrow.parquet as pq

from vitrine.errors import AnswersGone, AnswersUnreadable
from vitrine.jobs.answer_files import EXTRAS, RUN_FILE
from vitrine.jobs.answer_lines import added, beside
from vitrine.jobs.choices import RunChoices
from vitrine.jobs.model import Run

_BATCH = 65_536  # rows in memory at once

# Arrow's own pool keeps what was read for the next time: of a large run, more than its arrays take.
pa.set_memory_pool(pa.system_memory_pool())

Stamp = tuple[float | None, ...]  # another one: something that a figure rests on has changed


@dataclass(frozen=True)
class Group:
    """Rows that are read at once: the `number`th of the file, with positions `first` to `last`."""

    path: Path
    number: int
    rows: int
    first: int
    last: int


@dataclass(frozen=True)
class Layout:
    """What the columns are called: `originals` are the input's, `added` those of an export, `extras`
    the others by their names in `EXTRAS`; `text` and `label` (None for none) are the input's own."""

    originals: tuple[str, ...]
    added: tuple[str, ...]
    extras: Mapping[str, str]
    categories: tuple[str, ...]
    text: str
    label: str | None

    @property
    def status(self) -> str:
        """answered, unanswered or failed."""
        return self.added[-2]

    @property
    def probability(self) -> str:
        """Of the answer."""
        return self.added[1]

    @property
    def spread(self) -> tuple[str, ...]:
        """The probabilities, a column a category."""
        return self.added[2 : 2 + len(self.categories)]

    @property
    def outside(self) -> str:
        """The mass outside the categories."""
        return self.added[-3]


@dataclass(frozen=True)
class AnswerParts:
    """In the order of the input. `layout` is None as long as there is no part."""

    groups: tuple[Group, ...]
    layout: Layout | None

    def __len__(self) -> int:
        return sum(group.rows for group in self.groups)

    @property
    def paths(self) -> list[Path]:
        """The files."""
        return list(dict.fromkeys(group.path for group in self.groups))

    def batches(
        self, columns: Sequence[str], coded: Sequence[str] = ()
    ) -> Iterator[pa.RecordBatch]:
        """All rows in order, some at a time, the columns `coded` as dictionaries of their values;
        raises `AnswersUnreadable`."""
        for path in self.paths:
            with _opened(path, coded) as file:
                # In this thread: what Arrow's own threads free stays with them, and is no faster.
                yield from file.iter_batches(_BATCH, columns=list(columns), use_threads=False)

    def chosen(
        self, columns: Sequence[str], condition: pc.Expression | None
    ) -> Iterator[pa.RecordBatch]:
        """Those that hold a condition, likewise."""
        for path in self.paths:
            with _readable(path):
                scanner = ds.dataset(str(path), format="parquet").scanner(
                    columns=list(columns), filter=condition, batch_size=_BATCH, batch_readahead=1
                )
                yield from scanner.to_batches()

    def count(self, condition: pc.Expression) -> int:
        """How many rows hold a condition; likewise."""
        found = 0
        for path in self.paths:
            with _readable(path):
                found += ds.dataset(str(path), format="parquet").count_rows(filter=condition)
        return found

    def group(self, group: Group, columns: Sequence[str]) -> pa.Table:
        """The rows of one group; raises `AnswersUnreadable`."""
        with _opened(group.path) as file:
            return file.read_row_group(group.number, columns=list(columns))

    def holding(self, position: int) -> Group | None:
        """The group in which the row at this position would be."""
        place = bisect_right(self.groups, position, key=lambda group: group.first) - 1
        found = self.groups[place] if place >= 0 else None
        return found if found is not None and position <= found.last else None


def folder_of(run: Run) -> Path | None:
    """Where a run's answers lie in files; None where they lie in the database."""
    cluster = RunChoices.of(run).more.get("cluster")
    return None if cluster is None else Path(cluster["output"])


def parts_of(run: Run) -> AnswerParts | None:
    """The parts that are there now; None where the answers lie in the database.

    Raises `AnswersGone` where a run that has begun has no folder, `AnswersUnreadable` for a part.
    """
    folder = folder_of(run)
    if folder is None:
        return None
    listed = _listed(folder, run)
    choices = RunChoices.of(run)
    assert choices.columns is not None  # a run of files has them
    return _read(tuple(listed), choices.columns.text, choices.columns.category)


def answers_stamp(run: Run) -> Stamp | None:
    """Of the parts that are there: how many, and when the newest was written; None where the answers
    lie in the database. Raises `AnswersGone`."""
    folder = folder_of(run)
    if folder is None:
        return None
    listed = _listed(folder, run)
    return (len(listed), max((changed for _path, changed in listed), default=None))


def _listed(folder: Path, run: Run) -> list[tuple[Path, int]]:
    """The parts and when each was written (ns)."""
    try:
        found = sorted(filter(_is_part, folder.glob("part-*")), key=lambda path: int(path.stem[5:]))
        if not found and run.started is not None and not (folder / RUN_FILE).exists():
            raise AnswersGone(folder="/".join(folder.parts[-2:]))
        return [(path, path.stat().st_mtime_ns) for path in found]
    except OSError as error:
        raise AnswersGone(folder="/".join(folder.parts[-2:])) from error


def _is_part(path: Path) -> bool:
    return re.fullmatch(r"part-\d+\.parquet", path.name, re.ASCII) is not None


@lru_cache(maxsize=8)
def _read(listed: tuple[tuple[Path, int], ...], text: str, label: str | None) -> AnswerParts:
    layout, groups = None, list[Group]()
    for path, _changed in listed:
        with _opened(path) as file:
            layout = layout or _layout(file.schema_arrow, text, label)
            column = file.schema.names.index(layout.extras["row"])
            groups += _groups(path, file.metadata, column)
    return AnswerParts(tuple(groups), layout)


def _groups(path: Path, metadata: pq.FileMetaData, column: int) -> Iterator[Group]:
    for number in range(metadata.num_row_groups):
        group = metadata.row_group(number)
        if group.num_rows:
            range_ = group.column(column).statistics
            yield Group(path, number, group.num_rows, range_.min, range_.max)


def _layout(schema: pa.Schema, text: str, label: str | None) -> Layout:
    known = json.loads(schema.metadata[b"vitrine"])
    originals = schema.names[: known["originals"]]
    extras = dict(zip(EXTRAS, beside(originals, list(EXTRAS)), strict=True))
    return Layout(
        originals=tuple(originals),
        added=tuple(added(originals, known["categories"])),
        extras=extras,
        categories=tuple(known["categories"]),
        text=text,
        label=label,
    )


@contextmanager
def _opened(path: Path, coded: Sequence[str] = ()) -> Iterator[pq.ParquetFile]:
    """Raises `AnswersUnreadable`, then or while it is read."""
    with (
        _readable(path),
        pa.OSFile(str(path)) as source,  # a path costs a search for its file system each time
        pq.ParquetFile(source, read_dictionary=list(coded)) as file,
    ):
        yield file


@contextmanager
def _readable(path: Path) -> Iterator[None]:
    try:
        yield
    except (pa.ArrowException, OSError, KeyError) as error:
        reason = str(error).splitlines()[0] if str(error) else type(error).__name__
        raise AnswersUnreadable(file=path.name, reason=reason) from error
