"""The delimiter is the one under which the records agree."""

import pytest

from vitrine.catalog.delimiter import declared_delimiter, find_delimiter
from vitrine.catalog.records import split_lines

ROWS = [["id", "text", "price"], ["1", "plain", "2"], ["2", "second row", "3"], ["3", "z", "4"]]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_each_candidate_is_found(delimiter):
    assert find_delimiter([delimiter.join(row) + "\n" for row in ROWS]) == delimiter


def test_decimal_commas_do_not_win_over_semicolons():
    assert find_delimiter(["id;price;weight\n", "1;2,5;3,5\n", "2;7,25;1,0\n"]) == ";"


def test_delimiters_inside_quotes_do_not_count():
    text = 'id,text\n1,"a; b; c"\n2,"d; e\nf; g"\n3,"h; i"\n'
    assert find_delimiter(split_lines(text)) == ","


def test_some_broken_rows_do_not_mislead():
    lines = ["id;text;price\n", *["1;a, b;2\n"] * 6, "1;a\n", "1;a;b;c;d\n", '2;"open;3\n']
    assert find_delimiter(lines) == ";"


@pytest.mark.parametrize(
    "lines",
    [
        ["description\n", "a red, soft, small coat\n", "a watch, blue\n"],
        ["description, in words\n", "one\n", "two\n", "three, four\n"],
        ["description\n"],
    ],
)
def test_a_single_column_has_none(lines):
    assert find_delimiter(lines) == ""


def test_the_name_breaks_a_tie_only():
    tie = ["a,b\tc\n", "1,2\t3\n"]
    assert find_delimiter(tie, "x.csv") == ","
    assert find_delimiter(tie, "x.TSV") == "\t"
    assert find_delimiter(["a;b\n", "1;2\n"], "x.tsv") == ";"


@pytest.mark.parametrize(
    ("first", "found"), [("sep=;\r\n", ";"), ('"SEP=|"\n', "|"), ("sep=\t", "\t"), ("sep", None)]
)
def test_excels_declaration_is_obeyed(first, found):
    assert declared_delimiter([first, "a;b\n"]) == found
    assert declared_delimiter([]) is None
