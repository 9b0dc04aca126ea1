"""The frame that is filled part by part is the one that pandas would make at once."""

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from vitrine.catalog import frame
from vitrine.catalog.frame import text_frame

CELL = st.text(st.characters(exclude_categories=["Cs"]), max_size=5)


@given(st.lists(st.tuples(CELL, CELL, CELL), max_size=12), st.sampled_from([1, 2, 5, 100]))
def test_every_cell_stands_where_it_stood(rows: list[tuple[str, ...]], part: int) -> None:
    expected = pd.DataFrame(rows, columns=["a", "b", "c"], dtype="str")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(frame, "PART", part)
        found = text_frame(["a", "b", "c"], list(rows))
    pd.testing.assert_frame_equal(found, expected)


def test_the_rows_are_given_up() -> None:
    rows = [("é", ""), ("", "名前")]
    found = text_frame(["name", "text"], rows)
    assert rows == []
    assert found["name"].tolist() == ["é", ""] and found["text"].tolist() == ["", "名前"]
    assert found["name"].dtype == "str" and found["text"].str.upper().tolist() == ["", "名前"]


def test_a_row_of_another_width_is_refused() -> None:
    with pytest.raises(ValueError, match=r"."):
        text_frame(["a", "b"], [("1", "2"), ("1",)])
