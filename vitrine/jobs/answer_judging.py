"""The parts of a run's answers as arrays to judge, filled a batch at a time."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from vitrine.catalog.categories import category_labels
from vitrine.evaluate.ids import Ids
from vitrine.evaluate.predictions import UNKNOWN, Predictions, all_categories
from vitrine.jobs.answer_parts import AnswerParts, Layout
from vitrine.jobs.choices import RunChoices

_EXACT = 200_000  # rows; of more, real numbers are kept to seven digits, in half the room


def predictions_in(parts: AnswerParts, choices: RunChoices) -> Predictions:
    """Every row that is there, with the label that the input gives it; raises `AnswersUnreadable`."""
    arrays = _Arrays(len(parts), len(choices.categories))
    if parts.layout is not None:
        layout = parts.layout
        coded = [layout.status, *([] if layout.label is None else [layout.label])]
        for batch in parts.batches(_columns(layout), coded):
            arrays.take(batch, layout)
    found = arrays.predictions(choices)
    del arrays
    pa.default_memory_pool().release_unused()
    return found


def _columns(layout: Layout) -> list[str]:
    names = ("row", "id", "place", "seconds", "words", "prompt_tokens", "prompt_tokens_cached")
    label = [] if layout.label is None else [layout.label]
    extras = [layout.extras[name] for name in names]
    return [layout.status, *layout.spread, layout.outside, *extras, *label]


class _Arrays:
    """What `Predictions` is made of, as it fills; `cells` are the values of the label's column, by the
    order in which they appear."""

    def __init__(self, rows: int, asked: int) -> None:
        self._filled = 0
        self._ids = list[pa.Array]()
        self._cells = dict[str, int]()
        self._labels = np.full(rows, UNKNOWN, np.int32)
        real = np.float64 if rows <= _EXACT else np.float32
        self._probabilities: NDArray[Any] = np.empty((asked, rows), real).T  # filled by columns
        self._failed = np.empty(rows, np.bool_)
        self._numbers: dict[str, NDArray[Any]] = {
            "positions": np.empty(rows, np.int64),
            "answers": np.empty(rows, np.int32),
            "outside": np.empty(rows, real),
            "words": np.empty(rows, np.int32),
            "seconds": np.empty(rows, real),
            "tokens": np.empty(rows, np.int64),
        }

    def take(self, batch: pa.RecordBatch, layout: Layout) -> None:
        rows = slice(self._filled, self._filled + batch.num_rows)
        own = {
            name: batch[column]
            for name, column in layout.extras.items()
            if column in batch.schema.names
        }
        cached = own["prompt_tokens_cached"].fill_null(0)
        columns = {
            "positions": own["row"],
            "answers": own["place"].fill_null(UNKNOWN),
            "outside": batch[layout.outside],
            "words": own["words"],
            "seconds": own["seconds"],
            "tokens": pc.subtract(own["prompt_tokens"], cached),
        }
        for name, column in columns.items():
            self._numbers[name][rows] = _numpy(column)
        for place, name in enumerate(layout.spread):
            self._probabilities[rows, place] = _numpy(batch[name])
        self._failed[rows] = self._are_failed(batch[layout.status])
        self._ids.append(own["id"].cast(pa.large_string()))
        if layout.label is not None:
            self._labels[rows] = self._places(batch[layout.label])
        self._filled = rows.stop

    @staticmethod
    def _are_failed(column: pa.DictionaryArray) -> NDArray[np.bool_]:
        failed = np.array([value == "failed" for value in column.dictionary.to_pylist()], np.bool_)
        found: NDArray[np.bool_] = failed[_numpy(column.indices)]
        return found

    def _places(self, column: pa.DictionaryArray) -> NDArray[np.int32]:
        """Where each cell's value stands among those that have been seen."""
        places = [
            self._cells.setdefault(value or "", len(self._cells))
            for value in [*column.dictionary.to_pylist(), ""]  # the last: a cell without a value
        ]
        indices = column.indices.fill_null(len(places) - 1)
        found: NDArray[np.int32] = np.array(places, np.int32)[_numpy(indices)]
        return found

    def predictions(self, choices: RunChoices) -> Predictions:
        names, labels = _named(choices.categories, category_labels(self._cells), self._labels)
        return Predictions(
            name=choices.model,
            categories=names,
            asked=len(choices.categories),
            ids=Ids.joined(self._ids),
            labels=labels,
            failed=self._failed,
            probabilities=self._probabilities,
            **self._numbers,
        )


def _named(
    asked: Sequence[str], labels: Sequence[str | None], places: NDArray[np.int32]
) -> tuple[tuple[str, ...], NDArray[np.int32]]:
    """All categories, and each product's label among them; `labels` are those of the cells."""
    names = all_categories(asked, labels)
    number = {name: place for place, name in enumerate(names)}
    known = [UNKNOWN if label is None else number[label] for label in labels]
    return names, np.array([*known, UNKNOWN], np.int32)[places]  # the last: no column of labels


def _numpy(column: pa.Array) -> NDArray[Any]:
    found: NDArray[Any] = column.to_numpy(zero_copy_only=False)
    return found
