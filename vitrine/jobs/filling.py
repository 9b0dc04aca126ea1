"""What is written when a run is made: its own line, and its rows in batches."""

from collections.abc import Iterable, Iterator
from itertools import islice

from vitrine.jobs.model import NewRow, NewRun
from vitrine.jobs.payload import packed, same_text, storable

_BATCH = 2_000  # rows written at once


def run_values(run_id: str, new: NewRun, total: int, now: float) -> dict[str, object]:
    """The columns of a run that waits for its first worker."""
    return {
        "id": run_id,
        "kind": new.kind,
        "visitor": new.visitor,
        "settings": packed(new.settings),
        "model_digest": new.model_digest,
        "prompt_version": new.prompt_version,
        "input_digest": new.input_digest,
        "state": "waiting",
        "total": total,
        "created": now,
    }


def row_batches(run_id: str, products: Iterable[NewRow]) -> Iterator[list[dict[str, object]]]:
    """The columns of the rows, some at a time; `products` are read as they are asked for."""
    values = _row_values(run_id, products)
    while batch := list(islice(values, _BATCH)):
        yield batch


def _row_values(run_id: str, products: Iterable[NewRow]) -> Iterator[dict[str, object]]:
    first: dict[bytes, int] = {}
    for position, product in enumerate(products):
        twin_of = first.setdefault(same_text(product.text), position)
        is_twin = twin_of != position
        yield {
            "run_id": run_id,
            "position": position,
            "product_id": storable(product.product_id),
            "text": storable(product.text),
            "state": "twin" if is_twin else "waiting",
            "twin_of": twin_of if is_twin else None,
        }
