"""Rows of a run and their predictions, told back from the parts in which they lie."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from vitrine.classify.prediction import Distribution, Prediction, Provenance
from vitrine.jobs.answer_files import EXTRAS
from vitrine.jobs.answer_parts import AnswerParts, Group, Layout
from vitrine.jobs.codec import prediction_json
from vitrine.jobs.model import Row
from vitrine.jobs.payload import storable
from vitrine.messages import Message

_Cells = Mapping[str, Any]


def rows_at(parts: AnswerParts, run_id: str, positions: Sequence[int]) -> tuple[Row, ...]:
    """The rows at these positions, in this order; those that are not there are left out."""
    layout = parts.layout
    if layout is None:
        return ()
    found = {
        cells[layout.extras["row"]]: cells
        for cells in _cells_at(parts, layout, positions, _columns(layout))
    }
    return tuple(
        _row(run_id, found[position], layout) for position in positions if position in found
    )


def texts_at(parts: AnswerParts, positions: Sequence[int]) -> tuple[str, ...]:
    """The descriptions of the rows at these positions, in this order; "" for one that is not there."""
    layout = parts.layout
    if layout is None:
        return ("",) * len(positions)
    columns = [layout.extras["row"], layout.text]
    found = {
        cells[columns[0]]: cells[layout.text] or ""
        for cells in _cells_at(parts, layout, positions, columns)
    }
    return tuple(storable(found.get(position, "")) for position in positions)


def _cells_at(
    parts: AnswerParts, layout: Layout, positions: Sequence[int], columns: Sequence[str]
) -> list[_Cells]:
    """Each group is read once, whatever the order."""
    by_group: dict[Group, list[int]] = {}
    for position in positions:
        group = parts.holding(position)
        if group is not None:
            by_group.setdefault(group, []).append(position)
    found = list[_Cells]()
    for group, own in by_group.items():
        table = parts.group(group, columns)
        chosen = pc.is_in(table[layout.extras["row"]], pa.array(own, pa.int64()))
        found += table.take(np.flatnonzero(chosen.to_numpy())).to_pylist()
    return found


def _columns(layout: Layout) -> list[str]:
    """All but what only the input has."""
    return list(dict.fromkeys([layout.text, *layout.added, *layout.extras.values()]))


def _row(run_id: str, cells: _Cells, layout: Layout) -> Row:
    own = {name: cells[layout.extras[name]] for name in EXTRAS}
    message = Message.from_json(json.loads(own["message"])) if own["message"] else None
    failed = cells[layout.status] == "failed"
    found = _prediction(cells, own, message, layout)
    return Row(
        run_id=run_id,
        position=own["row"],
        product_id=own["id"],
        text=storable(cells[layout.text] or ""),
        state="failed" if failed else "answered",
        label=found.category,
        score=found.probability,
        result=None if failed else prediction_json(found),
        error=message if failed else None,
        seconds=own["seconds"],
        calls=own["calls"],
        tokens_computed=own["tokens_computed"],
        tokens_cached=own["tokens_cached"],
    )


def _prediction(cells: _Cells, own: _Cells, message: Message | None, layout: Layout) -> Prediction:
    place = own["place"]
    return Prediction(
        status=cells[layout.status],
        category=None if place is None else layout.categories[place],
        answer=json.loads(own["answer"]),
        distribution=_distribution(cells, own, layout),
        provenance=Provenance(**json.loads(own["provenance"])),
        reason=message,
        truncated=own["truncated"],
        prompt_tokens=own["prompt_tokens"],
        prompt_tokens_cached=own["prompt_tokens_cached"],
        seconds=own["seconds"],
    )


def _distribution(cells: _Cells, own: _Cells, layout: Layout) -> Distribution | None:
    if own["logprobs"] is None:
        return None
    names = layout.categories
    return Distribution(
        probabilities={
            name: cells[column] for name, column in zip(names, layout.spread, strict=True)
        },
        logprobs=dict(zip(names, own["logprobs"], strict=True)),
        outside=cells[layout.outside],
        bounded=tuple(names[place] for place in own["bounded"]),
    )
