"""Hands a run's partitions to a Dask cluster and writes down what came of them.

The scheduler and the workers belong to whoever runs the cluster; Vitrine grows none. Dask is imported
when a cluster is spoken to, and by nothing else.
"""

import logging
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from vitrine.catalog.model import Columns
from vitrine.cluster.hostless import Hostless
from vitrine.cluster.plan import Part, Plan, Shape
from vitrine.cluster.task import Order, work
from vitrine.errors import ClusterMissing, ClusterOutput, ClusterUnreachable
from vitrine.jobs import partitions
from vitrine.jobs.answer_files import RUN_FILE, keep_run
from vitrine.jobs.choices import Mode, RunChoices
from vitrine.jobs.model import UNFINISHED, NewRun, Run
from vitrine.jobs.partitions import NewPartition, Partition, Settled
from vitrine.jobs.store import LEASE, Store
from vitrine.llm.engines import ConnectedEngine
from vitrine.messages import N_, Message

if TYPE_CHECKING:
    from distributed import Client, Future

log = logging.getLogger(__name__)
AHEAD = 2  # partitions a worker's thread: one under way, one that waits
PATIENCE = 300.0  # seconds in which no worker is there, or none finds a host, before the run fails
TRIES = 4  # of a partition whose worker is lost, or where the task itself breaks
_LOOK = 0.5
_CONNECT = 10.0
_REASON = 300  # characters
_NO_WORKERS = N_(
    "The cluster has no workers. Start some: `dask worker` with the scheduler’s address."
)
_LOST = N_(
    "The cluster lost a partition ({reason}). See to it that scheduler and workers run with this "
    "Vitrine, in its folder, and look at their logs."
)


def create_run(
    store: Store,
    plan: Plan,
    engine: ConnectedEngine,
    categories: tuple[str, ...],
    output: Path,
    address: str,
    *,
    visitor: str,
    mode: Mode = "fast",
) -> Run:
    """A run of this plan whose answers go to `output` as Parquet, waiting for somebody to drive it.

    Raises `ClusterOutput` where the folder has a run's answers.
    """
    if (output / RUN_FILE).exists() or any(output.glob("part-*.parquet")):
        raise ClusterOutput(path=output)
    choices = RunChoices(
        engine=engine.kind,
        model=engine.model,
        mode=mode,
        seed=engine.seed,
        categories=categories,
        columns=plan.shape.columns,
        source=plan.source,
        more={
            "cluster": {"input": plan.parts[0].path, "output": str(output), "address": address},
            "shape": asdict(plan.shape),
        },
    )
    new = NewRun("classify", visitor, choices.as_json(), engine.digest, choices.style.version)
    parts = [NewPartition(asdict(part), part.rows) for part in plan.parts]
    run = partitions.create(store, new, parts)
    keep_run(output, run)
    return run


def drive(
    store: Store, run: Run, worker: str, enough: Callable[[], bool], lease: float = LEASE
) -> None:
    """Works on a run until it is over, halted, or `enough`; what the cluster has not ended is given
    back. Raises `ClusterMissing`, `ClusterUnreachable`."""
    address = str(RunChoices.of(run).more["cluster"]["address"])
    with _client(address) as client:
        from distributed.client import FuturesCancelledError

        driving = _Driving(store, run, worker, client, lease)
        try:
            driving.go(enough)
        except (FuturesCancelledError, OSError) as error:  # the scheduler is gone
            raise _unreachable(address, error) from error
        finally:
            partitions.give_back(store, run.id, worker)
    store.finish(run.id)


@contextmanager
def _client(address: str) -> "Iterator[Client]":
    try:
        from distributed import Client

        from vitrine.cluster.quiet import WithoutProfiler
    except ImportError as error:
        raise ClusterMissing from error
    try:
        client = Client(address, timeout=_CONNECT, set_as_default=False)
    except (OSError, ValueError, RuntimeError) as error:
        raise _unreachable(address, error) from error
    try:
        client.register_plugin(WithoutProfiler())
        with client.as_current():
            yield client
    finally:
        client.close(timeout=5)


def _unreachable(address: str, error: BaseException) -> ClusterUnreachable:
    lines = str(error).splitlines()
    return ClusterUnreachable(address=address, reason=lines[0] if lines else type(error).__name__)


