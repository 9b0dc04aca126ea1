"""Visitors without a browser: they speak Streamlit's own protocol, so that what is measured is the app.

Each goes from page to page and thinks a while before every click.
"""

import asyncio
import random
import time
from urllib.parse import urlsplit

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.asyncio.client import ClientConnection, connect


class Visitor:
    """One session of the app."""

    def __init__(self, socket: ClientConnection) -> None:
        self._socket = socket
        self.pages: list[str] = []  # as the navigation names them to itself

    async def open(self, page: str = "") -> float:
        """Asks for a page and waits until its run is over; seconds."""
        asked = BackMsg()
        asked.rerun_script.query_string = "catalogue=sample"
        asked.rerun_script.page_script_hash = page
        began = time.perf_counter()
        await self._socket.send(asked.SerializeToString())
        while True:
            found = ForwardMsg.FromString(await self._socket.recv())
            kind = found.WhichOneof("type")
            if kind == "navigation":
                self.pages = [entry.page_script_hash for entry in found.navigation.app_pages]
            elif kind == "script_finished" and not found.script_finished:  # 0: it ended by itself
                return time.perf_counter() - began


async def visit(address: str, clicks: int, thought: float, seed: int) -> list[float]:
    """The seconds that each of `clicks` page changes took, with about `thought` seconds before each."""
    chance = random.Random(seed)
    host = urlsplit(address).netloc
    async with connect(
        f"ws://{host}/_stcore/stream", subprotocols=["streamlit"], origin=address, max_size=None
    ) as socket:
        visitor = Visitor(socket)
        await visitor.open()
        found = []
        for _ in range(clicks):
            await asyncio.sleep(chance.uniform(0, 2 * thought))
            found.append(await visitor.open(chance.choice(visitor.pages)))
        return found


def waits(address: str, visitors: int, clicks: int, thought: float) -> list[float]:
    """All the page changes of so many visitors at once, in seconds."""

    async def together() -> list[list[float]]:
        return await asyncio.gather(
            *(visit(address, clicks, thought, seed) for seed in range(visitors))
        )

    return [seconds for each in asyncio.run(together()) for seconds in each]
