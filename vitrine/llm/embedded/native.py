"""llama.cpp, as xllamacpp brings it: one loaded model, asked in this process.

It gives what Ollama's API needs: the probabilities before sampling (`n_probs`), the prompt cache and
its counts. Tokens and templates alone have no call of their own there: for them it listens on a
loopback port under a key that only this process knows.
"""

import asyncio
import json
import logging
import secrets
import threading
from collections.abc import AsyncGenerator, Mapping, Sequence
from contextlib import aclosing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import xllamacpp

from vitrine.llm.embedded.failure import ApiError

log = logging.getLogger(__name__)
_QUIET = 0
_NO_JSON = "x"

Prompt = str | list[int]  # a text, or token ids


@dataclass(frozen=True)
class Chunk:
    """What one step of generation gave: text, its tokens' logprobs, and the counts so far.

    `items` are llama.cpp's logprobs, one a token; times are in milliseconds. `ended` is None until
    the last chunk: "stop" or "length".
    """

    text: str
    items: tuple[Mapping[str, Any], ...]
    answer_tokens: int
    prompt_tokens: int
    prompt_tokens_cached: int
    prompt_ms: float
    answer_ms: float
    ended: str | None


class NativeModel:
    """A model in memory with one slot; the constructor loads it, or raises `ApiError` 500."""

    def __init__(self, path: Path, context: int, threads: int) -> None:
        key = secrets.token_hex(16)
        try:
            self._server: Any = xllamacpp.Server(parameters(path, context, threads, key))
        except RuntimeError as error:
            raise ApiError(500, f"llama.cpp cannot load {path.name}: {error}") from error
        self._http = httpx.AsyncClient(
            base_url=self._server.listening_address,
            headers={"Authorization": f"Bearer {key}"},
            timeout=None,  # noqa: S113 - the callers of the outer server bound their own wait
            trust_env=False,
        )
        self._enforced: dict[str, bool] = {}

    async def close(self) -> None:
        """Frees the model's memory."""
        await self._http.aclose()
        self._server = None

    async def tokenize(self, text: str, *, begin: bool) -> list[int]:
        """Token ids; `begin` puts the model's beginning-of-text token first where it has one."""
        found = await self._post(
            "/tokenize", {"content": text, "add_special": begin, "parse_special": True}
        )
        return [int(token) for token in found["tokens"]]

    async def apply_template(self, messages: Sequence[Mapping[str, str]]) -> str:
        """The messages as one text, by the chat template in the model's file."""
        return str((await self._post("/apply-template", {"messages": messages}))["prompt"])

    async def enforces(self, schema: Mapping[str, Any]) -> bool:
        """Whether an answer can be bound to this JSON schema.

        Where llama.cpp cannot make a grammar of one it leaves the answer free, in silence. So each
        schema is tried once: no JSON begins with an x, however much it is favoured.
        """
        key = json.dumps(schema, sort_keys=True)
        if key not in self._enforced:
            (token, *_) = await self.tokenize(_NO_JSON, begin=False)
            settings = {
                "n_predict": 1,
                "temperature": 0,
                "json_schema": schema,
                "logit_bias": [[token, 1000.0]],
            }
            try:
                async with aclosing(self.complete([token], settings)) as chunks:
                    text = "".join([chunk.text async for chunk in chunks])
                self._enforced[key] = not text.startswith(_NO_JSON)
            except ApiError:
                self._enforced[key] = False
        return self._enforced[key]

    async def complete(
        self, prompt: Prompt, settings: Mapping[str, object]
    ) -> AsyncGenerator[Chunk, None]:
        """Generates after `prompt`; `settings` are those of llama.cpp's completions.

        A text is read as `tokenize` reads it, with its beginning-of-text token.

        Closing the iterator stops the generation. Raises `ApiError` with llama.cpp's own words.
        """
        request = {
            **settings,
            "prompt": prompt,
            "stream": True,
            "cache_prompt": True,
            "timings_per_token": True,
            "post_sampling_probs": False,
        }
        loop, stopped = asyncio.get_running_loop(), threading.Event()
        arrived: asyncio.Queue[Mapping[str, Any] | None] = asyncio.Queue()

        def hand_over(raw: Mapping[str, Any]) -> bool:
            loop.call_soon_threadsafe(arrived.put_nowait, raw)
            return stopped.is_set()  # True ends the generation

        work = asyncio.ensure_future(
            asyncio.to_thread(self._server.handle_completions, request, hand_over)
        )
        work.add_done_callback(lambda _: arrived.put_nowait(None))
        try:
            while (raw := await arrived.get()) is not None:
                yield read_chunk(raw)
        finally:
            stopped.set()
            await work  # the slot is free only then

    async def _post(self, path: str, body: Mapping[str, object]) -> dict[str, Any]:
        try:
            response = await self._http.post(path, json=body)
        except httpx.RemoteProtocolError:
            # it ends a connection after a hundred requests, at times in the face of the next one
            response = await self._http.post(path, json=body)
        if response.is_error:
            raise _failure(response.status_code, _words(response.content))
        answer: dict[str, Any] = response.json()
        return answer


def parameters(path: Path, context: int, threads: int, key: str, slots: int = 1) -> Any:
    """How llama.cpp's server is set up here; with one slot the same prompt gives the same numbers.

    `context` is in tokens, for each slot.
    """
    found = xllamacpp.CommonParams()
    found.model.path = str(path)
    found.n_ctx = context * slots
    found.n_parallel = slots
    found.cpuparams.n_threads = threads
    found.cpuparams_batch.n_threads = threads
    found.n_threads_http = 4
    found.ctx_shift = True
    found.cache_ram_mib = 0  # the slot's own cache serves; copies of old prompts only cost
    found.prefill_assistant = False  # prompting.py opens the answer as Ollama does
    found.api_keys = [key]
    found.ui = False
    found.endpoint_slots = False
    found.port = 0
    found.verbosity = _QUIET
    return found


def read_chunk(raw: Mapping[str, Any]) -> Chunk:
    """One step as llama.cpp gives it; raises `ApiError` with its words where it refused."""
    if "choices" not in raw:
        raise _failure(raw.get("code", 500), str(raw.get("message", raw)))
    choice, times = raw["choices"][0], raw["timings"]
    return Chunk(
        text=choice["text"],
        items=tuple((choice["logprobs"] or {}).get("content", ())),
        answer_tokens=times["predicted_n"],
        prompt_tokens=times["cache_n"] + times["prompt_n"],
        prompt_tokens_cached=times["cache_n"],
        prompt_ms=times["prompt_ms"],
        answer_ms=times["predicted_ms"],
        ended=choice["finish_reason"],
    )


def _failure(status: int, text: str) -> ApiError:
    log.warning("llama.cpp refused a request (%s): %s", status, text)
    return ApiError(500, text)


def _words(body: bytes) -> str:
    try:
        return str(json.loads(body)["error"]["message"])
    except (ValueError, KeyError, TypeError):
        return body.decode("utf-8", errors="replace")
