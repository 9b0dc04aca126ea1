"""The real model in memory: loaded on demand, freed when idle, one request at a time."""

import asyncio

import pytest

from vitrine.llm.embedded.failure import BUSY, ApiError
from vitrine.llm.embedded.residency import Residency
from vitrine.settings import Settings


def _residency(queue_limit: int = 4) -> Residency:
    return Residency(Settings.from_environment().demo_model, 256, 1, queue_limit)


async def _until(reached: object, seconds: float = 2.0) -> None:
    for _ in range(int(seconds / 0.01)):
        if reached():  # type: ignore[operator]
            return
        await asyncio.sleep(0.01)
    raise AssertionError("it did not come to that in time")


def test_it_is_freed_after_its_time_and_loaded_again() -> None:
    async def story() -> None:
        residency = _residency()
        assert not residency.loaded
        async with residency.use(0.05) as loaded:
            assert residency.loaded
            assert loaded.load_duration > 0
        await _until(lambda: not residency.loaded)
        async with residency.use(None):
            assert residency.loaded
        await residency.unload()
        assert not residency.loaded

    asyncio.run(story())


def test_a_new_request_puts_the_farewell_off() -> None:
    async def story() -> None:
        residency = _residency()
        async with residency.use(0.05):
            pass
        async with residency.use(60):
            await asyncio.sleep(0.1)
        await asyncio.sleep(0.05)
        assert residency.loaded
        await residency.unload()

    asyncio.run(story())


def test_a_full_queue_is_busy() -> None:
    async def story() -> None:
        residency = _residency(queue_limit=1)
        go = asyncio.Event()

        async def hold() -> None:
            async with residency.use(None):
                await go.wait()

        held = [asyncio.create_task(hold()) for _ in range(2)]  # one works, one waits
        await _until(lambda: residency.loaded)
        with pytest.raises(ApiError) as raised:
            async with residency.use(None):
                pass
        assert (raised.value.status, raised.value.text) == (503, BUSY)
        go.set()
        await asyncio.gather(*held)
        async with residency.use(None):
            pass
        await residency.unload()

    asyncio.run(story())
