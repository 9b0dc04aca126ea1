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
        """Takes away what would look at the threads: a worker that is only starting would begin it
        after this."""
        for job in ("profile", "profile-cycle"):
            callback = worker.periodic_callbacks.pop(job, None)
            if callback is not None:
                callback.stop()
