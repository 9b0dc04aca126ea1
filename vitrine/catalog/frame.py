"""Rows of cells to a frame of text, in little more memory than the text itself."""

from collections.abc import Sequence

import numpy as np
import pandas as pd
import pyarrow as pa

PART = 10_000  # rows

Cells = Sequence[str]


def text_frame(names: Sequence[str], rows: list[Cells]) -> pd.DataFrame:
    """The columns that have these names; each row has a cell for every one. Empties `rows`.

    Each column is one buffer of its final size that is filled part by part while the cells go. Made by
    `pd.Series(cells)`, a column stands there twice for a moment, and Arrow keeps the room of both.
    """
    count, width = len(rows), len(names)
    sizes = (len(cell.encode()) for row in rows for cell in row)
    offsets = np.zeros((width, count + 1), dtype=np.int64)
    table = np.fromiter(sizes, dtype=np.int64, count=count * width).reshape(count, width)
    np.cumsum(table.T, axis=1, out=offsets[:, 1:])
    buffers = [np.empty(int(ends[-1]), dtype=np.uint8) for ends in offsets]
    rows.reverse()  # a list gives up its end at no cost
    while rows:
        part = rows[: -PART - 1 : -1]
        start = count - len(rows)
        del rows[-PART:]
        for cells, buffer, ends in zip(zip(*part, strict=True), buffers, offsets, strict=True):
            written = "".join(cells).encode()
            buffer[ends[start] : ends[start + len(part)]] = np.frombuffer(written, dtype=np.uint8)
    columns = map(_column, offsets, buffers)
    return pd.DataFrame(dict(zip(names, columns, strict=True)))


def _column(offsets: np.ndarray, text: np.ndarray) -> pd.Series:
    """See Arrow's columnar format, "Variable-size Binary Layout"."""
    parts = [pa.py_buffer(offsets), pa.py_buffer(text)]
    array = pa.LargeStringArray.from_buffers(len(offsets) - 1, *parts)
    return pd.Series(pa.chunked_array([array]), dtype="str")
