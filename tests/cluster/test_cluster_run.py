"""A run on a real local cluster: the answers are those of a local run, none lost, none doubled,
whatever dies."""

import subprocess
import sys
import threading
import time
from dataclasses import replace
from pathlib import Path

import pyarrow.dataset as ds
import pytest
from distributed import Client

from tests.cluster.conftest import ROOT, Start, until
from tests.faulty_server import FaultyServer, Handler, healthy
from vitrine.catalog.read import read_catalog_file
from vitrine.classify.categories import categories_of
from vitrine.cluster import driver as driver_module
from vitrine.cluster.driver import create_run, drive
from vitrine.cluster.plan import plan
from vitrine.errors import ClusterOutput, ClusterUnreachable
from vitrine.jobs import partitions
from vitrine.jobs.answer_files import part_name
from vitrine.jobs.choices import Mode, RunChoices
from vitrine.jobs.export import export
from vitrine.jobs.judging import predictions_of
from vitrine.jobs.model import Run
from vitrine.jobs.runner import Runner
from vitrine.jobs.starting import choices_for, start_run
from vitrine.jobs.store import Store, open_store
from vitrine.llm.engines import choose
from vitrine.settings import DATA_FOLDER, Settings

SAMPLE = DATA_FOLDER / "sample_catalogue.csv"
CATEGORIES = ("Home", "Baby", "Watches")
LEASE = 2.0
NOBODY = "http://127.0.0.1:9"


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(state_dir=tmp_path / "state", engine="ollama")


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    path = tmp_path / "shop.csv"
    rows = "".join(f"p{row},thing number {row},{CATEGORIES[row % 3]}\n" for row in range(1_200))
    path.write_text(f"sku,description,category\n{rows}")
    return path


def made(
    store: Store,
    settings: Settings,
    file: Path,
    output: Path,
    address: str,
    mode: Mode = "fast",
    rows: int = 100,
) -> Run:
    found = plan(file, settings, rows=rows)
    return create_run(
        store,
        found,
        choose(settings),
        categories_of(found.sample),
        output,
        address,
        visitor="somebody",
        mode=mode,
    )


def places(output: Path) -> list[int]:
    table = ds.dataset(sorted(output.glob("part-*.parquet")), format="parquet").to_table()
    assert set(table["vitrine_status"].to_pylist()) == {"answered"}
    return sorted(table["vitrine_row"].to_pylist())


def asked(server: FaultyServer) -> int:
    return len(server.requests_to("/api/chat")) + len(server.requests_to("/api/generate"))


def test_the_sample_is_answered_as_here(tmp_path: Path, start: Start) -> None:
    settings = Settings(state_dir=tmp_path / "state", engine="embedded")
    store, output = open_store(settings), tmp_path / "out"
    cluster = start(2, VITRINE_ENGINE="embedded")
    run = made(store, settings, SAMPLE, output, cluster.address, "reproducible", rows=200)
    drive(store, run, "driver", lambda: False)
    run = store.run(run.id)
    assert run.state == "done", run.reason

    catalog, engine = read_catalog_file(SAMPLE, settings), choose(settings)
    choices = choices_for(catalog, engine, categories_of(catalog), "reproducible")
    here = start_run(store, catalog, SAMPLE.read_bytes(), choices, engine, visitor="somebody")
    Runner(store, settings).finish(here.id)
    with (tmp_path / "here.parquet").open("wb") as file:
        export(store, here, "parquet", file, settings)
    there = ds.dataset(sorted(output.glob("part-*.parquet")), format="parquet").to_table()
    local = ds.dataset(tmp_path / "here.parquet", format="parquet").to_table()
    assert local.num_rows == 1_050
    for name in local.column_names:
        assert there[name].to_pylist() == local[name].to_pylist(), name
    progress, own = store.progress(run.id), store.progress(here.id)
    assert (progress.answered, progress.by_label) == (own.answered, own.by_label)
    found, ours = predictions_of(store, run, settings), predictions_of(store, here, settings)
    assert (found.answers == ours.answers).all() and (found.labels == ours.labels).all()


