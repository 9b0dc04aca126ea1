"""The reviews of a run as a CSV file to keep."""

import csv
import io
from collections.abc import Sequence
from datetime import UTC, datetime

from vitrine.classify.table import plain
from vitrine.evaluate.review import CRITERIA
from vitrine.jobs.model import Run
from vitrine.jobs.reviews import kept_reviews
from vitrine.jobs.store import Store

COLUMNS: Sequence[str] = (
    "id",
    "reviewer",
    "verdict",
    "answer",
    "category",
    *CRITERIA,
    "justification",
    "made",
)


def reviews_csv(store: Store, run: Run) -> bytes:
    """One line a review that counts, in the order in which they were given; UTF-8 with the mark that
    Excel reads. Texts that a spreadsheet would run as a formula are made plain."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(COLUMNS)
    for kept in kept_reviews(store, run):
        line = {**kept, "id": kept["product_id"]}
        line["made"] = datetime.fromtimestamp(kept["made"], UTC).isoformat(timespec="seconds")
        writer.writerow([_cell(line[name]) for name in COLUMNS])
    return text.getvalue().encode("utf-8-sig")


def _cell(value: object) -> object:
    return plain(value)
