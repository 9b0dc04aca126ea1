"""What is read from a run's files is what the database would have said, row by row."""

import io
import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, strategies
from hypothesis import settings as hypothesis_settings

from tests.jobs.making_answers import COLUMNS, TEXTS, in_files, planted
from tests.jobs.making_runs import NAMES
from vitrine.catalog.read import read_catalog
from vitrine.errors import AnswersGone, AnswersUnreadable
from vitrine.evaluate.metrics import evaluate
from vitrine.evaluate.predictions import Predictions
from vitrine.evaluate.review import Review, label_name
from vitrine.jobs import answer_files, answer_judging, answer_parts, browsing, reviews
from vitrine.jobs.answer_catalog import one_product
from vitrine.jobs.answer_parts import parts_of
from vitrine.jobs.export import export
from vitrine.jobs.judging import predictions_of, texts_of
from vitrine.jobs.model import Row, Run
from vitrine.jobs.results import prediction_of
from vitrine.jobs.store import Store
from vitrine.jobs.wanted import ENDINGS, ORDERS, Wanted
from vitrine.settings import Settings

ROWS = 60


@pytest.fixture
def both(
    store: Store, settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> tuple[Run, Run]:
    """A run in the database, and in files: four parts, one of them empty, in groups of seven rows."""
    monkeypatch.setattr(answer_files, "GROUP", 7)
    run = planted(store, settings, ROWS)
    return run, in_files(store, run, settings, tmp_path / "answers", [20, 0, 39, 1])


def told(row: Row) -> Row:
    """A row without what only a database keeps of it: who was at work on it, and when."""
    result = json.loads(json.dumps(row.result))
    return replace(row, run_id="", result=result, seconds=0.0, worker=None, attempts=0, ended=None)


def test_the_same_arrays(store: Store, settings: Settings, both: tuple[Run, Run]) -> None:
    expected, found = (predictions_of(store, run, settings) for run in both)
    for name, value in vars(expected).items():
        if isinstance(value, np.ndarray):
            np.testing.assert_array_equal(getattr(found, name), value, err_msg=name)
            assert getattr(found, name).dtype == value.dtype, name
    assert found.ids == expected.ids
    assert (found.name, found.categories, found.asked) == (
        expected.name,
        expected.categories,
        expected.asked,
    )
    assert texts_of(store, both[1], found) == texts_of(store, both[0], expected)


def test_the_same_rows(store: Store, both: tuple[Run, Run]) -> None:
    positions = [59, 3, 4, 5, 20, 19, 0]
    expected, found = (browsing.rows_at(store, run, positions) for run in both)
    assert [told(row) for row in found] == [told(row) for row in expected]
    predicted = [prediction_of(both[1], row) for row in found]
    answered = [row.state == "answered" for row in found]
    assert [one for one, kept in zip(predicted, answered, strict=True) if kept] == [
        prediction_of(both[0], row) for row in expected if row.state == "answered"
    ]
    assert [row.position for row in browsing.rows_at(store, both[1], [60, 2])] == [2]


@given(
    endings=strategies.lists(strategies.sampled_from(ENDINGS), unique=True),
    labels=strategies.lists(strategies.sampled_from([*NAMES, "Elsewhere"]), unique=True),
    search=strategies.sampled_from(
        ["", "BLANKET", "étagère CHÊNE", "p1", "50% off_", "\\", "😀 ignore"]
    ),
    order=strategies.sampled_from(ORDERS),
    first=strategies.integers(0, 20),
)
@hypothesis_settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_the_same_pages(
    store: Store,
    both: tuple[Run, Run],
    endings: list[browsing.Ending],
    labels: list[str],
    search: str,
    order: browsing.Order,
    first: int,
) -> None:
    wanted = Wanted(tuple(endings), tuple(labels), search, order)
    expected, found = (browsing.page(store, run, wanted, first, 8) for run in both)
    assert [row.position for row in found] == [row.position for row in expected]
    assert browsing.count(store, both[1], wanted) == browsing.count(store, both[0], wanted)


def test_the_same_reasons(store: Store, both: tuple[Run, Run]) -> None:
    assert browsing.failures(store, both[1]) == browsing.failures(store, both[0])


def test_the_newest_are_the_last_of_the_newest_part(store: Store, both: tuple[Run, Run]) -> None:
    newest = browsing.newest(store, both[1], 3)
    assert [row.position for row in newest] == [59]


def test_before_the_first_part_there_is_nothing(
    store: Store, settings: Settings, tmp_path: Path
) -> None:
    run = in_files(store, planted(store, settings, answered=0), settings, tmp_path / "new", [])
    found = predictions_of(store, run, settings)
    assert isinstance(found, Predictions) and len(found) == 0 and not found.labelled.any()
    assert browsing.page(store, run, Wanted(order="lowest"), 0, 5) == ()
    assert browsing.count(store, run, Wanted()) == 0
    assert browsing.failures(store, run) == browsing.newest(store, run, 3) == ()
    assert browsing.rows_at(store, run, [0]) == ()


def test_a_folder_that_is_gone_is_told_of(
    store: Store, settings: Settings, both: tuple[Run, Run], tmp_path: Path
) -> None:
    (tmp_path / "answers").rename(tmp_path / "elsewhere")
    with pytest.raises(AnswersGone, match="answers"):
        predictions_of(store, both[1], settings)
    with pytest.raises(AnswersGone):
        browsing.count(store, both[1], Wanted())
    (tmp_path / "elsewhere").rename(tmp_path / "answers")
    assert len(predictions_of(store, both[1], settings)) == ROWS


@pytest.mark.parametrize("content", [b"", b"PAR1", b"PAR1" + b"x" * 100 + b"PAR1"])
def test_a_part_that_is_cut_off_is_named(
    store: Store, settings: Settings, both: tuple[Run, Run], tmp_path: Path, content: bytes
) -> None:
    (tmp_path / "answers" / "part-00002.parquet").write_bytes(content)
    with pytest.raises(AnswersUnreadable, match=r"part-00002\.parquet"):
        predictions_of(store, both[1], settings)


def test_what_else_lies_in_the_folder_is_left_alone(
    store: Store, settings: Settings, both: tuple[Run, Run], tmp_path: Path
) -> None:
    for name in (".part-00001.parquet.ab12", "part-x.parquet", "notes.txt"):
        (tmp_path / "answers" / name).write_bytes(b"not a part")
    assert len(predictions_of(store, both[1], settings)) == ROWS


def test_parts_are_read_again_when_one_comes(
    store: Store, settings: Settings, both: tuple[Run, Run], tmp_path: Path
) -> None:
    last = tmp_path / "answers" / "part-00002.parquet"
    last.rename(tmp_path / "later")
    assert len(predictions_of(store, both[1], settings)) == 21
    (tmp_path / "later").rename(last)
    assert len(predictions_of(store, both[1], settings)) == ROWS
    assert parts_of(both[0]) is None


def test_of_very_many_rows_the_numbers_are_kept_to_seven_digits(
    store: Store, settings: Settings, both: tuple[Run, Run], monkeypatch: pytest.MonkeyPatch
) -> None:
    exact = predictions_of(store, both[1], settings)
    monkeypatch.setattr(answer_judging, "_EXACT", ROWS - 1)
    found = predictions_of(store, both[1], settings)
    assert found.probabilities.dtype == np.float32
    np.testing.assert_allclose(found.probabilities, exact.probabilities, rtol=1e-6)
    one, other = evaluate(found), evaluate(exact)
    assert one.accuracy == other.accuracy and one.brier is not None and other.brier is not None
    assert one.brier.value == pytest.approx(other.brier.value, rel=1e-6)


def test_reviews_count_in_a_run_of_files(
    store: Store, settings: Settings, both: tuple[Run, Run]
) -> None:
    run = both[1]
    row = browsing.rows_at(store, run, [3])[0]
    reviews.keep(store, row, Review(row.product_id, "Ada", "wrong", row.label, "Kitchen"))
    before = predictions_of(store, run, settings)
    after = reviews.judged_by(store, run, before, "corrected")
    assert [label_name(after, place) for place in (2, 3)] == [label_name(before, 2), "Kitchen"]
    alone = reviews.judged_by(store, run, before, "reviews")
    assert alone.labelled.sum() == 1 and label_name(alone, 3) == "Kitchen"
    assert reviews.stamp(store, run)[:2] == answer_parts.answers_stamp(run)


def test_a_file_to_keep_says_what_the_database_would_have(
    store: Store, settings: Settings, both: tuple[Run, Run]
) -> None:
    for format_ in ("csv", "parquet"):
        expected, found = io.BytesIO(), io.BytesIO()
        export(store, both[0], format_, expected, settings)  # type: ignore[arg-type]
        export(store, both[1], format_, found, settings)  # type: ignore[arg-type]
        if format_ == "csv":
            assert found.getvalue() == expected.getvalue()
        else:
            assert pq.read_table(found).equals(pq.read_table(expected))


def test_one_product_is_a_catalogue_of_its_own(settings: Settings, both: tuple[Run, Run]) -> None:
    parts = parts_of(both[1])
    assert parts is not None
    data = one_product(parts, 20)
    assert data is not None
    catalog = read_catalog(data, "shop.parquet", settings, COLUMNS)
    assert (catalog.ids, catalog.frame["text"][0]) == (("p20",), f"{TEXTS[2]} 20")
    assert one_product(parts, ROWS) is None
