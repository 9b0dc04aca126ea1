"""Which character parts the cells of a text file."""

import re
from collections.abc import Sequence
from itertools import islice

from vitrine.catalog.records import split_records

CANDIDATES = (",", ";", "\t", "|")
SAMPLE_LINES = 500
DECLARATION = re.compile(r'"?sep=(.)"?\s*', re.IGNORECASE)


def declared_delimiter(lines: Sequence[str]) -> str | None:
    """The delimiter that Excel's own first line `sep=;` names."""
    match = DECLARATION.fullmatch(lines[0]) if lines else None
    # csv takes no quote, line end or space as a delimiter.
    return match[1] if match and match[1] not in '"\r\n ' else None


def find_delimiter(lines: Sequence[str], name: str = "") -> str:
    """The candidate under which most records have as many cells as the heading; "" for one column.

    Ties go to more columns, then to the tab where the file's `name` ends in .tsv.
    """
    sample = lines[:SAMPLE_LINES]
    tabbed = name.lower().endswith((".tsv", ".tab"))
    order = sorted(CANDIDATES, key=lambda candidate: not (tabbed and candidate == "\t"))
    scores = [(*_agreement(sample, candidate), candidate) for candidate in order]
    share, columns, best = max(scores, key=lambda score: score[:2])
    return best if share >= 0 and columns > 1 else ""


def _agreement(lines: Sequence[str], delimiter: str) -> tuple[float, int]:
    """The share of records as wide as the heading (-1: more are of one cell), and that width."""
    records = islice(split_records(list(lines), delimiter), SAMPLE_LINES)
    widths = [len(record.cells) if record.cells is not None else 0 for record in records]
    if not widths or widths[0] < 2:
        return -1.0, 1
    heading, rows = widths[0], widths[1:]
    matching, single = rows.count(heading), rows.count(1)
    if single > matching:
        return -1.0, 1
    return matching / max(1, len(rows)), heading
