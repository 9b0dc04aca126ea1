"""`vitrine.jobs.browsing` where a run's answers lie in files: what is wanted is found by a look at the
few columns that it is about, a batch in memory at a time, and only what is shown is read whole."""

import json
from collections import Counter
from collections.abc import Iterator
from functools import reduce
from operator import and_, or_

import numpy as np
import pyarrow.compute as pc
from numpy.typing import NDArray

from vitrine.jobs.answer_parts import AnswerParts, Layout
from vitrine.jobs.answer_rows import rows_at
from vitrine.jobs.model import Row
from vitrine.jobs.wanted import Ending, Wanted
from vitrine.messages import Message

_Scored = tuple[NDArray[np.int64], NDArray[np.float64]]  # positions and scores, NaN for none


def count(parts: AnswerParts, wanted: Wanted) -> int:
    """How many rows are wanted."""
    if parts.layout is None:
        return 0
    chosen = _condition(parts.layout, wanted)
    return len(parts) if chosen is None else parts.count(chosen)


def page(parts: AnswerParts, run_id: str, wanted: Wanted, first: int, most: int) -> tuple[Row, ...]:
    """Up to `most` of the rows that are wanted, from the `first` of them (0) on."""
    layout = parts.layout
    if layout is None:
        return ()
    if wanted.order == "input":
        positions = _in_order(parts, layout, wanted, first + most)
    else:
        positions = _by_score(parts, layout, wanted, first + most)
    return rows_at(parts, run_id, positions[first : first + most].tolist())


def newest(parts: AnswerParts, run_id: str, most: int) -> tuple[Row, ...]:
    """The last rows of the part that was written last, the last one first."""
    if not parts.groups:
        return ()
    written = max(parts.paths, key=lambda path: path.stat().st_mtime_ns)
    last = [group for group in parts.groups if group.path == written][-1]
    positions = range(last.last, max(last.first, last.last - most + 1) - 1, -1)
    return rows_at(parts, run_id, list(positions))


def failures(parts: AnswerParts, most: int) -> tuple[tuple[Message, int], ...]:
    """Why rows were given up, with how many each, the most frequent reason first."""
    layout = parts.layout
    if layout is None:
        return ()
    column, found = layout.extras["message"], Counter[str]()
    for batch in parts.chosen([column], pc.field(layout.status) == "failed"):
        found.update(message for message in batch[column].to_pylist() if message)
    return tuple(
        (Message.from_json(json.loads(message)), number)
        for message, number in found.most_common(most)
    )


def _in_order(parts: AnswerParts, layout: Layout, wanted: Wanted, enough: int) -> NDArray[np.int64]:
    """The first positions that are wanted."""
    found, have = [np.empty(0, np.int64)], 0
    for positions, _scores in _scored(parts, layout, wanted):
        found.append(positions)
        have += len(positions)
        if have >= enough:
            break
    return np.concatenate(found)[:enough]


def _by_score(parts: AnswerParts, layout: Layout, wanted: Wanted, enough: int) -> NDArray[np.int64]:
    """The positions that come first by score; those without one last. No more than `enough` are kept on
    the way."""
    positions, keys = np.empty(0, np.int64), np.empty(0)
    sign = 1.0 if wanted.order == "lowest" else -1.0
    for more, scores in _scored(parts, layout, wanted):
        positions = np.concatenate([positions, more])
        keys = np.concatenate([keys, np.nan_to_num(sign * scores, nan=np.inf)])
        kept = np.argsort(keys, kind="stable")[:enough]
        positions, keys = positions[kept], keys[kept]
    return positions


def _scored(parts: AnswerParts, layout: Layout, wanted: Wanted) -> Iterator[_Scored]:
    """What is wanted, in the order of the input."""
    row, score = layout.extras["row"], layout.probability
    for batch in parts.chosen([row, score], _condition(layout, wanted)):
        yield (
            batch[row].to_numpy(zero_copy_only=False),
            batch[score].to_numpy(zero_copy_only=False),
        )


def _condition(layout: Layout, wanted: Wanted) -> pc.Expression | None:
    parts = list[pc.Expression]()
    if wanted.endings:
        parts.append(reduce(or_, (_of_ending(layout, ending) for ending in wanted.endings)))
    if wanted.labels:
        places = [
            layout.categories.index(label) for label in wanted.labels if label in layout.categories
        ]
        parts.append(pc.field(layout.extras["place"]).isin(places))
    for word in wanted.search.split():
        columns = (layout.extras["id"], layout.text)
        parts.append(reduce(or_, (_holds(column, word) for column in columns)))
    return reduce(and_, parts) if parts else None


def _of_ending(layout: Layout, ending: Ending) -> pc.Expression:
    """A row that has not ended is in no part."""
    return pc.scalar(False) if ending == "open" else pc.field(layout.status) == ending


def _holds(column: str, word: str) -> pc.Expression:
    """In any case."""
    return pc.match_substring(pc.utf8_lower(pc.field(column)), word.lower())
