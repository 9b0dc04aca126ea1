"""Ids of products in one block of memory: a million Python strings would take ten times as much."""

from collections.abc import Collection, Iterator, Sequence
from typing import Any, overload

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

Places = NDArray[np.intp]


class Ids(Sequence[str]):
    """A sequence of texts, equal to any other with the same texts in the same order."""

    def __init__(self, column: pa.Array) -> None:
        self._column = column

    @classmethod
    def of(cls, ids: Sequence[str]) -> "Ids":
        """The same ids; no copy of what is one already."""
        return ids if isinstance(ids, Ids) else cls(pa.array(ids, pa.large_string()))

    @classmethod
    def joined(cls, parts: Sequence[pa.Array]) -> "Ids":
        """Those of several columns, one behind the other."""
        whole = pa.chunked_array(parts, pa.large_string()).combine_chunks()
        return cls(pa.concat_arrays(whole.chunks) if isinstance(whole, pa.ChunkedArray) else whole)

    def __len__(self) -> int:
        return len(self._column)

    @overload
    def __getitem__(self, place: int) -> str: ...
    @overload
    def __getitem__(self, place: slice) -> "Ids": ...
    def __getitem__(self, place: int | slice) -> "str | Ids":
        if isinstance(place, slice):
            return Ids(self._column[place])
        return str(self._column[place].as_py())

    def __iter__(self) -> Iterator[str]:
        return iter(self._column.to_pylist())

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Sequence) or len(other) != len(self):
            return False
        return bool(self._column.equals(Ids.of(other)._column))

    __hash__ = None  # type: ignore[assignment]  # as a list: what is equal may be of another class

    def take(self, places: NDArray[Any]) -> "Ids":
        """Those at `places`, in their order."""
        return Ids(self._column.take(pa.array(places)))

    def among(self, wanted: Collection[str]) -> NDArray[np.bool_]:
        """Which of them are wanted."""
        if not wanted:
            return np.zeros(len(self), np.bool_)
        found = pc.is_in(self._column, pa.array(list(wanted), pa.large_string()))
        return np.asarray(found.to_numpy(zero_copy_only=False), np.bool_)

    def places_in(self, other: "Ids") -> Places:
        """Where each of them stands in `other`, -1 where it does not; of several the first."""
        found = pc.index_in(self._column, other._column).fill_null(-1)
        return np.asarray(found.to_numpy(zero_copy_only=False), np.intp)


def shared(first: Sequence[str], second: Sequence[str]) -> tuple[Places, Places]:
    """The places of the ids that both have, in the first one's order: in the first, and in the
    second."""
    one, other = Ids.of(first), Ids.of(second)
    if one == other:
        return np.arange(len(one)), np.arange(len(one))
    places = one.places_in(other)
    own = np.flatnonzero(places >= 0)
    return own, places[own]
