"""The embedded engine's model asked in this process: its own settings, without HTTP around it.

One explanation by LIME's defaults takes 5,000 calls, a reference 20,000; without HTTP the bench ends
on the day it began, and every method's wall time leaves the same thing out.
"""

import asyncio
import queue
import secrets
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

import xllamacpp

from vitrine.llm.embedded import DEMO_NAME
from vitrine.llm.embedded.card import ModelCard
from vitrine.llm.embedded.native import Chunk, NativeModel, parameters, read_chunk
from vitrine.llm.reply import Reply, TokenChoice, Turn

_MARK = "\ue000"  # of Unicode's private use: no product has it


class InProcessModel:
    """What `vitrine.classify.classifier.Model` asks for; counts what it computes.

    With one slot its numbers are the engine's own; more slots answer as many threads at once.
    """

    engine = "embedded"
    model = DEMO_NAME

    def __init__(self, path: Path, slots: int = 1) -> None:
        self._card = ModelCard.of(path, DEMO_NAME)
        length = self._card.context_length
        self._frame = _Frames(path, length)
        self._server = xllamacpp.Server(parameters(path, length, 1, secrets.token_hex(16), slots))
        self._slots: queue.SimpleQueue[int] = queue.SimpleQueue()
        for slot in range(slots):
            self._slots.put(slot)
        self._mine = threading.local()
        self._lock = threading.Lock()
        self.options: Mapping[str, object] = {"temperature": 0, "repeat_penalty": 1.0}
        self.calls = self.tokens_computed = self.tokens_sent = 0

    def digest(self) -> str:
        """The sha256 of the model's file, hex."""
        return self._card.digest

    def context_tokens(self) -> int:
        """What the model was trained to look at."""
        return self._card.context_length

    @contextmanager
    def slot(self) -> Iterator[None]:
        """Keeps one slot for this thread, whose prompt cache then serves its own calls alone."""
        self._mine.slot = self._slots.get()
        try:
            yield
        finally:
            self._slots.put(self._mine.slot)
            del self._mine.slot

    def ask(
        self,
        turns: Sequence[Turn],
        *,
        format: Mapping[str, object] | None = None,  # noqa: A002 - the protocol's word
        max_tokens: int = 1,
    ) -> Reply:
        """One answer, with the twenty most likely tokens at each position."""
        assert format is None, "the demo model answers directly"
        started = time.perf_counter()
        chunks = self._complete(self._frame(turns), max_tokens)
        last = chunks[-1]
        with self._lock:
            self.calls += 1
            self.tokens_sent += last.prompt_tokens
            self.tokens_computed += last.prompt_tokens - last.prompt_tokens_cached
        return Reply(
            text="".join(chunk.text for chunk in chunks),
            positions=tuple(
                _choices(item) for chunk in chunks if chunk.text for item in chunk.items
            ),
            prompt_tokens=last.prompt_tokens,
            prompt_tokens_cached=last.prompt_tokens_cached,
            answer_tokens=last.answer_tokens,
            seconds=time.perf_counter() - started,
        )

    def _complete(self, prompt: str, max_tokens: int) -> list[Chunk]:
        request = {
            "prompt": prompt,
            "n_predict": max_tokens,
            "temperature": 0,
            "n_probs": 20,
            "stream": True,
            "cache_prompt": True,
            "timings_per_token": True,
            "post_sampling_probs": False,
            "id_slot": getattr(self._mine, "slot", 0),
        }
        found: list[Chunk] = []

        def keep(raw: Mapping[str, object]) -> bool:
            found.append(read_chunk(raw))
            return False

        self._server.handle_completions(request, keep)
        return found


class _Frames:
    """A chat as the model's own template writes it; the template is asked once a system text."""

    def __init__(self, path: Path, context: int) -> None:
        self._path, self._context = path, context
        self._known: dict[str, tuple[str, str]] = {}

    def __call__(self, turns: Sequence[Turn]) -> str:
        system, user = turns
        if system.content not in self._known:
            messages = [
                {"role": "system", "content": system.content},
                {"role": "user", "content": _MARK},
            ]
            before, _, after = asyncio.run(self._written(messages)).partition(_MARK)
            self._known[system.content] = before, after
        before, after = self._known[system.content]
        return before + user.content + after

    async def _written(self, messages: Sequence[Mapping[str, str]]) -> str:
        model = NativeModel(self._path, self._context, 1)
        try:
            return await model.apply_template(messages)
        finally:
            await model.close()


def _choices(item: Mapping[str, object]) -> tuple[TokenChoice, ...]:
    listed = item["top_logprobs"]
    assert isinstance(listed, list)
    found = (TokenChoice(choice["token"], choice["logprob"]) for choice in listed)
    return tuple(sorted(found, key=lambda choice: -choice.logprob))
