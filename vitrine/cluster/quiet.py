"""Keeps Dask's sampling profiler from the workers.

It asks Python for the frames of all threads many times a second. With Python 3.11 a worker whose task
makes requests in threads was seen to stand still for good within a minute: its main thread was there,
the interpreter's lock in hand. Without the profiler it was not.
"""

from distributed import Worker, WorkerPlugin


class WithoutProfiler(WorkerPlugin):  # type: ignore[misc]  # distributed has no types
    """Is set up on every worker that the cluster has or gets."""

    name = "vitrine-without-profiler"
    idempotent = True

    def setup(self, worker: Worker) -> None:
        """Stops what would look at the threads."""
        for job in ("profile", "profile-cycle"):
            if job in worker.periodic_callbacks:
                worker.periodic_callbacks[job].stop()
