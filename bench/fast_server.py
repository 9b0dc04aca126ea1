"""A model server that answers at once, or so many times a second: what a cluster's own cost is measured
against. Its replies are those of the tests' server, kept, so that they cost nothing.

    python -m bench.fast_server PORT [REQUESTS A SECOND]
"""

import asyncio
import sys
import time
from collections.abc import Mapping

import httpx

from tests.faulty_server import FaultyServer

_KEPT = (("GET", "/api/version"), ("GET", "/api/tags"), ("GET", "/api/ps"), ("POST", "/api/show"))
_ASKED = ("/api/chat", "/api/generate")


def replies() -> Mapping[str, bytes]:
    """What the tests' server answers, by path, as whole HTTP replies."""
    chat = {
        "model": "llama2:latest",
        "messages": [{"role": "user", "content": "Which?"}],
        "stream": False,
        "logprobs": True,
        "top_logprobs": 20,
        "options": {"num_predict": 1},
    }
    found = {}
    with FaultyServer() as server, httpx.Client(base_url=server.host, trust_env=False) as client:
        for method, path in _KEPT:
            body = {"model": server.model} if method == "POST" else None
            found[path] = client.request(method, path, json=body).content
        for path in _ASKED:
            found[path] = client.post(path, json={**chat, "prompt": "Which?"}).content
    head = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n"
    return {path: head.format(len(body)).encode() + body for path, body in found.items()}


class _Server:
    def __init__(self, rate: float | None) -> None:
        self._replies = replies()
        self._rate = rate
        self._next = time.monotonic()
        self.asked = 0

    async def serve(self, port: int) -> None:
        server = await asyncio.start_server(self._talk, "127.0.0.1", port)
        async with server:
            await server.serve_forever()

    async def _talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while head := await reader.readuntil(b"\r\n\r\n"):
                path = head.split(b" ", 2)[1].decode()
                await reader.readexactly(_length(head))
                if path == "/asked":
                    body = str(self.asked).encode()
                    writer.write(
                        b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % len(body) + body
                    )
                    continue
                if path in _ASKED:
                    self.asked += 1
                    await self._wait()
                writer.write(self._replies[path])
        except (asyncio.IncompleteReadError, ConnectionError):
            writer.close()

    async def _wait(self) -> None:
        """One after the other, as far apart as the rate has it."""
        if self._rate is None:
            return
        now = time.monotonic()
        self._next = max(self._next + 1 / self._rate, now)
        await asyncio.sleep(self._next - now)


def _length(head: bytes) -> int:
    for line in head.split(b"\r\n"):
        if line.lower().startswith(b"content-length:"):
            return int(line.split(b":", 1)[1])
    return 0


if __name__ == "__main__":
    asyncio.run(_Server(float(sys.argv[2]) if len(sys.argv) > 2 else None).serve(int(sys.argv[1])))