class _Driving:
    def __init__(self, store: Store, run: Run, worker: str, client: "Client", lease: float) -> None:
        self._store, self._run, self._worker, self._client = store, run, worker, client
        self._lease = lease
        more = RunChoices.of(run).more
        self._order = Order(run, shape_from(more["shape"]), str(more["cluster"]["output"]))
        self._held: dict[Future, Partition] = {}
        self._renewed = self._staffed = time.monotonic()
        self._hostless = Hostless(PATIENCE)
        self._broken: Counter[int] = Counter()  # tries that ended in no answer at all

    def go(self, enough: Callable[[], bool]) -> None:
        try:
            while not enough() and self._store.run(self._run.id).state in UNFINISHED:
                self._fill()
                if not self._held:
                    return
                self._collect()
                self._keep()
        finally:
            with suppress(OSError):
                self._client.cancel(list(self._held), force=True)

    def _fill(self) -> None:
        threads = self._client.nthreads()
        if threads:
            self._staffed = time.monotonic()
        else:
            self._without_workers()
        fit = self._hostless.fit(threads)
        wanted = AHEAD * max(1, sum(threads[one] for one in fit)) - len(self._held)
        if wanted <= 0:
            return
        for one in partitions.claim(self._store, self._run.id, self._worker, wanted, self._lease):
            self._held[self._sent(one, fit)] = one

    def _sent(self, one: Partition, fit: list[str]) -> "Future":
        """Others than those that are fit may do it, so that nothing waits for a worker that died."""
        return self._client.submit(
            *(work, Part(**one.part), self._order),
            key=self._key(one),
            pure=False,
            workers=fit or None,
            allow_other_workers=bool(fit),
        )

    def _without_workers(self) -> None:
        """Says so; the run fails where none comes for a long time."""
        reason = Message(_NO_WORKERS)
        self._store.note(self._run.id, reason)
        if time.monotonic() - self._staffed > PATIENCE:
            self._store.fail(self._run.id, reason)

    def _key(self, one: Partition) -> str:
        return f"vitrine-{self._run.id}-{one.number}-{one.attempts}"

    def _collect(self) -> None:
        """Writes down what has ended, if only after a moment."""
        from distributed import wait

        try:
            wait(list(self._held), timeout=_LOOK, return_when="FIRST_COMPLETED")
        except TimeoutError:
            return
        for future in [one for one in self._held if one.done()]:
            self._settle(future, self._held.pop(future))

    def _settle(self, future: "Future", one: Partition) -> None:
        found = _outcome(future)
        if isinstance(found, Settled):
            partitions.settle(self._store, self._run.id, found)
            self._hostless.worked(self._doer(future))
            self._store.note(self._run.id, None)
            return
        log.warning("partition %d of run %s: %s", one.number, self._run.id, found)
        partitions.give_back(self._store, self._run.id, self._worker, [one.number])
        self._store.note(self._run.id, found)
        if self._hopeless(future, one):
            self._store.fail(self._run.id, found)
        else:
            time.sleep(_LOOK)  # no host answers: not as fast as can be again

    def _hopeless(self, future: "Future", one: Partition) -> bool:
        """Whether the partition breaks whoever does it, or no worker finds a host any more."""
        if future.status != "finished":
            self._broken[one.number] += 1
            return self._broken[one.number] >= TRIES
        self._hostless.failed(self._doer(future))
        return self._hostless.hopeless(self._client.nthreads())

    def _doer(self, future: "Future") -> list[str]:
        """The worker that ended it; nobody where it is gone by now."""
        return [worker for one in self._client.who_has([future]).values() for worker in one]

    def _keep(self) -> None:
        now = time.monotonic()
        if now - self._renewed > self._lease / 3:
            self._renewed = now
            partitions.renew(self._store, self._run.id, self._worker, self._lease)


def _outcome(future: "Future") -> Settled | Message:
    """What the task gave; where its worker was lost again and again, or it broke, a sentence."""
    if future.status == "finished":
        found: Settled | Message = future.result()
        return found
    error = future.exception() if future.status == "error" else None
    reason = " ".join(str(error).split()) if error and str(error) else future.status
    return Message(_LOST, {"reason": reason[:_REASON]})


def shape_from(kept: dict[str, Any]) -> Shape:
    """What `asdict` made of it, back again, from JSON too."""
    own = {**kept, "names": tuple(kept["names"]), "columns": Columns(**kept["columns"])}
    return Shape(**own)
