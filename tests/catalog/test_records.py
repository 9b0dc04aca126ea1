"""Records and their lines; one bad quote costs one row."""

import io
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vitrine.catalog.records import WINDOW, split_lines, split_records


def records(text, delimiter=","):
    return [(line, cells) for line, cells, _ in split_records(split_lines(text), delimiter)]


def test_lines_end_at_lf_crlf_and_cr_only():
    assert split_lines("a\r\nb\rc\nd\u2028e\x85f\x0bg") == [
        "a\r\n",
        "b\r",
        "c\n",
        "d\u2028e\x85f\x0bg",
    ]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_a_record_is_named_by_the_line_it_begins_on(end):
    text = end.join(["a,b", '1,"two', 'lines"', "", "2,x"])
    assert records(text) == [(1, ["a", "b"]), (2, ["1", f"two{end}lines"]), (5, ["2", "x"])]


def test_doubled_and_stray_quotes_stay_in_their_cell():
    assert records('1,"a ""b"" c"\n2,15" screen\n3,"x"y') == [
        (1, ["1", 'a "b" c']),
        (2, ["2", '15" screen']),
        (3, ["3", "xy"]),
    ]


@pytest.mark.parametrize(
    "bad",
    [
        '2,"open',
        '2,"open\n',
        '2,"open\n3,fine\n',
        '2,"open\n3,"fine, too"\n',
        '2,"open\n3,"fine"\n',
    ],
)
def test_an_unclosed_quote_costs_its_own_line_alone(bad):
    found = records(f"a,b\n1,x\n{bad}")
    assert found[:2] == [(1, ["a", "b"]), (2, ["1", "x"])]
    assert found[2] == (3, None)
    assert [cells[0] for _, cells in found[3:]] == ["3"] * bad.count("fine")


def test_a_quoted_last_cell_without_line_end_is_closed():
    assert records('1,"x"') == [(1, ["1", "x"])]


def test_a_quote_that_runs_past_the_window_is_given_up():
    text = '1,"open\n' + "2,x\n" * (WINDOW + 5)
    found = records(text)
    assert found[0] == (1, None)
    assert found[1:] == [(line, ["2", "x"]) for line in range(2, WINDOW + 7)]


def test_a_cell_past_csvs_limit_costs_its_own_line_alone():
    text = f'1,"{"x" * 200_000}"\n2,y\n'
    assert list(split_records(split_lines(text), ",")) == [
        (1, None, True),
        (2, ["2", "y"], False),
    ]


def test_a_file_of_nothing_but_open_quotes_takes_no_more_than_linear_time():
    start = time.monotonic()
    assert len(records('a","b\n' * 100_000)) == 100_000
    assert time.monotonic() - start < 20  # quadratic: hours


def test_no_delimiter_leaves_lines_whole_and_honours_quotes():
    assert records('a, b; c\n"d\ne"', "") == [(1, ["a, b; c"]), (2, ["d\ne"])]


@given(st.text(alphabet='a,"\r\n\x0b\x0c\x1c\x85\u2028 ', max_size=40))
def test_lines_end_as_a_text_file_s_do_and_nowhere_else(text: str) -> None:
    assert split_lines(text) == list(io.StringIO(text, newline=""))
