"""The table of labels against answers, and every figure that is a function of it.

A figure is computed for a stack of tables at once, so that a bootstrap costs the cells of the table and
not the products: drawing products with replacement is drawing their cells from a multinomial.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from vitrine.evaluate.predictions import UNKNOWN, Predictions

UNANSWERED, FAILED = "unanswered", "failed"  # the names of the last two columns, in this order
_CELLS = 4_000_000  # in memory at once

Tables = NDArray[np.float64]  # …, rows, columns


@dataclass(frozen=True)
class Confusion:
    """`counts[row, column]`: labelled products of the category `rows[row]` that got the answer
    `columns[column]`.

    `rows` are the categories asked and those that only labels name; `columns` are those asked, then
    `UNANSWERED` and `FAILED`. Right answers stand where row and column have the same number.
    """

    rows: tuple[str, ...]
    columns: tuple[str, ...]
    counts: NDArray[np.int64]

    def as_json(self) -> dict[str, object]:
        """JSON-safe."""
        return {
            "rows": list(self.rows),
            "columns": list(self.columns),
            "counts": self.counts.tolist(),
        }


def confusion(found: Predictions) -> Confusion:
    """Counts the labelled products."""
    chosen = found.labelled
    columns = _columns(found)
    shape = (len(found.categories), found.asked + 2)
    cells = found.labels[chosen] * np.int32(shape[1]) + columns[chosen]
    counts = np.bincount(cells, minlength=shape[0] * shape[1]).reshape(shape)
    names = (*found.categories[: found.asked], UNANSWERED, FAILED)
    return Confusion(found.categories, names, counts)


def products_in(found: Predictions, row: int, column: int) -> NDArray[np.intp]:
    """The places in `found` of the products of one cell."""
    return np.flatnonzero((found.labels == row) & (_columns(found) == column))


def _columns(found: Predictions) -> NDArray[np.int32]:
    """Each product's column."""
    columns = found.answers.copy()
    columns[found.answers == UNKNOWN] = found.asked
    columns[found.failed] = found.asked + 1
    return columns


def figures_of(tables: Tables) -> Mapping[str, NDArray[np.float64]]:
    """`accuracy, balanced_accuracy, macro_f1, ari`, one a table, and `precision, recall, f1`, one a
    table and row.

    A precision, recall or F1 whose denominator is 0 is 0, as in scikit-learn. Balanced accuracy (mean
    recall) and macro-F1 are means over the categories that some label of the table names; NaN for a
    table without products.
    """
    support, predicted, hits = _margins(tables)
    recall, precision = _ratio(hits, support), _ratio(hits, predicted)
    f1 = _ratio(2 * hits, support + predicted)
    named = support > 0
    with np.errstate(invalid="ignore"):
        accuracy = hits.sum(-1) / support.sum(-1)
        mean_recall, mean_f1 = (
            np.where(named, each, 0).sum(-1) / named.sum(-1) for each in (recall, f1)
        )
    return {
        "accuracy": accuracy,
        "balanced_accuracy": mean_recall,
        "macro_f1": mean_f1,
        "ari": adjusted_rand(tables),
        "precision": precision,
        "recall": recall,
        "f1": f1,
    }


def adjusted_rand(tables: Tables) -> NDArray[np.float64]:
    """Hubert & Arabie 1985, "Comparing Partitions", equation 5; unanswered and failed products are two
    groups of the answers. 1 where both sides put all into one group, or each product into its own."""
    together = _pairs(tables).sum((-1, -2))
    rows, columns = _pairs(tables.sum(-1)).sum(-1), _pairs(tables.sum(-2)).sum(-1)
    every = _pairs(tables.sum((-1, -2)))
    with np.errstate(invalid="ignore", divide="ignore"):
        expected = rows * columns / every
        found = (together - expected) / ((rows + columns) / 2 - expected)
    same = (together == rows) & (together == columns)
    return np.where(same, 1.0, found)


def resampled_tables(
    counts: NDArray[np.int64], resamples: int, rng: np.random.Generator
) -> Iterator[Tables]:
    """Stacks of tables, `resamples` in all, as drawing the products with replacement gives them."""
    total, at_once = int(counts.sum()), max(1, _CELLS // counts.size)
    chances = counts.ravel() / total
    for start in range(0, resamples, at_once):
        drawn = rng.multinomial(total, chances, min(at_once, resamples - start))
        yield drawn.reshape(-1, *counts.shape).astype(np.float64)


def _margins(tables: Tables) -> tuple[Tables, Tables, Tables]:
    """Of each row: how many have the label, how many got it as the answer, and both."""
    rows = tables.shape[-2]
    asked = min(rows, tables.shape[-1] - 2)
    predicted = np.zeros(tables.shape[:-1])
    hits = np.zeros(tables.shape[:-1])
    predicted[..., :asked] = tables.sum(-2)[..., :asked]
    hits[..., :asked] = np.diagonal(tables, axis1=-2, axis2=-1)[..., :asked]
    return tables.sum(-1), predicted, hits


def _ratio(over: Tables, under: Tables) -> Tables:
    return np.divide(over, under, out=np.zeros_like(over), where=under > 0)


def _pairs(counts: Tables) -> Tables:
    return counts * (counts - 1) / 2
