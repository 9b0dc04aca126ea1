"""Files and folders of any kind, dealt out: columns, labels, rows, and what is wrong with a line."""

from pathlib import Path

import pandas as pd
import pytest

from vitrine.catalog.model import Columns
from vitrine.catalog.read import read_catalog_file
from vitrine.classify.categories import categories_of
from vitrine.cluster.plan import plan, rows_of
from vitrine.errors import CatalogError, ClusterInput, ColumnMissing, FileUnreadable
from vitrine.settings import DATA_FOLDER, Settings

SAMPLE = DATA_FOLDER / "sample_catalogue.csv"
SETTINGS = Settings()


def cells(path: Path, rows: int = 100) -> list[tuple[str, ...]]:
    found = plan(path, SETTINGS, rows=rows)
    return [own for part in found.parts for _line, own, _reason in rows_of(part, found.shape)]


def test_the_sample_is_read_as_the_reader_of_catalogues_reads_it() -> None:
    found, catalog = plan(SAMPLE, SETTINGS, rows=100), read_catalog_file(SAMPLE, SETTINGS)
    assert found.rows == 1_050
    assert found.shape.columns == catalog.columns
    assert categories_of(found.sample) == categories_of(catalog)
    assert cells(SAMPLE) == [tuple(row) for row in catalog.frame.to_numpy().tolist()]
    assert [part.first for part in found.parts[:2]] == [0, found.parts[0].rows]
    assert sum(part.rows for part in found.parts) == 1_050


def test_parquet_is_read_by_its_rows(tmp_path: Path) -> None:
    path = tmp_path / "shop.parquet"
    frame = pd.read_csv(SAMPLE, dtype=str, keep_default_na=False)
    frame.to_parquet(path, row_group_size=333)
    assert cells(path) == [tuple(row) for row in frame.to_numpy().tolist()]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_encodings_and_delimiters_are_found(tmp_path: Path, encoding: str, delimiter: str) -> None:
    path = tmp_path / "shop.csv"
    lines = [["sku", "description", "category"]] + [
        [f"p{row}", f"une étagère en chêne numéro {row}", "Maison"] for row in range(40)
    ]
    path.write_text("\n".join(delimiter.join(line) for line in lines), encoding=encoding)
    assert cells(path)[3] == ("p3", "une étagère en chêne numéro 3", "Maison")


def test_a_folder_is_one_input(tmp_path: Path) -> None:
    for number in range(3):
        rows = "".join(f"p{number}{row},a thing called {row},Home\n" for row in range(5))
        (tmp_path / f"{number}.csv").write_text(f"sku,description,category\n{rows}")
    (tmp_path / ".hidden.csv").write_text("x")
    found = plan(tmp_path, SETTINGS)
    assert found.rows == 15
    assert [part.first for part in found.parts] == [0, 5, 10]
    assert [own[0] for own in cells(tmp_path)][::5] == ["p00", "p10", "p20"]


def test_each_file_of_a_folder_has_its_own_encoding(tmp_path: Path) -> None:
    for name, encoding in (("a", "utf-8"), ("b", "cp1252")):
        text = "sku,description\n" + "".join(f"{name}{row},un café noir\n" for row in range(30))
        (tmp_path / f"{name}.csv").write_text(text, encoding=encoding)
    assert {own[1] for own in cells(tmp_path)} == {"un café noir"}


@pytest.mark.parametrize("other", ["description,sku\n", "sku;description\n", "sku\n"])
def test_a_folder_whose_files_differ_is_refused(tmp_path: Path, other: str) -> None:
    rows = "".join(f"p{row},a plain thing of wood\n" for row in range(30))
    (tmp_path / "a.csv").write_text(f"sku,description\n{rows}")
    (tmp_path / "b.csv").write_text(other + rows)
    with pytest.raises(ClusterInput, match="not those of the first file"):
        plan(tmp_path, SETTINGS)


def test_csv_beside_parquet_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("sku,description\np1,a thing\n")
    pd.DataFrame({"sku": ["p"], "description": ["a thing"]}).to_parquet(tmp_path / "b.parquet")
    with pytest.raises(ClusterInput, match="side by side"):
        plan(tmp_path, SETTINGS)


def test_blank_lines_are_no_rows_and_make_no_cell_optional(tmp_path: Path) -> None:
    path = tmp_path / "shop.csv"
    lines = ["p1,one plain thing,Home", ",,", "", "p2,two plain things", "p3,three things,Toys"]
    path.write_text("\n".join(["sku,description,category", *lines]))
    found = plan(path, SETTINGS, Columns("description", "category", "sku"))
    rows = [row for part in found.parts for row in rows_of(part, found.shape)]
    assert [line for line, *_rest in rows] == [2, 5, 6]
    assert [reason is None for *_rest, reason in rows] == [True, False, True]
    assert found.rows == 3


def test_a_line_that_cannot_be_used_is_a_row_with_its_reason(tmp_path: Path) -> None:
    path = tmp_path / "shop.csv"
    path.write_text(
        "sku,description,category\np1,one thing,Home\np2,two,Home,too,many\np3,three,Toys\n"
    )
    found = plan(path, SETTINGS, Columns("description", "category", "sku"))
    rows = list(rows_of(found.parts[0], found.shape))
    assert [line for line, *_rest in rows] == [2, 3, 4]
    assert [reason is None for *_rest, reason in rows] == [True, False, True]
    assert "5 cells" in str(rows[1][2])


def test_what_cannot_be_dealt_out_is_said(tmp_path: Path) -> None:
    with pytest.raises(ClusterInput, match="it is not there"):
        plan(tmp_path / "gone.csv", SETTINGS)
    with pytest.raises(ClusterInput, match="no CSV or Parquet file"):
        plan(tmp_path, SETTINGS)
    wide = tmp_path / "wide.csv"
    wide.write_text("sku,description\np,x\n" * 50, encoding="utf-16")
    with pytest.raises(FileUnreadable, match="UTF-16"):
        plan(wide, SETTINGS)
    (tmp_path / "empty.csv").write_text("")
    with pytest.raises(CatalogError):
        plan(tmp_path / "empty.csv", SETTINGS)
    with pytest.raises(ColumnMissing):
        plan(SAMPLE, SETTINGS, Columns("no such column"))