def test_a_worker_and_a_host_may_die_in_the_middle(
    tmp_path: Path, settings: Settings, shop: Path, start: Start
) -> None:
    with FaultyServer() as first, FaultyServer() as second:
        settings = replace(settings, hosts=(first.host, second.host))
        store, output = open_store(settings), tmp_path / "out"
        cluster = start(2, VITRINE_ENGINE="ollama", VITRINE_HOSTS=f"{first.host},{second.host}")
        run = made(store, settings, shop, output, cluster.address)
        driver = threading.Thread(target=drive, args=(store, run, "driver", lambda: False))
        driver.start()
        until(lambda: store.progress(run.id).ended >= 200)
        cluster.kill("worker0")
        first.close()
        driver.join(90)
        assert store.run(run.id).state == "done", store.run(run.id).reason
    assert places(output) == list(range(1_200))
    assert store.progress(run.id).answered == 1_200


def test_after_the_end_of_the_cluster_it_goes_on_by_partition(
    tmp_path: Path, settings: Settings, shop: Path, start: Start
) -> None:
    with FaultyServer() as server:
        settings = replace(settings, hosts=(server.host,))
        store, output = open_store(settings), tmp_path / "out"
        cluster = start(1, VITRINE_ENGINE="ollama", VITRINE_HOSTS=server.host)
        run = made(store, settings, shop, output, cluster.address)
        driver = subprocess.Popen(
            [sys.executable, "-m", "tests.cluster.driving", str(settings.state_dir), run.id],
            cwd=ROOT,
        )
        until(lambda: store.progress(run.id).ended >= 300)
        driver.kill()
        driver.wait()
        cluster.kill_all()
        done = {path.name for path in output.glob("part-*.parquet")}
        before = asked(server)
        assert len(done) >= 3
        again = start(1, VITRINE_ENGINE="ollama", VITRINE_HOSTS=server.host)
        choices = RunChoices.of(run)
        place = {**choices.more["cluster"], "address": again.address}
        moved = replace(
            run, settings=replace(choices, more={**choices.more, "cluster": place}).as_json()
        )
        until(lambda: partitions.waits(store, run.id))
        until(lambda: _driven(store, moved))
        assert places(output) == list(range(1_200))
        parts = plan(shop, settings, rows=100).parts
        left = [part.rows for part in parts if part_name(part.number) not in done]
        assert 0 < asked(server) - before <= sum(left) + len(left)  # of each, one for the route


def _driven(store: Store, run: Run) -> bool:
    drive(store, run, "second", lambda: False, LEASE)
    return store.run(run.id).state == "done"


def test_a_run_that_is_cancelled_asks_no_more(
    tmp_path: Path, settings: Settings, shop: Path, start: Start
) -> None:
    with FaultyServer() as server:
        settings = replace(settings, hosts=(server.host,))
        store, output = open_store(settings), tmp_path / "out"
        cluster = start(1, VITRINE_ENGINE="ollama", VITRINE_HOSTS=server.host)
        run = made(store, settings, shop, output, cluster.address)
        runner = Runner(store, settings, elsewhere=drive)
        runner.start()
        until(lambda: store.progress(run.id).ended >= 100)
        store.cancel(run.id)
        runner.stop()
        assert store.run(run.id).state == "cancelled"
        assert 100 <= store.progress(run.id).ended < 1_200
        assert not partitions.holders(store, run.id)


