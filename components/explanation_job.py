"""An explanation made in a thread of its own, for a page to look at now and then. Knows no screen."""

import logging
import threading
import time
from dataclasses import dataclass

from vitrine.classify.classifier import Classifier
from vitrine.errors import VitrineError
from vitrine.explain.explanation import Explanation
from vitrine.explain.local import Question, explain
from vitrine.messages import N_, Message

log = logging.getLogger(__name__)
PATIENCE = 180.0  # seconds without a look, after which nobody is taken to wait for the answer
BROKEN = N_(
    "The explanation ended early because of a fault in Vitrine. Try it again; the log says more."
)


@dataclass(frozen=True)
class JobState:
    """What there is to show: the newest picture, and the sentence where it failed."""

    explanation: Explanation | None = None
    error: Message | None = None
    running: bool = True


class ExplanationJob:
    """Starts at once; stops when told to, when done, or when nobody has looked for `patience` s."""

    def __init__(
        self, classifier: Classifier, question: Question, patience: float = PATIENCE
    ) -> None:
        self.question = question
        self._classifier = classifier
        self._patience = patience
        self._state = JobState()
        self._cancel = threading.Event()
        self._looked = time.monotonic()
        self._thread = threading.Thread(target=self._work, name="explanation", daemon=True)
        self._thread.start()

    def look(self) -> JobState:
        """The newest state; counts as someone waiting."""
        self._looked = time.monotonic()
        alive = self._thread.is_alive()
        return JobState(self._state.explanation, self._state.error, alive and self._state.running)

    def cancel(self) -> None:
        """Asks it to stop after the model call under way."""
        self._cancel.set()

    def wait(self, seconds: float | None = None) -> None:
        """Returns when it has ended, or after `seconds`."""
        self._thread.join(seconds)

    def _cancelled(self) -> bool:
        return self._cancel.is_set() or time.monotonic() - self._looked > self._patience

    def _work(self) -> None:
        try:
            for picture in explain(self._classifier, self.question, self._cancelled):
                self._state = JobState(picture)
        except VitrineError as error:
            log.warning("explanation failed: %s", error)
            self._state = JobState(self._state.explanation, error.message)
        except Exception:  # a thread ends unheard: the page gets a sentence, the log the trace
            log.exception("explanation broke off")
            self._state = JobState(self._state.explanation, Message(BROKEN))
        self._state = JobState(self._state.explanation, self._state.error, running=False)
