"""Keeps Dask's sampling profiler from the workers.

It asks Python for the frames of all threads many times a second. With Python 3.11 the garbage collector
may begin inside that question, and the interpreter then waits for itself for good
(https://github.com/dask/distributed/issues/8616): a worker whose task makes requests in threads stood
still within a minute, its heartbeats too.
"""

from distributed import Worker, WorkerPlugin


class WithoutProfiler(WorkerPlugin):  # type: ignore[misc]  # distributed has no types
    """Is set up on every worker that the cluster has or gets."""

    name = "vitrine-without-profiler"
    idempotent = True

    def setup(self, worker: Worker) -> None:
        """Takes away what would look at the threads: a worker that joins is set up before it starts
        its repeated jobs, and would start one that was only stopped."""
        for name in ("profile", "profile-cycle"):
            job = worker.periodic_callbacks.pop(name, None)
            if job is not None:
                job.stop()
