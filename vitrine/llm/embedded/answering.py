"""Answers a checked request: the lines that /api/generate and /api/chat send."""

import json
import time
from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import dataclass, field

from vitrine.llm.embedded.body import JsonObject
from vitrine.llm.embedded.card import ModelCard
from vitrine.llm.embedded.failure import ApiError
from vitrine.llm.embedded.generation import Ending, Piece, generate
from vitrine.llm.embedded.native import NativeModel, Prompt
from vitrine.llm.embedded.options import Options, read_options
from vitrine.llm.embedded.prompting import Prompter
from vitrine.llm.embedded.replies import Shape, logprobs, metrics
from vitrine.llm.embedded.requests import AnswerRequest
from vitrine.llm.embedded.residency import Loaded, Residency

LARGEST_CONTEXT = 8192  # of the loaded model: memory grows with it


@dataclass(frozen=True)
class Engine:
    """One model, and when it is in memory; `context` counts the tokens that fit into it."""

    card: ModelCard
    residency: Residency
    context: int
    defaults: Options = field(default_factory=Options)

    @classmethod
    def of(cls, card: ModelCard, threads: int) -> "Engine":
        """An engine that has not loaded its model yet."""
        context = min(card.context_length, LARGEST_CONTEXT)
        return cls(card, Residency(card.path, context, threads), context)


async def answer(
    engine: Engine, request: AnswerRequest, shape: Shape
) -> AsyncGenerator[JsonObject, None]:
    """The lines of one answer, the last with `done`; raises `ApiError`, as a rule before the first.

    A generation that repeats itself for ever ends without a `done` line, as in Ollama.
    """
    if request.empty and request.keep_alive == 0:
        await engine.residency.unload()
        yield shape.line("", done=True, done_reason="unload")
        return
    started = time.perf_counter_ns()
    options = read_options(request.options, engine.defaults, engine.context)
    async with engine.residency.use(request.keep_alive) as loaded:
        if request.empty:
            yield shape.line("", done=True, done_reason="load")
            return
        async with aclosing(_generate(engine, request, options, loaded)) as steps:
            async for step in steps:
                if isinstance(step, Piece):
                    yield shape.line(step.text, done=False, **_logprobs(request, step))
                elif step.reason is not None:
                    spent = time.perf_counter_ns() - started
                    yield shape.line("", done=True, **metrics(step, loaded.load_duration, spent))


async def _generate(
    engine: Engine, request: AnswerRequest, options: Options, loaded: Loaded
) -> AsyncGenerator[Piece | Ending, None]:
    prompter = _prompter(engine, loaded.native)
    prompt = await _prompt(prompter, request, options)
    limit = options.prediction_limit
    if not request.shift:
        limit = min(limit, max(1, options.num_ctx - await prompter.count(prompt) + 1))
    settings = {
        **options.native(),
        **await _grammar(request.format, loaded.native),
        "n_predict": limit,
        "n_keep": options.num_keep,
        "n_probs": 0 if request.top_logprobs is None else max(1, request.top_logprobs),
    }
    async with aclosing(generate(loaded.native, prompt, settings, options.stop)) as steps:
        async for step in steps:
            yield step


def _prompter(engine: Engine, native: NativeModel) -> Prompter:
    header = engine.card.header
    return Prompter(
        native,
        has_template=bool(header.chat_template),
        begins=bool(header.metadata.get("tokenizer.ggml.add_bos_token", False)),
        room=engine.context - 1,
    )


async def _prompt(prompter: Prompter, request: AnswerRequest, options: Options) -> Prompt:
    if request.raw_prompt is not None:
        return await prompter.raw(request.raw_prompt, options, truncate=request.truncate)
    return await prompter.chat(request.turns, options, truncate=request.truncate)


async def _grammar(wanted: object, native: NativeModel) -> dict[str, object]:
    """llama.cpp's field for Ollama's `format`; raises `ApiError` 500 for what cannot be one."""
    if wanted is None or wanted == "":
        return {}
    if wanted == "json":
        return {"json_schema": {"type": "object"}}
    if not isinstance(wanted, dict):
        raw = json.dumps(json.dumps(wanted, ensure_ascii=False), ensure_ascii=False)
        raise ApiError(500, f'invalid format: {raw}; expected "json" or a valid JSON Schema object')
    if not await native.enforces(wanted):
        raise ApiError(500, "invalid JSON schema in format")
    return {"json_schema": wanted}


def _logprobs(request: AnswerRequest, piece: Piece) -> JsonObject:
    if request.top_logprobs is None or not piece.items:
        return {}
    return {"logprobs": logprobs(piece.items, request.top_logprobs)}
