"""Whatever bytes come in, a catalogue comes out or a `CatalogError`, and its parts agree."""

import io
import time
import zipfile

import openpyxl
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from vitrine.catalog.products import product, products
from vitrine.catalog.profile import profile
from vitrine.errors import CatalogError

CALM = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
PIECES = [
    "a",
    "é",
    "12",
    "long text",
    '"',
    '""',
    ",",
    ";",
    "\t",
    "|",
    "\n",
    "\r\n",
    "\r",
    "\x00",
    " ",
]


def workbook():
    book = openpyxl.Workbook()
    for row in [["id", "description", "category"], *[[i, f"text {i}", "Home"] for i in range(9)]]:
        book.active.append(row)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def parquet():
    stream = io.BytesIO()
    ids = range(20)
    frame = pd.DataFrame(
        {"id": ids, "description": [f"text {i}" for i in ids], "tags": [["a"]] * 20}
    )
    frame.to_parquet(stream, compression=None)
    return stream.getvalue()


SEEDS = [workbook(), parquet()]
PARTS = ["xl/workbook.xml", "xl/worksheets/sheet1.xml", "[Content_Types].xml", "xl/styles.xml"]
EDITS = st.lists(
    st.tuples(st.floats(0, 1, exclude_max=True), st.binary(min_size=1, max_size=4)), max_size=5
)


def edited(data, edits):
    data = bytearray(data)
    for place, piece in edits:
        start = int(place * len(data))
        data[start : start + len(piece)] = piece
    return bytes(data)


def with_part(data, part, change):
    """The workbook with one of its parts changed, and whole as an archive."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(stream, "w") as new:
        for name in old.namelist():
            new.writestr(name, change(old.read(name)) if name == part else old.read(name))
    return stream.getvalue()


def check(read, data):
    try:
        catalog = read(data)
    except CatalogError as error:
        assert str(error)
        return
    rows = len(catalog.frame)
    assert rows == len(catalog.ids) == len(set(catalog.ids)) == len(catalog.lines) > 0
    assert list(catalog.lines) == sorted(set(catalog.lines))
    assert all(isinstance(cell, str) for cell in catalog.frame.to_numpy().ravel())
    everything = products(catalog)
    assert all(item.description.strip() for item in everything)
    assert product(catalog, everything[-1].id) == everything[-1]
    figures = profile(catalog).as_json()
    assert figures["rows"] == rows
    assert all(problem["reason"] for problem in figures["problems"])


@CALM
@given(st.binary(max_size=400))
def test_random_bytes(read, data):
    check(read, data)


@CALM
@given(
    st.lists(st.sampled_from(PIECES), max_size=80), st.sampled_from(["utf-8", "utf-16", "cp1252"])
)
def test_random_delimited_text(read, pieces, encoding):
    check(read, "".join(pieces).encode(encoding))


@CALM
@given(st.text(max_size=200))
def test_random_text_under_a_heading(read, text):
    check(read, ("id,description\n1,first\n" + text).encode("utf-8", "replace"))


@CALM
@given(st.sampled_from(SEEDS), EDITS, st.floats(0.5, 1))
def test_mutated_workbooks_and_parquet(read, seed, edits, kept):
    data = edited(seed, edits)
    check(read, data[: int(kept * len(data))] if kept < 0.9 else data)


@CALM
@given(st.sampled_from(PARTS), EDITS)
def test_workbooks_with_mutated_parts(read, part, edits):
    check(read, with_part(SEEDS[0], part, lambda content: edited(content, edits)))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b'<row r="5"', b'<row r="999999999999"'),
        (b'r="A5"', b'r="ZZZ5"'),
        (b'r="A5"', b'r="A0"'),
        (b'ref="A1:C10"', b'ref="A1:XFD1048576"'),
        (b"<v>5</v>", b"<v>1e999</v>"),
        (b't="inlineStr"', b't="nonsense"'),
        (b't="inlineStr"', b't="s"'),
    ],
)
def test_a_sheet_that_lies_is_read_or_refused_in_no_time(read, old, new):
    def lie(content):
        assert old in content
        return content.replace(old, new)

    start = time.monotonic()
    check(read, with_part(SEEDS[0], PARTS[1], lie))
    assert time.monotonic() - start < 10


LETTERS = st.characters(exclude_categories=["Cs", "Cc"]) | st.sampled_from('\n",;')


@CALM
@given(st.lists(st.text(LETTERS), min_size=1, max_size=8))
def test_what_csv_writes_is_read_back(read, rows):
    frame = pd.DataFrame({"id": range(len(rows)), "description": [f"x{row}" for row in rows]})
    catalog = read(frame.to_csv(index=False).encode())
    assert catalog.frame["description"].tolist() == frame["description"].tolist()
    assert catalog.problems == ()
