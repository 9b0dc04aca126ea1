"""How many requests at once pay at one server: found out by trying, and found out again now and then.

The number grows while a window of answers comes faster than the one before, then stays at the
smallest that was about as fast as the best; a server that says it is busy halves it. (Hill climbing
with a multiplicative decrease, as TCP does; AIMD: Chiu and Jain, 1989.)
"""

import threading
from bisect import bisect_right
from collections.abc import Callable

_LADDER = (1, 2, 3, 4, 6, 8, 12, 16, 24, 32, 48, 64)
_GAIN = 1.05  # a step up is worth it where the pace grows by this factor
_ALIKE = 0.95  # of the best pace is as good as it
_WINDOWS_HELD = 30  # before the step above the present one is tried again
_WINDOWS_AFTER_BUSY = 2  # before a number that was cut grows again
_LEAST_SECONDS = 0.4  # of a window; a shorter one measures the clock


class Pace:
    """The limit at one server. Thread-safe; `most` 1 keeps it at one."""

    def __init__(self, most: int, clock: Callable[[], float]) -> None:
        self._ladder = [step for step in _LADDER if step < most] + [most]
        self._clock = clock
        self._lock = threading.Lock()
        self._step = 0
        self._rates: dict[int, float] = {}  # answers a second, by step of the ladder
        self._held = 0
        self._cut = False  # by a complaint, and nothing has been answered since
        self._climbing = len(self._ladder) > 1
        self._begin()

    @property
    def limit(self) -> int:
        """Requests at once, at the most, now."""
        return self._ladder[self._step]

    def answered(self) -> None:
        """One more answer came."""
        with self._lock:
            self._count += 1
            seconds = self._clock() - self._since
            if self._count >= max(6, 3 * self.limit) and seconds >= _LEAST_SECONDS:
                self._rates[self._step] = self._count / seconds
                self._move()
                self._begin()

    def busy(self) -> None:
        """The server has more than it can do. Complaints that come together count as one."""
        with self._lock:
            if self._cut and self._count < self.limit:
                return
            self._step = max(0, bisect_right(self._ladder, self.limit // 2) - 1)
            self._rates.clear()
            self._climbing, self._held = False, _WINDOWS_HELD - _WINDOWS_AFTER_BUSY
            self._begin()
            self._cut = True

    def restart(self) -> None:
        """Forgets a window in which nothing was to be done."""
        with self._lock:
            self._begin()

    def _begin(self) -> None:
        self._count, self._since, self._cut = 0, self._clock(), False

    def _move(self) -> None:
        if not self._climbing:
            self._held += 1
            if self._held < _WINDOWS_HELD:
                return
            self._rates = {self._step: self._rates[self._step]}
            self._climbing = self._step + 1 < len(self._ladder)
        elif self._step == 0 or self._rates[self._step] >= _GAIN * self._rates[self._step - 1]:
            self._climbing = self._step + 1 < len(self._ladder)
        else:
            self._climbing = False
        if self._climbing:
            self._step += 1
        else:
            self._climbing, self._held = False, 0
            best = max(self._rates.values())
            self._step = min(step for step, rate in self._rates.items() if rate >= _ALIKE * best)
