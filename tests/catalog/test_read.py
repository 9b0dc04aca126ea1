"""Files of every kind: what is read, what is named, what is refused."""

import gzip
import hashlib
import io
import zipfile
from datetime import date, datetime

import openpyxl
import pandas as pd
import pytest

from vitrine.catalog.read import read_catalog, read_catalog_file
from vitrine.errors import FileEmpty, FileMissing, FileTooLarge, FileUnreadable
from vitrine.settings import Settings

ROWS = [
    ["id", "description", "catégorie"],
    ["00123", "un manteau d’été, très léger", "Mode"],
    ["00124", 'une montre "de plongée"\nen acier', "Montres"],
    ["00125", "a mug; blue", "Cuisine"],
]


def delimited(delimiter=",", rows=ROWS, end="\n"):
    def quoted(cell):
        return '"' + cell.replace('"', '""') + '"' if set(cell) & set(delimiter + '"\n') else cell

    return "".join(delimiter.join(map(quoted, row)) + end for row in rows)


def workbook(*sheets):
    book = openpyxl.Workbook()
    book.remove(book.active)
    for number, rows in enumerate(sheets):
        sheet = book.create_sheet(f"s{number}")
        for row in rows:
            sheet.append(row)
    return saved(book)


def saved(book):
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def parquet(frame, **options):
    stream = io.BytesIO()
    frame.to_parquet(stream, **options)
    return stream.getvalue()


def cells(catalog):
    return [list(catalog.frame.columns), *catalog.frame.to_numpy().tolist()]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"]
)
def test_text_in_every_encoding_and_delimiter(read, delimiter, encoding):
    catalog = read(delimited(delimiter).encode(encoding))
    assert cells(catalog) == ROWS
    assert catalog.delimiter == delimiter
    assert catalog.encoding == {"utf-8-sig": "utf-8", "utf-16": "utf-16-le"}.get(encoding, encoding)
    assert catalog.lines == (2, 3, 5)
    assert catalog.problems == ()
    assert catalog.categories == ("Mode", "Montres", "Cuisine")


@pytest.mark.parametrize("end", ["\r\n", "\r"])
def test_other_line_ends(read, end):
    assert cells(read(delimited(";", end=end)))[1:] == ROWS[1:]


def test_excels_own_first_line(read):
    catalog = read("sep=;\r\nid;text\r\n1;a,b,c\r\n2;d\r\n")
    assert cells(catalog) == [["id", "text"], ["1", "a,b,c"], ["2", "d"]]
    assert catalog.lines == (3, 4)


def test_russian_is_not_taken_for_cp1252(read):
    text = "id;описание\n" + "1;тёплое зимнее пальто с карманами и подкладкой\n" * 20
    assert read(text.encode("cp1251")).frame.columns[1] == "описание"


def test_a_few_broken_bytes_leave_the_file_utf8_and_are_named(read):
    data = delimited().encode() + "00126,élégant à côté déjà vu été ".encode() + b"\xff,Mode\n"
    catalog = read(data)
    assert catalog.encoding == "utf-8"
    assert cells(catalog)[:4] == ROWS
    assert [(p.line, "could not be read" in str(p.reason)) for p in catalog.problems] == [(6, True)]


def test_the_digest_and_the_name_are_kept(read):
    data = delimited().encode()
    catalog = read(data, name="x.csv")
    assert (catalog.source, catalog.digest) == ("x.csv", hashlib.sha256(data).hexdigest())


def test_every_broken_row_is_named_with_its_line_and_the_rest_is_used(read):
    catalog = read(
        "id,description,category\n"
        "1,good one,Home\n"
        "2,too,many,cells\n"
        "3\n"
        '4,"never closed,Home\n'
        "5,good two,Home\n"
        "6,  ,Home\n"
        "7,nul\x00here,Home\n"
        "\n"
        ",,\n"
        '8,"good\nthree",Home\n'
        "9,good four,Home,,\n"
    )
    assert list(catalog.ids) == ["1", "5", "8", "9"]
    assert catalog.lines == (2, 6, 11, 13)
    assert {p.line: str(p.reason) for p in catalog.problems} == {
        3: "4 cells where the heading has 3: left out",
        4: "only 1 of 3 cells: left out",
        5: "a quotation mark is opened and not closed: left out",
        7: "the description is empty: left out",
        8: "holds a NUL character: left out",
    }


