"""A classified product as a line of a file: every column of its input, and the model's beside them."""

from collections.abc import Iterable, Sequence

import pyarrow as pa

from vitrine.classify.prediction import Prediction
from vitrine.classify.table import columns, row

PREFIX = "vitrine_"  # of the columns that are the model's
_TEXTS = ("category", "status", "reason")

Line = list[object]


def beside(originals: Sequence[str], names: Sequence[str]) -> list[str]:
    """`names` with a prefix that leaves every column of the input alone, another export's too."""
    found = [f"{PREFIX}{name}" for name in names]
    while set(found) & set(originals):
        found = [f"{PREFIX}{name}" for name in found]
    return found


def added(originals: Sequence[str], categories: Sequence[str]) -> list[str]:
    """The names of the model's columns."""
    return beside(originals, [name for name in columns(categories) if name != "id"])


def line_of(
    originals: Iterable[object],
    product_id: str,
    found: Prediction | None,
    categories: Sequence[str],
) -> Line:
    """The cells of one product; `found` None: it waits for its answer."""
    if found is None:
        return [*originals, *[None] * (len(categories) + 3), "waiting", ""]
    return [*originals, *list(row(product_id, found, categories).values())[1:]]


def fields(originals: Sequence[str], categories: Sequence[str]) -> list[pa.Field]:
    """The columns of a line in Arrow's types."""
    names = added(originals, categories)
    kinds = [pa.string(), *[pa.float64()] * (len(names) - len(_TEXTS)), pa.string(), pa.string()]
    mine = [pa.field(name, kind) for name, kind in zip(names, kinds, strict=True)]
    return [*(pa.field(name, pa.string()) for name in originals), *mine]


def table_of(lines: Sequence[Line], schema: pa.Schema) -> pa.Table:
    """Lines as a table."""
    cells = zip(*lines, strict=True)
    arrays = [pa.array(found, kind) for found, kind in zip(cells, schema.types, strict=True)]
    return pa.Table.from_arrays(arrays, schema=schema)