def test_a_worker_without_a_host_ends_no_run_on_which_another_works(
    tmp_path: Path, settings: Settings, shop: Path, start: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However long the other takes for a partition: here longer than the driver's patience."""
    monkeypatch.setattr(driver_module, "PATIENCE", 0.5)
    few = tmp_path / "few.csv"
    few.write_text("".join(shop.read_text().splitlines(keepends=True)[:401]))
    with FaultyServer() as server:
        server.always("/api/chat", slow)
        settings = replace(settings, hosts=(server.host,))
        store, output = open_store(settings), tmp_path / "out"
        cluster = start(0, VITRINE_ENGINE="ollama")
        cluster.worker("works", VITRINE_HOSTS=server.host)
        cluster.worker("alone", VITRINE_HOSTS=NOBODY)
        run = made(store, settings, few, output, cluster.address)
        with Client(cluster.address, timeout=30, set_as_default=False) as client:
            client.wait_for_workers(2, timeout=60)
        drive(store, run, "driver", lambda: False)
        assert store.run(run.id).state == "done", store.run(run.id).reason
    assert places(output) == list(range(400))


def slow(handler: Handler, server: FaultyServer) -> None:
    time.sleep(0.06)
    healthy(handler, server)


def test_a_run_ends_with_a_sentence_where_no_worker_finds_a_host(
    tmp_path: Path, settings: Settings, shop: Path, start: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(driver_module, "PATIENCE", 0.5)
    with FaultyServer() as server:
        settings = replace(settings, hosts=(server.host,))
        store = open_store(settings)
        cluster = start(1, VITRINE_ENGINE="ollama", VITRINE_HOSTS=NOBODY)
        run = made(store, settings, shop, tmp_path / "out", cluster.address)
        drive(store, run, "driver", lambda: False)
        assert store.run(run.id).state == "failed"
        assert "127.0.0.1:9" in str(store.run(run.id).reason)
        assert not partitions.holders(store, run.id)
        assert not server.requests_to("/api/chat")


def test_a_folder_with_answers_is_not_taken_again(
    tmp_path: Path, settings: Settings, shop: Path
) -> None:
    with FaultyServer() as server:
        settings = replace(settings, hosts=(server.host,))
        store, output = open_store(settings), tmp_path / "out"
        made(store, settings, shop, output, "tcp://127.0.0.1:9")
        with pytest.raises(ClusterOutput, match="holds the answers of another run"):
            made(store, settings, shop, output, "tcp://127.0.0.1:9")
        assert len(store.runs_of("somebody")) == 1


def test_a_cluster_without_workers_is_said(
    tmp_path: Path, settings: Settings, shop: Path, start: Start
) -> None:
    with FaultyServer() as server:
        settings = replace(settings, hosts=(server.host,))
        store = open_store(settings)
        cluster = start(0)
        run = made(store, settings, shop, tmp_path / "out", cluster.address)
        stop = threading.Event()
        driver = threading.Thread(target=drive, args=(store, run, "driver", stop.is_set))
        driver.start()
        until(lambda: "no workers" in str(store.run(run.id).reason))
        stop.set()
        driver.join(30)
        assert store.progress(run.id).waiting == 1_200


def test_a_scheduler_that_dies_is_said(
    tmp_path: Path, settings: Settings, shop: Path, start: Start
) -> None:
    with FaultyServer() as server:
        settings = replace(settings, hosts=(server.host,))
        store = open_store(settings)
        cluster = start(1, VITRINE_ENGINE="ollama", VITRINE_HOSTS=server.host)
        run = made(store, settings, shop, tmp_path / "out", cluster.address)
        runner = Runner(store, settings, elsewhere=drive)
        runner.start()
        until(lambda: store.progress(run.id).ended >= 100)
        cluster.kill("scheduler")
        until(lambda: store.run(run.id).state == "failed")
        runner.stop()
        assert "No cluster answers at" in str(store.run(run.id).reason)
        assert not partitions.holders(store, run.id)


def test_no_cluster_is_said_and_loses_nothing(
    tmp_path: Path, settings: Settings, shop: Path
) -> None:
    with FaultyServer() as server:
        settings = replace(settings, hosts=(server.host,))
        store = open_store(settings)
        run = made(store, settings, shop, tmp_path / "out", "tcp://127.0.0.1:9")
        with pytest.raises(ClusterUnreachable, match="No cluster answers at tcp"):
            drive(store, run, "driver", lambda: False)
        assert store.progress(run.id).waiting == 1_200


def test_nothing_of_the_cluster_is_loaded_on_one_machine() -> None:
    code = (
        "import sys, vitrine.cli, components.runs, components.batch_cluster; "
        "print([name for name in sys.modules if name in ('dask', 'distributed')])"
    )
    found = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert found.stdout.strip() == "[]"
