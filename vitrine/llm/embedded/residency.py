"""When the model is in memory, and who may use it: one request at a time, the rest in a queue."""

import asyncio
import math
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from vitrine.llm.embedded.duration import DEFAULT_KEEP_ALIVE
from vitrine.llm.embedded.failure import BUSY, ApiError
from vitrine.llm.embedded.native import NativeModel


@dataclass(frozen=True)
class Loaded:
    """The model for the time of one request, and the nanoseconds it took to have it ready."""

    native: NativeModel
    load_duration: int


class Residency:
    """Loads the model when it is asked for and frees it when it has been idle for keep_alive.

    All methods belong to one event loop. `queue_limit` bounds the requests that wait.
    """

    def __init__(self, path: Path, context: int, threads: int, queue_limit: int = 128) -> None:
        self._path, self._context, self._threads = path, context, threads
        self._queue_limit = queue_limit
        self._turn = asyncio.Lock()
        self._waiting = 0
        self._native: NativeModel | None = None
        self._keep_alive = DEFAULT_KEEP_ALIVE
        self._timer: asyncio.TimerHandle | None = None
        self._farewell: asyncio.Task[None] | None = None
        self.expires_at = math.inf  # seconds since the epoch; infinite: never

    @property
    def loaded(self) -> bool:
        return self._native is not None

    def load(self) -> NativeModel:
        """Has the model in memory, from the first moment on; raises `ApiError` 500."""
        if self._native is None:
            self._native = NativeModel(self._path, self._context, self._threads)
        return self._native

    @asynccontextmanager
    async def use(self, keep_alive: float | None) -> AsyncIterator[Loaded]:
        """The model, loaded, for one request. Raises `ApiError` 503 when the queue is full."""
        started = time.perf_counter_ns()
        async with self._my_turn():
            if keep_alive is not None or self._native is None:
                self._keep_alive = DEFAULT_KEEP_ALIVE if keep_alive is None else keep_alive
            native = await self._ready()
            try:
                yield Loaded(native, time.perf_counter_ns() - started)
            finally:
                self._expire_after(self._keep_alive)

    async def unload(self) -> None:
        """Frees the model once no request uses it."""
        async with self._turn:
            await self._free()

    @asynccontextmanager
    async def _my_turn(self) -> AsyncIterator[None]:
        if self._waiting > self._queue_limit:
            raise ApiError(503, BUSY)
        self._waiting += 1
        try:
            async with self._turn:
                yield
        finally:
            self._waiting -= 1

    async def _ready(self) -> NativeModel:
        if self._timer is not None:
            self._timer.cancel()
        return await asyncio.to_thread(self.load)

    def _expire_after(self, seconds: float) -> None:
        self.expires_at = time.time() + seconds
        if math.isfinite(seconds):
            self._timer = asyncio.get_running_loop().call_later(seconds, self._say_farewell)

    def _say_farewell(self) -> None:
        self._farewell = asyncio.create_task(self._free_if_expired())

    async def _free_if_expired(self) -> None:
        async with self._turn:
            if time.time() >= self.expires_at:
                await self._free()

    async def _free(self) -> None:
        native, self._native = self._native, None
        if native is not None:
            await native.close()
