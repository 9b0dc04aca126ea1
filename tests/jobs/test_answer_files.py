"""The answers of a run as a folder of Parquet files: an export's columns, and nothing by halves."""

import io
import json
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tests.faulty_server import FaultyServer
from tests.jobs.making_runs import NAMES, new_run
from tests.jobs.test_export import made
from vitrine.jobs.answer_files import AnswerWriter, keep_run, part_name
from vitrine.jobs.export import export, input_of
from vitrine.jobs.model import NewRow, Run
from vitrine.jobs.results import prediction_of
from vitrine.jobs.runner import Runner
from vitrine.jobs.store import Store
from vitrine.settings import Settings


def written(store: Store, run: Run, settings: Settings, path: Path) -> pa.Table:
    """A finished run's rows put through the writer, as a partition's task does."""
    frame = input_of(store, run, settings).frame
    with AnswerWriter(path, [str(name) for name in frame.columns], NAMES) as writer:
        for row in store.every_row(run.id):
            found = prediction_of(run, row)
            assert found is not None
            writer.write([row], [found], [list(frame.iloc[row.position])])
    return pq.read_table(path)


def test_a_part_has_the_columns_of_an_export_first(
    store: Store, settings: Settings, faulty_server: FaultyServer, tmp_path: Path
) -> None:
    run, settings = made(store, settings, faulty_server)
    run = Runner(store, settings).finish(run.id)
    file = io.BytesIO()
    export(store, run, "parquet", file, settings)
    expected = pq.read_table(io.BytesIO(file.getvalue()))
    found = written(store, run, settings, tmp_path / part_name(0))
    own = found.select(expected.column_names)
    assert own.column_names == found.column_names[: len(expected.column_names)]
    assert own.cast(expected.schema).equals(expected)
    assert found["vitrine_row"].to_pylist() == [0, 1, 2, 3]
    assert found["vitrine_id"].to_pylist() == ["p1", "p2", "p3", "p4"]


def test_a_part_is_there_whole_or_not_at_all(tmp_path: Path) -> None:
    path = tmp_path / part_name(3)
    with pytest.raises(KeyboardInterrupt), AnswerWriter(path, ["text"], NAMES):
        raise KeyboardInterrupt
    assert list(tmp_path.iterdir()) == []
    writer = AnswerWriter(path, ["text"], NAMES)
    assert not path.exists()
    writer.close()
    assert [found.name for found in tmp_path.iterdir()] == ["part-00003.parquet"]
    assert pq.read_table(path).num_rows == 0


def test_the_folder_says_what_the_run_was_asked_to_do(store: Store, tmp_path: Path) -> None:
    run = store.create(new_run(), [NewRow("p", "text")])
    keep_run(tmp_path / "answers", run)
    kept = json.loads((tmp_path / "answers" / "_run.json").read_text(encoding="utf-8"))
    assert kept["run"] == run.id and kept["model_digest"] == run.model_digest
    assert kept["settings"]["categories"] == list(NAMES)
