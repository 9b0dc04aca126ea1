"""What lies between the store and the servers: rows to ask about, and outcomes to write down."""

import threading
from collections import deque
from collections.abc import Callable, Sequence

from vitrine.jobs.handler import Answer
from vitrine.jobs.model import Outcome, Row
from vitrine.messages import Message

LOW = 2  # rows a request under way; with fewer the keeper of the desk is woken


class Desk:
    """Thread-safe. Lanes take rows and hand in outcomes; the keeper fills it and empties it."""

    def __init__(self) -> None:
        self.stop = threading.Event()  # no row is taken any more; those under way may end
        self.wake = threading.Event()  # there is something to do for the keeper
        self.drained = False  # the store had no more rows at the last look
        self.settled = 0  # outcomes handed in so far
        self._changed = threading.Condition()
        self._ready: deque[Row] = deque()
        self._under_way = 0
        self._outcomes: list[tuple[Row, Outcome]] = []

    @property
    def ready(self) -> int:
        """Rows that wait for a lane."""
        return len(self._ready)

    @property
    def last_asked(self) -> bool:
        """Whether there is nothing more to ask about: what is held back may as well be handed in."""
        return self.drained and not self._ready

    @property
    def idle(self) -> bool:
        """Whether nothing lies here and nothing is under way."""
        with self._changed:
            return not (self._ready or self._under_way or self._outcomes)

    def lay(self, rows: Sequence[Row]) -> None:
        """Rows to ask about, in this order."""
        with self._changed:
            self._ready.extend(rows)
            self._changed.notify_all()

    def take(self, may: Callable[[], bool], patience: float) -> Row | None:
        """The next row where `may` allows it; None after `patience` seconds or when told to stop."""
        with self._changed:
            if not (self._ready and may()) and not self.stop.is_set():
                self._changed.wait(patience)
            if self.stop.is_set() or not (self._ready and may()):
                return None
            row = self._ready.popleft()
            self._under_way += 1
            if len(self._ready) <= LOW * self._under_way:
                self.wake.set()
        return row

    def put_back(self, rows: Sequence[Row]) -> None:
        """Rows that a lane could not do: for the next one, before all others."""
        with self._changed:
            self._under_way -= len(rows)
            self._ready.extendleft(reversed(rows))
            self._changed.notify_all()

    def hand_in(self, done: Sequence[tuple[Row, Outcome]]) -> None:
        """Outcomes of rows that were taken."""
        with self._changed:
            self._under_way -= len(done)
            self.settled += len(done)
            self._outcomes += done
        self.wake.set()

    def collect(self) -> list[tuple[Row, Outcome]]:
        """What has been handed in since the last time."""
        with self._changed:
            found, self._outcomes = self._outcomes, []
        return found

    def nudge(self) -> None:
        """Has everybody who waits look again."""
        with self._changed:
            self._changed.notify_all()

    def close(self) -> None:
        """Tells all lanes to stop."""
        self.stop.set()
        self.nudge()
        self.wake.set()


def outcome_of(row: Row, answer: Answer, seconds: float = 0.0) -> Outcome:
    """A row's outcome where it has an answer."""
    return Outcome(
        position=row.position,
        result=answer.result,
        label=answer.label,
        score=answer.score,
        seconds=seconds,
        calls=answer.calls,
        tokens_computed=answer.tokens_computed,
        tokens_cached=answer.tokens_cached,
    )


def given_up(row: Row, reason: Message, seconds: float = 0.0) -> Outcome:
    """A row's outcome where it has none."""
    return Outcome(position=row.position, error=reason, seconds=seconds)
