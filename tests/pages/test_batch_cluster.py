"""A run on the cluster, begun from Batch: the files to choose, what is wrong with one, the start."""

from pathlib import Path

import pytest

from components import batch_cluster
from tests.pages.conftest import SAMPLE, Visit, said
from tests.pages.test_batch import click
from vitrine.cluster.plan import PART_ROWS
from vitrine.jobs import partitions
from vitrine.jobs.choices import RunChoices
from vitrine.jobs.store import Store

pytestmark = pytest.mark.usefixtures("nobody_works")
ADDRESS = "tcp://127.0.0.1:9"


@pytest.fixture
def shared(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, visit: Visit) -> Path:
    """The folder that this machine and the cluster see."""
    folder = tmp_path / "shared"
    folder.mkdir()
    monkeypatch.setenv("VITRINE_CLUSTER", ADDRESS)
    monkeypatch.setenv("VITRINE_CLUSTER_DATA", str(folder))
    return folder


def test_without_a_cluster_nothing_of_it_is_there(visit: Visit) -> None:
    page = visit("batch")
    assert "On the cluster" not in [each.label for each in page.expander]


def test_an_empty_folder_is_said(visit: Visit, shared: Path) -> None:
    (shared / "notes.pdf").write_text("nothing to sort")
    (shared / batch_cluster.OUTPUT).mkdir()
    page = visit("batch")
    assert "There is no CSV or Parquet file in" in said(page)
    assert "Start on the cluster" not in [each.label for each in page.button]


def test_a_file_begins_a_run_by_partition(visit: Visit, shared: Path, store: Store) -> None:
    (shared / "shop.csv").write_text(SAMPLE, encoding="utf-8")
    page = visit("batch")
    assert page.selectbox[0].options == ["shop.csv"]
    click(page, "Start on the cluster")
    assert not page.exception and not page.error
    (run,) = store.unfinished()
    assert page.query_params["run"] == run.id
    choices = RunChoices.of(run)
    rows = len(SAMPLE.strip().splitlines()) - 1
    assert run.total == rows <= PART_ROWS
    assert choices.source == "shop.csv"
    assert choices.more["cluster"]["address"] == ADDRESS
    output = Path(choices.more["cluster"]["output"])
    assert output.parent == shared / batch_cluster.OUTPUT, "beside the file, not over it"
    assert partitions.waits(store, run.id)
    assert f"0 of {rows} products are done" in " ".join(each.text for each in page.get("progress"))


def test_a_broken_file_is_said_and_begins_nothing(visit: Visit, shared: Path, store: Store) -> None:
    (shared / "empty.csv").write_text("")
    page = visit("batch")
    click(page, "Start on the cluster")
    assert "This file holds no products" in page.error[0].value
    assert not store.unfinished()
