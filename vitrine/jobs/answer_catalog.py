"""One product of a run whose file is too large to be a catalogue, as a catalogue of its own."""

import io

import pyarrow.compute as pc
import pyarrow.parquet as pq

from vitrine.jobs.answer_parts import AnswerParts


def one_product(parts: AnswerParts, position: int) -> bytes | None:
    """Its line of the input as a Parquet file; None where it is not there."""
    layout, group = parts.layout, parts.holding(position)
    if layout is None or group is None:
        return None
    row, originals = layout.extras["row"], list(layout.originals)
    table = parts.group(group, [row, *originals])
    line = table.filter(pc.equal(table[row], position)).select(originals)
    file = io.BytesIO()
    pq.write_table(line.replace_schema_metadata(), file)
    return file.getvalue() if line.num_rows else None
