"""Works on runs outside any page: in a thread of the app, or as a process (`vitrine.jobs.worker`).

A runner takes unfinished runs in turn, the oldest first, and gives each a while: a short run never
waits behind a long one. Any number of runners may share a store; rows are claimed by lease.
"""

import logging
import threading
import time
from collections.abc import Callable

from sqlalchemy.exc import SQLAlchemyError

from vitrine.errors import RunUnknown, VitrineError
from vitrine.jobs import partitions
from vitrine.jobs.choices import RunChoices
from vitrine.jobs.handler import Handlers
from vitrine.jobs.identity import is_gone, own_name
from vitrine.jobs.kinds import HANDLERS
from vitrine.jobs.lane import BROKEN
from vitrine.jobs.model import Run
from vitrine.jobs.pace import Pace
from vitrine.jobs.servers import Server, servers_of
from vitrine.jobs.store import LEASE, Store
from vitrine.jobs.work import PATIENCE, Work
from vitrine.messages import Message
from vitrine.settings import Settings

log = logging.getLogger(__name__)
# Drives a run whose rows are too many for the store; see `vitrine.cluster.driver.drive`.
Elsewhere = Callable[[Store, Run, str, Callable[[], bool]], None]
_TURN = 20.0  # seconds for one run while others wait
_IDLE = 1.0  # seconds between two looks for work
_AFTER_FAILURE = 5.0


class Runner:
    """Works until it is stopped. `worker` names it in the store."""

    def __init__(
        self,
        store: Store,
        settings: Settings,
        handlers: Handlers = HANDLERS,
        worker: str | None = None,
        patience: float = PATIENCE,
        lease: float = LEASE,
        elsewhere: Elsewhere | None = None,
    ) -> None:
        self._elsewhere = elsewhere
        self.worker = worker or own_name()
        self._lease = lease
        self._store = store
        self._settings = settings
        self._handlers = handlers
        self._patience = patience
        self._stop = threading.Event()
        self._woken = threading.Event()
        self._paces: dict[str, Pace] = {}
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        """Begins in a thread, with what an earlier process has left unfinished."""
        self._thread = threading.Thread(target=self.work, name="runner", daemon=True)
        self._thread.start()

    def wake(self) -> None:
        """There is a new run, or one goes on: look at once."""
        self._woken.set()

    def stop(self) -> None:
        """Ends the work soon; what is under way is written down, the rest waits in the store."""
        self._stop.set()
        self._woken.set()
        if self._thread is not None:
            self._thread.join()

    def work(self) -> None:
        """Takes runs in turn until `stop` is called."""
        served: dict[str, float] = {}
        while not self._stop.is_set():
            self._woken.clear()
            try:
                runs = self._store.unfinished()
                served = {run.id: served.get(run.id, 0.0) for run in runs}
                worked = False
                for run in sorted(runs, key=lambda run: served[run.id]):
                    served[run.id] = time.monotonic()
                    if worked := self._work_on(run, self._turn_over(run)):
                        break
            except (
                SQLAlchemyError
            ):  # a full disk, a database that restarts: nothing is lost by waiting
                log.exception("the store of runs fails")
                self._stop.wait(_AFTER_FAILURE)
            else:
                if not worked:
                    self._woken.wait(_IDLE)

    def finish(self, run_id: str) -> Run:
        """Works on one run until it is over, paused or stopped; the run as it then is."""
        while not self._stop.is_set():
            run = self._store.run(run_id)
            if run.state not in ("waiting", "running"):
                break
            if not self._work_on(run, lambda: False):
                self._woken.wait(_IDLE)  # the rest is in other workers' hands
        return self._store.run(run_id)

    def limits(self) -> dict[str, int]:
        """Requests at once that pay now, by server; those that fast runs have used."""
        return {name: pace.limit for name, pace in self._paces.items()}

    def _turn_over(self, run: Run) -> Callable[[], bool]:
        """Whether another run is to have its turn; asked often, so that it looks seldom."""
        ends = time.monotonic() + _TURN

        def over() -> bool:
            nonlocal ends
            if time.monotonic() < ends:
                return False
            ends += _TURN
            return any(other.id != run.id for other in self._store.unfinished())

        return over

    def _work_on(self, run: Run, enough: Callable[[], bool]) -> bool:
        """Works on a run, if it has a row to claim: whether it had.

        A fault that is not a row's is the run's: it fails with the reason and can be resumed.
        """
        if "cluster" in RunChoices.of(run).more:
            return self._drive(run, enough)
        self._inherit(run)
        alone = self.worker if RunChoices.of(run).mode == "reproducible" else None
        if not self._store.waits(run.id, alone):
            return self._store.finish(run.id)
        try:
            open_ = self._handlers[run.kind]
            lanes = [
                (server, self._pace(run, server)) for server in servers_of(run, self._settings)
            ]
            work = Work(self._store, run, self.worker, open_, lanes, self._patience, self._lease)
            work.go(lambda: self._stop.is_set() or enough())
        except RunUnknown:
            log.info("run %s was deleted", run.id)
        except VitrineError as error:
            self._store.fail(run.id, error.message)
        except SQLAlchemyError:
            raise
        except Exception:  # the thread must live on for the other runs
            log.exception("run %s broke off", run.id)
            self._store.fail(run.id, Message(BROKEN))
        return True

    def _drive(self, run: Run, enough: Callable[[], bool]) -> bool:
        """The same for a run of partitions; one without a driver leaves it to a runner that has one."""
        for name in filter(is_gone, partitions.holders(self._store, run.id)):
            partitions.give_back(self._store, run.id, name)
        if self._elsewhere is None or not partitions.waits(self._store, run.id):
            return self._store.finish(run.id)
        try:
            self._elsewhere(self._store, run, self.worker, lambda: self._stop.is_set() or enough())
        except RunUnknown:
            log.info("run %s was deleted", run.id)
        except VitrineError as error:
            self._store.fail(run.id, error.message)
        except SQLAlchemyError:
            raise
        except Exception:  # the thread must live on for the other runs
            log.exception("run %s broke off", run.id)
            self._store.fail(run.id, Message(BROKEN))
        return True

    def _inherit(self, run: Run) -> None:
        """Frees what processes that are gone still hold."""
        for name in filter(is_gone, self._store.holders(run.id)):
            freed = self._store.give_back(run.id, name)
            log.info("run %s: %d rows taken over from %s", run.id, freed, name)

    def _pace(self, run: Run, server: Server) -> Pace:
        """One for each server, learnt once for all runs in fast mode."""
        if RunChoices.of(run).mode == "reproducible":
            return Pace(1, time.monotonic)
        if server.name not in self._paces:
            self._paces[server.name] = Pace(self._settings.most_requests, time.monotonic)
        return self._paces[server.name]
