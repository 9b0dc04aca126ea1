"""Work in a thread of its own, for a page to look at now and then. Knows no screen."""

import logging
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Generic, TypeVar

from vitrine.errors import VitrineError
from vitrine.messages import N_, Message

log = logging.getLogger(__name__)
PATIENCE = 180.0  # seconds without a look, after which nobody is taken to wait for the answer
BROKEN = N_("This ended early because of a fault in Vitrine. Try it again; the log says more.")

T = TypeVar("T")
Steps = Callable[[Callable[[], bool]], Iterator[T]]  # given a way to ask whether to stop


@dataclass(frozen=True)
class JobState(Generic[T]):
    """What there is to show: the newest step, and the sentence where it failed."""

    found: T | None = None
    error: Message | None = None
    running: bool = True


class Job(Generic[T]):
    """Starts at once; stops when told to, when done, or when nobody has looked for `patience` s."""

    def __init__(self, steps: Steps[T], patience: float = PATIENCE) -> None:
        self._steps = steps
        self._patience = patience
        self._state: JobState[T] = JobState()
        self._cancel = threading.Event()
        self._looked = time.monotonic()
        self._thread = threading.Thread(target=self._work, name="job", daemon=True)
        self._thread.start()

    def look(self) -> JobState[T]:
        """The newest state; counts as someone waiting."""
        self._looked = time.monotonic()
        alive = self._thread.is_alive()
        state = self._state
        return JobState(state.found, state.error, alive and state.running)

    def cancel(self) -> None:
        """Asks it to stop after the step under way."""
        self._cancel.set()

    def wait(self, seconds: float | None = None) -> None:
        """Returns when it has ended, or after `seconds`."""
        self._thread.join(seconds)

    def _cancelled(self) -> bool:
        return self._cancel.is_set() or time.monotonic() - self._looked > self._patience

    def _work(self) -> None:
        try:
            for found in self._steps(self._cancelled):
                self._state = JobState(found)
        except VitrineError as error:
            log.warning("ended by: %s", error)
            self._state = JobState(self._state.found, error.message)
        except Exception:  # a thread ends unheard: the page gets a sentence, the log the trace
            log.exception("a job broke off")
            self._state = JobState(self._state.found, Message(BROKEN))
        self._state = JobState(self._state.found, self._state.error, running=False)
