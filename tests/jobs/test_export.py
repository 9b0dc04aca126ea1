"""A run leaves as a file with every column of its input, and nothing in it runs in a spreadsheet."""

import io

import pandas as pd
import pytest

from tests.faulty_server import FaultyServer
from tests.jobs.making_runs import NAMES, at, new_run
from vitrine.catalog.read import read_catalog
from vitrine.classify.prediction import Prediction, Provenance
from vitrine.classify.table import plain, row
from vitrine.errors import InputGone
from vitrine.jobs import export as exporting
from vitrine.jobs.choices import RunChoices
from vitrine.jobs.export import FORMATS, Format, export
from vitrine.jobs.model import NewRow, Run
from vitrine.jobs.runner import Runner
from vitrine.jobs.selection import Selection
from vitrine.jobs.starting import start_run
from vitrine.jobs.store import Store
from vitrine.llm.engines import ConnectedEngine, choose
from vitrine.settings import Settings

FILE = (
    b"sku,description,category,=note,vitrine_category\n"
    b'p1,"a cotton blanket for the bed, soft",Home,=1+1,x\n'
    b'p2,"a rattle for a baby, wooden toy",Baby,"two\nlines",y\n'
    b"p3,a wooden toy to pull,Baby,\x0bcontrol,z\n"
    b'p4,"a steel watch with a leather strap",Watches,,w\n'
)


def made(
    store: Store, settings: Settings, server: FaultyServer, data: bytes = FILE
) -> tuple[Run, Settings]:
    settings = Settings(**{**vars(at(settings, server.host)), "ollama_host": server.host})
    catalog = read_catalog(data, "shop.csv", settings)
    engine: ConnectedEngine = choose(settings)
    choices = RunChoices(engine.kind, engine.model, "fast", 0, NAMES)
    return start_run(store, catalog, data, choices, engine, visitor="v"), settings


def table(store: Store, run: Run, format_: Format, settings: Settings) -> pd.DataFrame:
    file = io.BytesIO()
    export(store, run, format_, file, settings)
    file.seek(0)
    readers = {"csv": pd.read_csv, "xlsx": pd.read_excel, "parquet": pd.read_parquet}
    return readers[format_](file)


@pytest.fixture(autouse=True)
def small_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exporting, "_PAGE", 3)


@pytest.mark.parametrize("format_", FORMATS)
def test_every_original_column_and_the_models_beside_them(
    store: Store, settings: Settings, faulty_server: FaultyServer, format_: Format
) -> None:
    run, settings = made(store, settings, faulty_server)
    done = Runner(store, settings).finish(run.id)
    found = table(store, done, format_, settings)
    names = [name.removeprefix("'") for name in found.columns]
    assert names[:5] == ["sku", "description", "category", "=note", "vitrine_category"]
    assert list(found["sku"]) == [f"p{n}" for n in range(1, len(found) + 1)]
    mine = names[5:]
    assert mine[0] == "vitrine_vitrine_category"  # the input's own of that name is left alone
    last = mine[0].removesuffix("category")
    assert list(found[f"{last}status"])[:2] == ["answered", "answered"]
    assert found[f"{last}p_Home"][0] == pytest.approx(0.7 / 0.96)
    assert found[f"{last}outside"][0] == pytest.approx(0.04)


@pytest.mark.parametrize("format_", ["csv", "xlsx"])
def test_nothing_in_it_is_a_formula(
    store: Store, settings: Settings, faulty_server: FaultyServer, format_: Format
) -> None:
    run, settings = made(store, settings, faulty_server)
    found = table(store, run, format_, settings)
    assert "'=note" in found.columns and found["'=note"][0] == "'=1+1"


def test_parquet_keeps_each_text_as_it_is(
    store: Store, settings: Settings, faulty_server: FaultyServer
) -> None:
    run, settings = made(store, settings, faulty_server)
    found = table(store, run, "parquet", settings)
    assert found["=note"][0] == "=1+1" and found["=note"][1] == "two\nlines"


def test_a_run_under_way_says_which_rows_wait(
    store: Store, settings: Settings, faulty_server: FaultyServer
) -> None:
    run, settings = made(store, settings, faulty_server)
    found = table(store, run, "csv", settings)
    assert set(found["vitrine_vitrine_status"]) == {"waiting"}


def test_a_run_without_its_file_says_so(store: Store, settings: Settings) -> None:
    run = store.create(new_run(), [NewRow("p", "text")])
    with pytest.raises(InputGone, match=run.id):
        export(store, run, "csv", io.BytesIO(), settings)


def test_of_a_sample_each_answer_stands_beside_its_own_product(
    store: Store, settings: Settings, faulty_server: FaultyServer
) -> None:
    """Positions of a run's rows are not those of its file here."""
    settings = Settings(
        **{**vars(at(settings, faulty_server.host)), "ollama_host": faulty_server.host}
    )
    catalog = read_catalog(FILE, "shop.csv", settings)
    engine = choose(settings)
    drawn = Selection("random", 2, seed=2)
    expected = [catalog.ids[row] for row in drawn.rows(4)]
    assert expected != ["p1", "p2"]
    run = start_run(
        store,
        catalog,
        FILE,
        RunChoices(engine.kind, engine.model, "fast", 0, NAMES),
        engine,
        visitor="v",
        selection=drawn,
    )
    assert [row.product_id for row in store.rows(run.id)] == expected
    assert list(table(store, run, "csv", settings)["sku"]) == expected


def test_a_number_is_no_formula_and_a_formula_is_none() -> None:
    assert [plain(cell) for cell in ("-1.5", "+3", "-2,5 %", "-12%", "1e-3", -1.5, None)] == [
        "-1.5", "+3", "'-2,5 %", "-12%", "1e-3", -1.5, None,
    ]  # fmt: skip
    assert [plain(cell) for cell in ("=1+1", "-2+3", "@x", "+cmd|' /C calc'!A0")] == [
        "'=1+1", "'-2+3", "'@x", "'+cmd|' /C calc'!A0",
    ]  # fmt: skip


def test_a_description_that_was_cut_says_so() -> None:
    origin = Provenance("ollama", "llama2", "78e26419", "1", "direct", {})
    found = Prediction("answered", "Home", "A", None, origin, truncated=True)
    assert "its end was left out" in str(row("p1", found, ("Home", "Baby"))["reason"])
