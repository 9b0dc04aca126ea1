"""The embedded engine's model asked in this process: its own code, without HTTP around it.

One explanation by LIME's defaults takes 5,000 calls, a reference 20,000; without HTTP the bench ends
on the day it began, and every method's wall time leaves the same thing out.
"""

import asyncio
import time
from collections.abc import Mapping, Sequence
from contextlib import aclosing
from pathlib import Path

from vitrine.llm.embedded import DEMO_NAME
from vitrine.llm.embedded.card import ModelCard
from vitrine.llm.embedded.native import Chunk, NativeModel
from vitrine.llm.reply import Reply, TokenChoice, Turn

_MARK = "\ue000"  # of Unicode's private use: no product has it


class InProcessModel:
    """What `vitrine.classify.classifier.Model` asks for; counts what it computes."""

    engine = "embedded"
    model = DEMO_NAME

    def __init__(self, path: Path, threads: int = 1) -> None:
        card = ModelCard.of(path, DEMO_NAME)
        self._card = card
        self._native = NativeModel(path, card.context_length, threads)
        self._loop = asyncio.new_event_loop()
        self._frames: dict[str, tuple[str, str]] = {}
        self.options: Mapping[str, object] = {"temperature": 0, "repeat_penalty": 1.0}
        self.calls = self.tokens_computed = self.tokens_sent = 0

    def digest(self) -> str:
        """The sha256 of the model's file, hex."""
        return self._card.digest

    def context_tokens(self) -> int:
        """What the model was trained to look at."""
        return self._card.context_length

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
        chunks = self._loop.run_until_complete(self._complete(self._prompt(turns), max_tokens))
        last = chunks[-1]
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

    async def _complete(self, prompt: str, max_tokens: int) -> list[Chunk]:
        settings = {"n_predict": max_tokens, "temperature": 0, "n_probs": 20}
        async with aclosing(self._native.complete(prompt, settings)) as chunks:
            return [chunk async for chunk in chunks]

    def _prompt(self, turns: Sequence[Turn]) -> str:
        """The chat as the model's template writes it; the template is asked once a system text."""
        system, user = turns
        if system.content not in self._frames:
            messages = [
                {"role": "system", "content": system.content},
                {"role": "user", "content": _MARK},
            ]
            text = self._loop.run_until_complete(self._native.apply_template(messages))
            before, _, after = text.partition(_MARK)
            self._frames[system.content] = before, after
        before, after = self._frames[system.content]
        return before + user.content + after


def _choices(item: Mapping[str, object]) -> tuple[TokenChoice, ...]:
    listed = item["top_logprobs"]
    assert isinstance(listed, list)
    found = (TokenChoice(choice["token"], choice["logprob"]) for choice in listed)
    return tuple(sorted(found, key=lambda choice: -choice.logprob))
