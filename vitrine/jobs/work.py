"""One run at work in this process: claims rows, keeps the desk filled, writes outcomes down."""

import logging
import time
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from vitrine.errors import ModelError
from vitrine.jobs.choices import RunChoices
from vitrine.jobs.desk import Desk, outcome_of
from vitrine.jobs.handler import Handler, Open, answer_from, kept_answer
from vitrine.jobs.lane import Lane
from vitrine.jobs.model import UNFINISHED, Outcome, Row, Run
from vitrine.jobs.pace import Pace
from vitrine.jobs.servers import Server
from vitrine.jobs.store import LEASE, Store

log = logging.getLogger(__name__)
PATIENCE = 300.0  # seconds without any server before the run fails as a whole
GRACE = 5.0  # seconds that requests under way get when the work stops
_LOOK_EVERY = 1.0  # seconds between two looks at the run's state
_AHEAD = 2.0  # seconds of work that lie on the desk
_MOST_CLAIMED = 500


class Work:
    """Works until the run ends or is stopped from somewhere, or nothing is left to claim."""

    def __init__(
        self,
        store: Store,
        run: Run,
        worker: str,
        open_: Open,
        lanes: Sequence[tuple[Server, Pace]],
        patience: float = PATIENCE,
        lease: float = LEASE,
    ) -> None:
        self._store = store
        self._run = run
        self._worker = worker
        self._alone = RunChoices.of(run).mode == "reproducible"
        self._desk = Desk()
        self._lanes = [Lane(server, run, open_, self._desk, pace) for server, pace in lanes]
        self._patience = patience
        self._lease = lease
        self._keys: dict[int, str] = {}
        self._began = self._renewed = self._served = time.monotonic()
        self._looked = self._claim_after = 0.0
        self._noted: ModelError | None = None

    def go(self, enough: Callable[[], bool]) -> None:
        """Returns when the run is no longer to go on, when what is left is others' to do, or soon
        after `enough`."""
        try:
            while not enough() and self._to_go_on():
                again = self._fill()
                if self._desk.drained and self._desk.idle:
                    break
                if not again:
                    self._desk.wake.wait(0.1)
                    self._desk.wake.clear()
                self._write()
        finally:
            self._stop()

    def _to_go_on(self) -> bool:
        """Looks at the run's state now and then, renews leases, and watches the servers."""
        now = time.monotonic()
        if now - self._looked >= _LOOK_EVERY:
            self._looked = now
            if self._store.run(self._run.id).state not in UNFINISHED:
                return False
        if now - self._renewed >= self._lease / 3:
            self._renewed = now
            self._store.renew(self._run.id, self._worker, self._lease)
        return self._somebody_serves(now)

    def _somebody_serves(self, now: float) -> bool:
        """Notes at the run what it waits for; fails it when no server has served for too long."""
        errors = [lane.error for lane in self._lanes]
        error = errors[0] if all(errors) else None
        if error is None:
            self._served = now
        if (error is None) != (self._noted is None):
            self._noted = error
            self._store.note(self._run.id, error.message if error else None)
        if error is not None and now - self._served >= self._patience:
            self._store.fail(self._run.id, error.message)
            return False
        return True

    def _fill(self) -> bool:
        """Claims as much as the servers do in a moment; nothing while no server is there. Whether to
        go on at once: of what was claimed, all was known."""
        handler = next((lane.handler for lane in self._lanes if lane.handler), None)
        wanted = self._wanted() - self._desk.ready
        if handler is None or 2 * wanted < self._wanted() or time.monotonic() < self._claim_after:
            return False
        claimed = self._store.claim(
            self._run.id, self._worker, wanted, self._lease, alone=self._alone
        )
        self._desk.drained = len(claimed) < wanted
        if self._desk.drained:
            self._claim_after = time.monotonic() + _LOOK_EVERY
        left = self._not_known(claimed, handler) if claimed else []
        self._desk.lay(left)
        return bool(claimed) and not left

    def _wanted(self) -> int:
        limit = sum(lane.pace.limit for lane in self._lanes if lane.handler)
        rate = self._desk.settled / max(1.0, time.monotonic() - self._began)
        return min(_MOST_CLAIMED, max(4 * limit, int(_AHEAD * rate)))

    def _not_known(self, claimed: Sequence[Row], handler: Handler) -> list[Row]:
        """Writes down what an earlier run has been told; the rows that are left."""
        try:
            keys = {row.position: handler.cache_key(row) for row in claimed}
        except ModelError as error:
            log.warning("no look at the answers that are known: %s", error)
            return list(claimed)
        known = self._store.cached_answers({key for key in keys.values() if key})
        kept = {place: known[key] for place, key in keys.items() if key in known}
        outcomes = [_again(row, kept[row.position]) for row in claimed if row.position in kept]
        self._store.save(self._run.id, self._worker, outcomes)
        left = [row for row in claimed if row.position not in kept]
        self._keys.update({row.position: key for row in left if (key := keys[row.position])})
        return left

    def _write(self) -> None:
        done = self._desk.collect()
        if not done:
            return
        self._store.save(self._run.id, self._worker, [outcome for _, outcome in done])
        answers: dict[str, Mapping[str, Any]] = {}
        for row, outcome in done:
            key = self._keys.pop(row.position, None)
            if key and outcome.result is not None:
                answers[key] = kept_answer(outcome.result, outcome.label, outcome.score)
        self._store.keep_answers(answers)

    def _stop(self) -> None:
        """Lets what is under way end, for a moment; gives the rest back."""
        self._desk.close()
        deadline = time.monotonic() + GRACE
        for lane in self._lanes:
            if not lane.join(max(0.0, deadline - time.monotonic())):
                log.info("run %s: requests under way are left alone", self._run.id)
        self._write()
        self._store.give_back(self._run.id, self._worker)
        self._store.finish(self._run.id)


def _again(row: Row, kept: Mapping[str, Any]) -> Outcome:
    return outcome_of(row, answer_from(kept))
