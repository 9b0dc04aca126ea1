"""The routes of the embedded engine, an ASGI app."""

import json
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import aclosing

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response, StreamingResponse
from starlette.routing import Route

from vitrine.llm.embedded import body as fields
from vitrine.llm.embedded.answering import Engine, answer
from vitrine.llm.embedded.body import JsonObject
from vitrine.llm.embedded.failure import ApiError
from vitrine.llm.embedded.guard import LocalOnly
from vitrine.llm.embedded.replies import Shape
from vitrine.llm.embedded.requests import AnswerRequest, check_model, read_chat, read_generate

API_VERSION = "0.24.0"  # the Ollama whose API this follows
_LARGEST_BODY = 8_000_000  # bytes
_NOT_HERE = ("create", "pull", "push", "copy", "delete", "embed", "embeddings")
Handler = Callable[[Request], Awaitable[Response]]


def create_app(engine: Engine, *, local_only: bool = True) -> Starlette:
    """The app; `local_only` refuses what web pages of other sites send."""
    return Starlette(
        routes=_routes(engine),
        middleware=[Middleware(LocalOnly)] if local_only else [],
        exception_handlers={ApiError: _api_error, 404: _not_found, 405: _wrong_method},
    )


def _routes(engine: Engine) -> list[Route]:
    card, residency = engine.card, engine.residency

    async def root(_: Request) -> Response:
        return PlainTextResponse("Ollama is running")

    async def version(_: Request) -> Response:
        return JSONResponse({"version": API_VERSION})

    async def tags(_: Request) -> Response:
        return JSONResponse({"models": [card.tag()]})

    async def processes(_: Request) -> Response:
        loaded = [card.process(residency.expires_at)] if residency.loaded else []
        return JSONResponse({"models": loaded})

    async def show(request: Request) -> Response:
        known = {"model": fields.STRING, "name": fields.STRING, "verbose": fields.BOOLEAN}
        found = fields.decode(await _body(request), "ShowRequest", known)
        name = found.get("model") or found.get("name", "")
        check_model(name, card.names, missing=(400, "model is required"))
        return JSONResponse(card.show(verbose=found.get("verbose", False)))

    async def generate(request: Request) -> Response:
        wanted = read_generate(await _body(request), card.names)
        return await _answer(engine, request, wanted, Shape("generate", wanted.model))

    async def chat(request: Request) -> Response:
        wanted = read_chat(await _body(request), card.names)
        return await _answer(engine, request, wanted, Shape("chat", wanted.model))

    return [
        Route("/", root),
        Route("/api/version", version),
        Route("/api/tags", tags),
        Route("/api/ps", processes),
        Route("/api/show", show, methods=["POST"]),
        Route("/api/generate", generate, methods=["POST"]),
        Route("/api/chat", chat, methods=["POST"]),
        *(Route(f"/api/{name}", _unsupported, methods=["POST", "DELETE"]) for name in _NOT_HERE),
    ]


async def _answer(
    engine: Engine, request: Request, wanted: AnswerRequest, shape: Shape
) -> Response:
    lines = answer(engine, wanted, shape)
    if wanted.empty or not wanted.stream:
        return JSONResponse(await _collect(request, lines, shape))
    # waits for the first line, so that an error before it keeps its own status
    first = await anext(lines, None)
    return StreamingResponse(_ndjson(first, lines), media_type="application/x-ndjson")


async def _collect(
    request: Request, lines: AsyncGenerator[JsonObject, None], shape: Shape
) -> JsonObject:
    """One object out of the lines; stops the work when the client has gone."""
    text, logprobs = "", []
    last = shape.line("", done=False)
    async with aclosing(lines) as open_lines:
        async for line in open_lines:
            text += line["response"] if shape.endpoint == "generate" else line["message"]["content"]
            logprobs += line.pop("logprobs", [])
            last = line
            if await request.is_disconnected():
                break
    whole = {**last, **shape.line(text, done=last["done"])}
    return {**whole, "logprobs": logprobs} if logprobs else whole


async def _ndjson(
    first: JsonObject | None, lines: AsyncGenerator[JsonObject, None]
) -> AsyncGenerator[str, None]:
    async with aclosing(lines) as rest:
        if first is not None:
            yield _line(first)
        try:
            async for line in rest:
                yield _line(line)
        except ApiError as error:  # the status has gone out: the error is one more line
            yield _line({"error": error.text})


def _line(content: JsonObject) -> str:
    return json.dumps(content, ensure_ascii=False, separators=(",", ":")) + "\n"


async def _body(request: Request) -> bytes:
    raw = b""
    async for part in request.stream():
        raw += part
        if len(raw) > _LARGEST_BODY:
            raise ApiError(413, "http: request body too large")
    return raw


async def _unsupported(request: Request) -> Response:
    raise ApiError(501, f"the embedded engine does not support {request.url.path}")


async def _api_error(_: Request, error: Exception) -> Response:
    assert isinstance(error, ApiError)
    return JSONResponse({"error": error.text}, status_code=error.status)


async def _not_found(_: Request, __: Exception) -> Response:
    return PlainTextResponse("404 page not found", status_code=404)


async def _wrong_method(_: Request, error: Exception) -> Response:
    headers = getattr(error, "headers", None)
    return PlainTextResponse("405 method not allowed", status_code=405, headers=headers)
