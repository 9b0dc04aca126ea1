"""One server at work on one run: as many requests at once as pay, left out while it fails.

Answers are handed in only after the server has said, behind them, that it still has the very model
that the run began with: a model that is swapped under the same name never mixes into a run.
"""

import logging
import threading
import time

from vitrine.errors import (
    EngineFailed,
    ModelChanged,
    ModelError,
    ModelMissing,
    ServerBusy,
    ServerUnreachable,
    VitrineError,
)
from vitrine.jobs.desk import Desk, given_up, outcome_of
from vitrine.jobs.handler import Handler, Open, Stopped
from vitrine.jobs.model import Outcome, Row, Run
from vitrine.jobs.pace import Pace
from vitrine.jobs.retry import may_pass, persistently
from vitrine.jobs.servers import Server
from vitrine.llm.client import ModelClient
from vitrine.messages import N_, Message

log = logging.getLogger(__name__)
BROKEN = N_("This ended early because of a fault in Vitrine. Try it again; the log says more.")
_VOUCH_EVERY = 1.0  # seconds between two looks at the server's model, at least
_VOUCH_COST = 0.01  # of the time, at most, is spent on looking
_VOUCH_LATEST = 8.0  # seconds
_CHECK_SECONDS = 10.0  # for a list of models
_LONGEST_ABSENCE = 15.0  # seconds between two looks at a server that is left out


class Lane:
    """Threads that take rows from the desk to one server. `error` is why it is left out now."""

    def __init__(self, server: Server, run: Run, open_: Open, desk: Desk, pace: Pace) -> None:
        self.error: ModelError | None = None
        self.handler: Handler | None = None
        self._server = server
        self._run = run
        self._open = open_
        self._desk = desk
        self.pace = pace
        self._clients: list[ModelClient] = []
        self._checker: ModelClient | None = None
        self._absence = 0.5
        self._slots: list[threading.Thread] = []
        self._lock = threading.Lock()
        self._held: list[tuple[Row, Outcome]] = []
        self._vouching = threading.Lock()
        self._add_slot()
        self._voucher = threading.Thread(target=self._keep_vouching, daemon=True)
        self._voucher.start()

    def join(self, seconds: float) -> bool:
        """Waits for what is under way; whether all has ended by then."""
        deadline = time.monotonic() + seconds
        threads = [*self._slots, self._voucher]
        for thread in threads:
            thread.join(max(0.0, deadline - time.monotonic()))
        ended = not any(thread.is_alive() for thread in threads)
        self._vouch()
        if ended:
            for client in self._clients:
                client.close()
        return ended

    def _add_slot(self) -> None:
        number = len(self._slots)
        name = f"lane-{self._server.name}-{number}"
        slot = threading.Thread(target=self._serve, args=(number,), name=name, daemon=True)
        self._slots.append(slot)
        slot.start()

    def _serve(self, number: int) -> None:
        while not self._desk.stop.is_set():
            if number == 0 and self.handler is None:
                self._connect()
                continue
            row = self._desk.take(lambda: self._has_room(number), patience=0.5)
            if row is not None:
                self._ask(row)
            if self._desk.last_asked:
                self._vouch()
            if number == 0:
                self._grow()

    def _has_room(self, number: int) -> bool:
        return self.handler is not None and number < self.pace.limit

    def _grow(self) -> None:
        while len(self._slots) < self.pace.limit:
            self._add_slot()

    def _ask(self, row: Row) -> None:
        handler, stop = self.handler, self._desk.stop
        if handler is None:
            return self._desk.put_back([row])
        started = time.perf_counter()
        try:
            answer = persistently(lambda: handler.answer(row, stop.is_set), stop, self._failed)
        except (Stopped, ServerUnreachable, ModelMissing, ModelChanged, EngineFailed) as error:
            if isinstance(error, ModelError):
                self._leave_out(error)
            self._desk.put_back([row])
        except VitrineError as error:
            self._give_up(row, error, time.perf_counter() - started)
        except Exception:  # one row must not stop the others: it gets a sentence, the log the trace
            log.exception("row %d of run %s broke off", row.position, row.run_id)
            self._desk.hand_in([(row, given_up(row, Message(BROKEN)))])
        else:
            self.pace.answered()
            outcome = outcome_of(row, answer, time.perf_counter() - started)
            with self._lock:
                self._held.append((row, outcome))
        return None

    def _give_up(self, row: Row, error: VitrineError, seconds: float) -> None:
        if self._desk.stop.is_set() and may_pass(error):
            self._desk.put_back([row])  # it was not tried as often as it may be
            return
        log.warning("row %d of run %s given up: %s", row.position, row.run_id, error)
        self._desk.hand_in([(row, given_up(row, error.message, seconds))])

    def _failed(self, error: ModelError) -> None:
        if isinstance(error, ServerBusy):
            self.pace.busy()

    def _keep_vouching(self) -> None:
        """In a thread of its own: no answer waits for the request after it."""
        pause = _VOUCH_EVERY
        while not self._desk.stop.wait(pause):
            began = time.monotonic()
            self._vouch()
            cost = time.monotonic() - began
            pause = min(_VOUCH_LATEST, max(_VOUCH_EVERY, cost / _VOUCH_COST))

    def _vouch(self) -> None:
        """Hands in what is held, if the server's model is still the run's."""
        if not self._held or not self._vouching.acquire(blocking=False):
            return
        try:
            with self._lock:
                held, self._held = self._held, []
            error = self._doubt()
            if error is None:
                self._desk.hand_in(held)
            else:
                self._leave_out(error)
                self._desk.put_back([row for row, _ in held])
        finally:
            self._vouching.release()

    def _doubt(self) -> ModelError | None:
        checker = self._checker
        if checker is None:
            return ServerUnreachable(host=self._server.name)
        try:
            digest = persistently(checker.digest, self._desk.stop)
        except ModelError as error:
            return error
        if digest == self._run.model_digest:
            return None
        return ModelChanged(host=checker.host, model=checker.model)

    def _connect(self) -> None:
        """Opens the handler, or waits a while: longer each time."""
        try:
            engine = self._server.connect()
            client = engine.client()
            self._checker = ModelClient(
                engine.host,
                engine.model,
                engine.connect_timeout,
                min(_CHECK_SECONDS, engine.read_timeout),
            )
            self._clients += [client, self._checker]
            self.handler = persistently(lambda: self._open(self._run, client), self._desk.stop)
        except ModelError as error:
            self._leave_out(error)
            self._desk.stop.wait(self._absence)
            self._absence = min(_LONGEST_ABSENCE, 2 * self._absence)
        else:
            self.error, self._absence = None, 0.5
            self.pace.restart()
            self._desk.wake.set()
            self._desk.nudge()

    def _leave_out(self, error: ModelError) -> None:
        log.warning("server %s left out: %s", self._server.name, error)
        self.error, self.handler = error, None
        self._desk.wake.set()
