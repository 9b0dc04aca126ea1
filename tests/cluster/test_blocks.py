"""A file in blocks has the records of the file read whole, however it is cut."""

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vitrine.catalog.records import split_lines, split_records
from vitrine.cluster import blocks as reading
from vitrine.cluster.blocks import blocks, read_block

CELLS = st.text(alphabet='ab",;\n\r é\x85', max_size=8)


def whole(text: str) -> list[tuple[int, list[str] | None]]:
    return [
        (one.line, None if one.cells is None else list(one.cells))
        for one in split_records(split_lines(text), ",")
    ]


@given(
    lines=st.lists(CELLS, max_size=60),
    rows=st.integers(1, 7),
    chunk=st.integers(1, 50),
    window=st.integers(1, 40),
)
def test_any_text_in_any_blocks(lines: list[str], rows: int, chunk: int, window: int) -> None:
    """The window is the reader's own in earnest: small here, so that a few lines are many."""
    text = "\n".join(lines)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("vitrine.catalog.records.WINDOW", window)
        patch.setattr(reading, "WINDOW", window)
        expected = whole(text)
        found = list(blocks(io.BytesIO(text.encode()), 0, "utf-8", ",", rows, chunk))
    records = [
        (one.line, None if one.cells is None else list(one.cells))
        for block in found
        for one in block.records
    ]
    assert records == expected
    assert all(len(block.records) <= rows for block in found)


def test_a_block_read_by_itself_has_the_same_records(tmp_path) -> None:
    text = "".join(f'{row},"text {row}\nwith ""quotes"" and é",x\r\n' for row in range(3_000))
    path = tmp_path / "shop.csv"
    path.write_bytes(text.encode("cp1252"))
    with path.open("rb") as file:
        found = list(blocks(file, 0, "cp1252", ",", rows=500, chunk=10_000))
    again = [
        (one.line, one.cells)
        for block in found
        for one in read_block(
            str(path), block.offsets[0], block.stop, block.records[0].line, "cp1252", ","
        )
    ]
    assert again == [(one.line, one.cells) for block in found for one in block.records]
    assert [line for line, _cells in again] == list(range(1, 6_001, 2))
    assert again[7][1] == ["7", 'text 7\nwith "quotes" and é', "x"]
