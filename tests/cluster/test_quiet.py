"""No worker looks at its threads' frames, whether it was there before the driver or came later."""

from collections.abc import Callable

import pytest

from tests.cluster.conftest import Start, until

distributed = pytest.importorskip("distributed", reason="requirements-cluster.txt is not installed")


def profilers(dask_worker: "distributed.Worker") -> list[str]:
    """Of a worker that this is run on: the repeated jobs that look at frames and are under way."""
    jobs = dask_worker.periodic_callbacks.items()
    return [name for name, job in jobs if name.startswith("profile") and job.is_running()]


def has_workers(client: "distributed.Client", number: int) -> Callable[[], bool]:
    return lambda: len(client.nthreads()) == number


def test_workers_of_before_and_after_have_no_profiler(start: Start) -> None:
    from vitrine.cluster.quiet import WithoutProfiler

    cluster = start(1)
    with distributed.Client(cluster.address, timeout=30, set_as_default=False) as client:
        until(has_workers(client, 1))
        assert list(client.run(profilers).values()) == [["profile", "profile-cycle"]]
        client.register_plugin(WithoutProfiler())
        cluster.worker("late")
        until(has_workers(client, 2))
        assert list(client.run(profilers).values()) == [[], []]
