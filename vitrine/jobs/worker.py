"""`python -m vitrine worker`: a runner as a process of its own, beside or instead of the app's."""

import signal
import threading
from types import FrameType

from vitrine.jobs.runner import Elsewhere, Runner
from vitrine.jobs.store import open_store
from vitrine.settings import Settings


def work(settings: Settings, elsewhere: Elsewhere | None = None) -> None:
    """Works on the store's runs until SIGINT or SIGTERM; raises `StoreUnusable`.

    What was under way is then written down or given back, for the next worker.
    """
    store = open_store(settings)
    runner = Runner(store, settings, elsewhere=elsewhere)
    told = threading.Event()

    def end(_: int, __: FrameType | None) -> None:
        told.set()

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, end)
    runner.start()
    told.wait()
    runner.stop()
    store.close()