def test_rows_short_of_cells_that_others_leave_empty_are_whole(read):
    catalog = read("id,description,note,extra\n1,a,,\n2,b\n3,c,x\n4\n5,d,y,z\n")
    assert list(catalog.ids) == ["1", "2", "3", "5"]
    assert [p.line for p in catalog.problems] == [5]


def test_columns_behind_the_heading_stay_only_where_filled(read):
    assert cells(read("id,text,,\n1,a,,\n2,b\n")) == [["id", "text"], ["1", "a"], ["2", "b"]]
    assert cells(read("id,text,,\n1,a,x,\n2,b,y,\n"))[0] == ["id", "text", "column 3"]


def test_headings_are_made_unique(read):
    catalog = read("id,text,text,,text (2)\n1,a,b,c,d\n")
    assert cells(catalog)[0] == ["id", "text", "text (3)", "column 4", "text (2)"]


def test_a_file_without_heading_is_noticed(read):
    row = "{},a long enough description of the product number {},{}\n"
    catalog = read("".join(row.format(i, i, ["Home", "Toys"][i % 2]) for i in range(6)))
    assert len(catalog.frame) == 6
    assert list(catalog.frame.columns) == ["column 1", "column 2", "column 3"]
    assert (catalog.columns.text, catalog.columns.id) == ("column 2", "column 1")
    assert catalog.lines[0] == 1
    assert [p.line for p in catalog.problems] == [1]


@pytest.mark.parametrize("heading", ["ref,texte,x", "a,b,c", "sku,Long text of the product,y"])
def test_a_heading_is_not_taken_for_a_product(read, heading):
    rows = [f"{i},a long enough description of the product number {i},Home" for i in range(6)]
    assert len(read("\n".join([heading, *rows])).frame) == 6


def test_a_workbooks_cells_come_out_as_seen(read):
    catalog = read(
        workbook(
            [],
            [
                ["id", "description", "n", "f", "when", "yes"],
                ["00123", "a coat", 12.0, 0.1 + 0.2, datetime(2024, 5, 1), True],
                [None, None, None],
                ["00124", "a cup", 7, 1e20, datetime(2024, 5, 1, 8, 30), False],
                ["00125", None, 1],
                ["00126", "a jug"],
            ],
            [["other", "sheet"]],
        ),
        name="misleading.csv",
    )
    assert cells(catalog)[1:] == [
        ["00123", "a coat", "12", "0.3", "2024-05-01", "True"],
        ["00124", "a cup", "7", "1e+20", "2024-05-01 08:30:00", "False"],
        ["00126", "a jug", "", "", "", ""],
    ]
    assert catalog.lines == (2, 4, 6)
    assert [p.line for p in catalog.problems] == [1, 5]
    assert "“s1” was read, not s2" in str(catalog.problems[0].reason)


def test_a_cell_beside_the_table_costs_no_row(read):
    catalog = read(workbook([["id", "text"], ["1", "a"], ["2", "b", None, "see here"]]))
    assert cells(catalog)[2] == ["2", "b", "", "see here"]


def test_hidden_sheets_are_passed_over(read):
    book = openpyxl.load_workbook(io.BytesIO(workbook([["no"], ["no"]], [["text"], ["yes"]])))
    book["s0"].sheet_state = "hidden"
    assert cells(read(saved(book))) == [["text"], ["yes"]]


def test_parquets_cells_come_out_as_text(read):
    frame = pd.DataFrame(
        {
            "id": ["001", "002"],
            "description": ["a coat", "a cup"],
            "n": [1.0, None],
            "category": pd.Categorical(["Home", "Toys"]),
            "tree": [["Home", "Cups"], ["Toys"]],
            "day": [date(2024, 5, 1), None],
        },
        index=["x", "y"],
    )
    assert cells(read(parquet(frame), name="x"))[1:] == [
        ["001", "a coat", "1", "Home", '["Home", "Cups"]', "2024-05-01"],
        ["002", "a cup", "", "Toys", '["Toys"]', ""],
    ]


def zipped(**parts):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return stream.getvalue()


