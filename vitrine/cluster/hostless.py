"""Which of a cluster's workers find no model server: they get no work while others do."""

import time
from collections.abc import Callable, Collection
from dataclasses import dataclass

REST = 30.0  # seconds in which a worker that found no host is asked only where all rest


@dataclass
class _Spell:
    first: float
    last: float


class Hostless:
    """The workers that have found no host since they last ended a partition.

    Dask gives a task to whoever is free, and a worker that fails at once is always free: left to
    itself it would swallow every partition while the others stand idle.
    """

    def __init__(self, patience: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._patience, self._clock = patience, clock
        self._spells: dict[str, _Spell] = {}

    def failed(self, workers: Collection[str]) -> None:
        """These have said that they find no host."""
        now = self._clock()
        for worker in workers:
            self._spells.setdefault(worker, _Spell(now, now)).last = now

    def worked(self, workers: Collection[str]) -> None:
        """These have ended a partition."""
        for worker in workers:
            self._spells.pop(worker, None)

    def fit(self, workers: Collection[str]) -> list[str]:
        """Whom to send a partition to; all of them where all rest."""
        now = self._clock()
        spells = self._spells
        own = [one for one in workers if one not in spells or now - spells[one].last > REST]
        return own or list(workers)

    def hopeless(self, workers: Collection[str]) -> bool:
        """Whether each of them has said so again and again for longer than the patience.

        One that has not may be at work, for an hour where a model is slow.
        """
        spells = [self._spells.get(one) for one in workers]
        return bool(spells) and all(
            one is not None and one.last - one.first > self._patience for one in spells
        )
