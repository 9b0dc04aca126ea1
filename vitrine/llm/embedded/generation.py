"""One answer, piece by piece: llama.cpp's chunks under Ollama's rules for where an answer ends."""

from collections.abc import AsyncGenerator, Mapping, Sequence
from contextlib import aclosing
from dataclasses import dataclass
from typing import Any

from vitrine.llm.embedded.native import Chunk, NativeModel, Prompt

_REPEAT_LIMIT = 30


@dataclass(frozen=True)
class Piece:
    """Text that goes out, with the logprobs of its tokens (llama.cpp's items)."""

    text: str
    items: tuple[Mapping[str, Any], ...]


@dataclass(frozen=True)
class Ending:
    """How an answer ended: "stop", "length", or None where it was cut for repeating itself."""

    reason: str | None
    last: Chunk


async def generate(
    native: NativeModel,
    prompt: Prompt,
    settings: Mapping[str, object],
    stops: Sequence[str],
) -> AsyncGenerator[Piece | Ending, None]:
    """Pieces, then exactly one `Ending`.

    Stop strings are looked for here and not in llama.cpp, whose stream drops the logprobs of text
    that it holds back.
    """
    stop_filter, loop_guard = StopFilter(stops), LoopGuard()
    async with aclosing(native.complete(prompt, settings)) as chunks:
        async for chunk in chunks:
            if chunk.text and loop_guard.trips(chunk.text):
                yield Ending(None, chunk)
                return
            pieces = stop_filter.push(Piece(chunk.text, chunk.items)) if chunk.text else ()
            for piece in pieces:
                yield piece
            if stop_filter.stopped:
                yield Ending("stop", chunk)
                return
            if chunk.ended is not None:
                for piece in stop_filter.rest():
                    yield piece
                yield Ending(chunk.ended, chunk)
                return


class StopFilter:
    """Lets text through up to the first stop string; holds back what may be the start of one."""

    def __init__(self, stops: Sequence[str]) -> None:
        self._stops = tuple(stops)
        self._held: list[Piece] = []
        self.stopped = False

    def push(self, piece: Piece) -> Sequence[Piece]:
        """Takes one piece, gives those that may go out; sets `stopped` at a stop string."""
        self._held.append(piece)
        text = "".join(held.text for held in self._held)
        found = [at for stop in self._stops if (at := text.find(stop)) >= 0]
        if found:
            self.stopped = True
            return _first_characters(self.rest(), min(found))
        if any(_ends_with_start_of(text, stop) for stop in self._stops):
            return ()
        return self.rest()

    def rest(self) -> Sequence[Piece]:
        """What was held back and can no longer become a stop string."""
        pieces, self._held = self._held, []
        return pieces


class LoopGuard:
    """Notices an answer that says one thing for ever, by Ollama's rule (server, 30 repeats)."""

    def __init__(self) -> None:
        self._last = ""
        self._repeats = 0

    def trips(self, text: str) -> bool:
        """Whether this piece is one repeat too many; spaces around it do not count."""
        bare = text.strip()
        self._repeats = self._repeats + 1 if bare == self._last else 0
        self._last = bare
        return self._repeats > _REPEAT_LIMIT


def _ends_with_start_of(text: str, stop: str) -> bool:
    return any(text.endswith(stop[:size]) for size in range(1, len(stop)))


def _first_characters(pieces: Sequence[Piece], count: int) -> Sequence[Piece]:
    kept = []
    for piece in pieces:
        if count <= 0:
            break
        kept.append(Piece(piece.text[:count], piece.items))
        count -= len(piece.text)
    return kept
