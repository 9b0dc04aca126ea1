"""The answers of a run that is too large for the database: a folder of Parquet files.

`part-00012.parquet` holds the rows of one partition, in the order of the input: the columns of
`vitrine.jobs.export`, then what a prediction needs besides to be told back exactly. A part is there
whole or not at all. `_run.json` says what the run was asked to do.
"""

import json
import os
import secrets
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from types import TracebackType

import pyarrow as pa
import pyarrow.parquet as pq

from vitrine.classify.prediction import Prediction
from vitrine.jobs.answer_lines import Line, beside, fields, line_of, table_of
from vitrine.jobs.model import Row, Run
from vitrine.jobs.payload import packed, storable

GROUP = 4_096  # rows of a group: the least that is read to show one of them
RUN_FILE = "_run.json"

# What stands behind the columns of an export, by its name without the prefix.
EXTRAS: dict[str, pa.DataType] = {
    "row": pa.int64(),  # the place in the input, from 0
    "id": pa.string(),
    "place": pa.int16(),  # of the category among those asked; null: the answer was none of them
    "answer": pa.string(),  # JSON: a model may write what no column of text keeps
    "logprobs": pa.list_(pa.float64()),  # in the order of the categories; null: none were given
    "bounded": pa.list_(pa.int16()),  # places likewise
    "seconds": pa.float64(),
    "words": pa.int32(),  # of the description, split on white space
    "prompt_tokens": pa.int32(),
    "prompt_tokens_cached": pa.int32(),
    "truncated": pa.bool_(),
    "message": pa.string(),  # the reason as `Message.as_json`
    "provenance": pa.string(),  # JSON
    "calls": pa.int32(),
    "tokens_computed": pa.int32(),
    "tokens_cached": pa.int32(),
}


def part_name(number: int) -> str:
    """The file of a partition, counted from 0."""
    return f"part-{number:05d}.parquet"


def schema_of(originals: Sequence[str], categories: Sequence[str]) -> pa.Schema:
    """Of every part of a run; how many columns are the input's stands in its metadata."""
    names = beside(originals, list(EXTRAS))
    extras = [pa.field(name, kind) for name, kind in zip(names, EXTRAS.values(), strict=True)]
    known = {"vitrine": json.dumps({"originals": len(originals), "categories": list(categories)})}
    return pa.schema([*fields(originals, categories), *extras], metadata=known)


def keep_run(folder: Path, run: Run) -> None:
    """Writes what the run was asked to do beside its answers, for whoever finds the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    kept = {
        "run": run.id,
        "created": run.created,
        "model_digest": run.model_digest,
        "prompt_version": run.prompt_version,
        "settings": dict(run.settings),
    }
    text = json.dumps(kept, indent=2, ensure_ascii=False)
    beside_it = _other_name(folder / RUN_FILE)
    beside_it.write_text(text, encoding="utf-8")
    beside_it.replace(folder / RUN_FILE)


class AnswerWriter:
    """Writes one part. `originals` are the names of the input's columns, in their order.

    As a context it ends with `close`, or leaves nothing behind where something was raised. Raises
    `OSError` where the folder cannot be written to. Two writers of the same part do not disturb each
    other: the later one's whole file is the part.
    """

    def __init__(self, path: Path, originals: Sequence[str], categories: Sequence[str]) -> None:
        self._path = path
        self._categories = tuple(categories)
        self._schema = schema_of(originals, categories)
        self._lines: list[Line] = []
        path.parent.mkdir(parents=True, exist_ok=True)
        self._growing = _other_name(path)
        self._writer = pq.ParquetWriter(self._growing, self._schema, compression="zstd")

    def __enter__(self) -> "AnswerWriter":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if kind is None:
            self.close()
        else:
            self.discard()

    def write(
        self, rows: Sequence[Row], found: Sequence[Prediction], cells: Sequence[Sequence[object]]
    ) -> None:
        """Rows that have ended, behind those before: what came of each (`prediction_of`), and its
        line of the input."""
        for row, prediction, originals in zip(rows, found, cells, strict=True):
            line = line_of(originals, row.product_id, prediction, self._categories)
            self._lines.append([*line, *_extras(row, prediction, self._categories)])
            if len(self._lines) == GROUP:
                self._flush()

    def close(self) -> None:
        """Puts the part in its place, whole."""
        if self._lines:
            self._flush()
        self._writer.close()
        with self._growing.open("rb") as file:
            os.fsync(file.fileno())
        self._growing.replace(self._path)

    def discard(self) -> None:
        """Leaves nothing behind."""
        self._writer.close()
        self._growing.unlink(missing_ok=True)

    def _flush(self) -> None:
        self._writer.write_table(table_of(self._lines, self._schema))
        self._lines = []


def _extras(row: Row, found: Prediction, categories: Sequence[str]) -> list[object]:
    spread, place = found.distribution, {name: at for at, name in enumerate(categories)}
    return [
        row.position,
        storable(row.product_id),
        None if found.category is None else place[found.category],
        json.dumps(found.answer),
        [spread.logprobs[name] for name in categories] if spread else None,
        [place[name] for name in spread.bounded] if spread else None,
        found.seconds,
        len(row.text.split()),
        found.prompt_tokens,
        found.prompt_tokens_cached,
        found.truncated,
        packed(found.reason.as_json()) if found.reason else None,
        packed(asdict(found.provenance)),
        row.calls,
        row.tokens_computed,
        row.tokens_cached,
    ]


def _other_name(path: Path) -> Path:
    """Beside it, and hidden from whoever lists the parts."""
    return path.with_name(f".{path.name}.{secrets.token_hex(4)}")