WORKBOOK = workbook(ROWS)
PARQUET = parquet(pd.DataFrame(ROWS[1:], columns=ROWS[0]))


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"%PDF-1.7\n%\xe2\xe3", "PDF"),
        (b"\x89PNG\r\n\x1a\n" + b"\x00" * 50, "image"),
        (b"\xff\xd8\xff\xe0" + b"\x10" * 50, "image"),
        (b"\x7fELF" + b"\x01" * 50, "program"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 50, "password"),
        (gzip.compress(b"a,b\n1,2\n"), "compressed"),
        (zipped(readme="hello"), "archive"),
        (b"PK\x05\x06" + b"\x00" * 18, "archive"),
        (bytes(range(256)) * 20, "binary"),
        (b"\x00" * 1000, "binary"),
        (b"<!DOCTYPE html><html></html>", "web page"),
        (b'[{"id": 1, "text": "x"}]', "JSON"),
        (WORKBOOK[: len(WORKBOOK) // 2], "damaged"),
        (zipped(**{"[Content_Types].xml": "<x", "xl/workbook.xml": "<y"}), "workbook is damaged"),
        (PARQUET[:-10], "Parquet file is damaged"),
        (PARQUET[:20] + b"\x00" * 30 + PARQUET[50:], "Parquet file is damaged"),
        (b'"id,text\n1,a\n2,b\n', "heading line"),
        (b"id,text\n1,a,b\n2,c,d\n", "no row can be used; line 3: 3 cells"),
    ],
)
@pytest.mark.parametrize("name", ["x.csv", "x.xlsx", "x.parquet"])
def test_what_is_no_table_is_refused_by_name(read, data, reason, name):
    with pytest.raises(FileUnreadable, match=reason):
        read(data, name=name)


@pytest.mark.parametrize(
    "data",
    [
        b"", b" \r\n\t ", b"\xef\xbb\xbf", b"id,text\n", b"id,text\n\n,\n", b"sep=;\n",
        workbook([]), workbook([["id", "text"]]), parquet(pd.DataFrame({"id": [], "text": []})),
    ],
)  # fmt: skip
def test_files_without_products_are_empty(read, data):
    with pytest.raises(FileEmpty):
        read(data)


THREE = delimited(rows=[["id", "text"], ["1", "a"], ["2", "b"], ["3", "c"]])


@pytest.mark.parametrize(
    ("data", "settings", "sentence"),
    [
        (b"a,b\n" + b"1,x\n" * 260_000, {"upload_limit_mb": 1}, "1.0 MB; Vitrine takes up to 1"),
        (THREE, {"row_limit": 2}, "3 rows; Vitrine takes up to 2"),
        (THREE, {"column_limit": 1}, "2 columns; Vitrine takes up to 1"),
        (workbook([["id"], *[["x"]] * 3]), {"row_limit": 2}, "rows; Vitrine takes up to 2"),
        (workbook([["a", "b", "c"], [1, 2, 3]]), {"column_limit": 2}, "3 columns"),
        (parquet(pd.DataFrame({"a": ["x"] * 3})), {"row_limit": 2}, "3 rows"),
        (parquet(pd.DataFrame({"a": ["x"], "b": ["y"]})), {"column_limit": 1}, "2 columns"),
        (b"a\n" + b"\n" * 50, {"row_limit": 2}, "51 lines"),
        (
            zipped(**{"[Content_Types].xml": "", "xl/workbook.xml": b"0" * 11_000_000}),
            {"upload_limit_mb": 1},
            "MB when unpacked; Vitrine takes up to 10",
        ),
        (
            parquet(pd.DataFrame({"a": ["x" * 10_000] * 2_000})),
            {"upload_limit_mb": 1},
            "MB when unpacked",
        ),
    ],
)
def test_limits(read, data, settings, sentence):
    with pytest.raises(FileTooLarge, match=sentence):
        read(data, **settings)


def test_files_on_disk(tmp_path):
    path = tmp_path / "x.csv"
    path.write_text(THREE)
    assert read_catalog_file(path, Settings()).source == "x.csv"
    path.write_bytes(b"x" * 1_100_000)
    with pytest.raises(FileTooLarge):
        read_catalog_file(path, Settings(upload_limit_mb=1))
    for missing in (tmp_path / "nope.csv", tmp_path):
        with pytest.raises(FileMissing, match="Check the name"):
            read_catalog_file(missing, Settings())


def test_a_cell_that_is_too_long_is_called_so():
    long = "x" * 200_000
    found = read_catalog(f"id,text\n1,{long}\n2,a mug\n3,a cup\n".encode(), "a.csv", Settings())
    assert [problem.line for problem in found.problems] == [2]
    assert "more than 131072 characters" in str(found.problems[0].reason)
    with pytest.raises(FileUnreadable, match="line 1: a cell has more than 131072"):
        read_catalog(f"id,{long}\n1,a mug\n".encode(), "a.csv", Settings())
