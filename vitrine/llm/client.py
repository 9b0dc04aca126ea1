"""Speaks to a model server over the Ollama API, through the `ollama` package.

Whatever goes wrong on the way is turned into one of `vitrine.errors` (`vitrine.llm.faults`).
"""

import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from types import TracebackType
from typing import Any

import httpx

from vitrine.llm.faults import broken, translated
from vitrine.llm.names import missing, same_model
from vitrine.llm.official import ollama
from vitrine.llm.reply import InstalledModel, Reply, TokenChoice, Turn
from vitrine.llm.transport import DeadlineTransport, is_loopback
from vitrine.messages import N_

DEFAULT_CONTEXT = 4096  # tokens; Ollama's own default on a CPU, so that nothing is loaded twice


class ModelClient:
    """One model at one server. Thread-safe; close it, or use it in a `with`.

    Times are in seconds; `read_timeout` bounds a whole reply. Every method that asks the server
    raises a `ModelError`.
    """

    def __init__(
        self,
        host: str,
        model: str,
        connect_timeout: float = 3.0,
        read_timeout: float = 300.0,
        *,
        engine: str = "ollama",
        seed: int = 0,
        num_ctx: int = DEFAULT_CONTEXT,
    ) -> None:
        self.engine = engine
        self.host = host
        self.model = model
        self.options: Mapping[str, object] = {
            "temperature": 0,
            "repeat_penalty": 1.0,  # a penalty would change even the most likely answer
            "seed": seed,
            "num_ctx": num_ctx,
        }
        self._read_timeout = read_timeout
        self._num_ctx = num_ctx
        self._shown: ollama.ShowResponse | None = None
        self._seen = threading.local()
        # Certificates and .netrc only: httpx takes no proxy from the environment beside a transport.
        trust_env = not is_loopback(host)
        transport = DeadlineTransport(read_timeout, trust_env=trust_env)
        shared: dict[str, Any] = {
            "timeout": httpx.Timeout(read_timeout, connect=connect_timeout),
            "transport": transport,
            "trust_env": trust_env,
            "follow_redirects": False,
        }
        self._ollama = ollama.Client(
            host=host, event_hooks={"response": [self._remember]}, **shared
        )
        self._http = httpx.Client(base_url=host, **shared)  # for what the package does not call

    def ask(
        self,
        turns: Sequence[Turn],
        *,
        format: Mapping[str, object] | None = None,  # noqa: A002 - the API's word
        max_tokens: int = 1,
        top_logprobs: int = 20,
        seed: int | None = None,
        options: Mapping[str, object] | None = None,
    ) -> Reply:
        """One answer, chosen greedily; a last turn by the assistant is continued.

        `format` is a JSON schema. `seed` and `options` (Ollama's) win over the client's own.
        `positions` has no item for an end-of-text token: where the model's first word is to say
        nothing, `text` and `positions` are empty and `answer_tokens` is 1.
        """
        thinks = "thinking" in self.capabilities()
        started = time.perf_counter()
        with self._translated():
            found = self._ollama.chat(
                model=self.model,
                messages=[{"role": turn.role, "content": turn.content} for turn in turns],
                think=False if thinks else None,
                format=None if format is None else dict(format),
                logprobs=True,
                top_logprobs=top_logprobs,
                options={
                    **self.options,
                    "num_predict": max_tokens,
                    **({} if seed is None else {"seed": seed}),
                    **(options or {}),
                },
            )
            cached = self._seen.response.json().get("prompt_cached_count")
        if found.model and not same_model(found.model, self.model):
            raise broken(self.host, N_("another model answered"))
        return _reply(found, found.message.content, cached, started)

    def continue_text(self, text: str, *, top_logprobs: int = 20, max_tokens: int = 1) -> Reply:
        """What the model would write after `text` as it stands: no chat, no template (`raw`)."""
        started = time.perf_counter()
        with self._translated():
            found = self._ollama.generate(
                model=self.model,
                prompt=text,
                raw=True,
                logprobs=True,
                top_logprobs=top_logprobs,
                options={**self.options, "num_predict": max_tokens},
            )
            cached = self._seen.response.json().get("prompt_cached_count")
        return _reply(found, found.response, cached, started)

    def installed(self) -> list[InstalledModel]:
        """The models that the server can load, in its own order."""
        with self._translated():
            return [_installed(item) for item in self._ollama.list().models]

    def digest(self) -> str:
        """The sha256 (hex) of the model in use; raises `ModelMissing`."""
        for candidate in self.installed():
            if same_model(candidate.name, self.model):
                return candidate.digest
        raise missing(self.host, self.model)

    def capabilities(self) -> frozenset[str]:
        """What the model can do ("completion", "thinking"…); asked for once."""
        return frozenset(self._show().capabilities or ())

    def metadata(self) -> Mapping[str, object]:
        """What the model's file says of itself ("llama.block_count"…); asked for once."""
        return self._show().modelinfo or {}

    def context_tokens(self) -> int:
        """The tokens that prompt and answer may have together; asked for once."""
        info = self.metadata()
        trained = info.get(f"{info.get('general.architecture')}.context_length")
        return min(self._num_ctx, trained) if isinstance(trained, int) else self._num_ctx

    def version(self) -> str:
        """The server's version, as it writes it."""
        with self._translated():
            response = self._http.get("/api/version")
            response.raise_for_status()
            version = response.json()["version"]
            if not isinstance(version, str):
                raise TypeError("a version is a text")
            return version

    def preload(self) -> None:
        """Has the server load the model; returns when it is in memory."""
        with self._translated():
            self._ollama.generate(self.model, options={"num_ctx": self._num_ctx})

    def loaded(self) -> bool:
        """Whether the model is in the server's memory now."""
        with self._translated():
            running = self._ollama.ps().models
        return any(same_model(item.model or "", self.model) for item in running)

    def create(
        self, name: str, gguf: Path, template: str, parameters: Mapping[str, object]
    ) -> Iterator[str]:
        """Uploads a GGUF file and makes the model `name` of it; yields the server's status lines.

        `template` is a Go template (docs/template.md of Ollama).
        """
        with self._translated():
            digest = self._ollama.create_blob(gguf)
            steps = self._ollama.create(
                model=name,
                files={gguf.name: digest},
                template=template,
                parameters=parameters,
                stream=True,
            )
            for step in steps:
                if step.status:
                    yield step.status

    def close(self) -> None:
        """Closes the connections."""
        self._ollama.close()  # type: ignore[no-untyped-call]
        self._http.close()

    def __enter__(self) -> "ModelClient":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def _show(self) -> ollama.ShowResponse:
        if self._shown is None:
            with self._translated():
                self._shown = self._ollama.show(self.model)
        return self._shown

    def _remember(self, response: httpx.Response) -> None:
        """Keeps an answer as it came: the package drops fields that it does not know."""
        if response.request.url.path.endswith(("/api/chat", "/api/generate")):
            response.read()
            self._seen.response = response

    def _translated(self) -> AbstractContextManager[None]:
        return translated(self.host, self.model, self._read_timeout)


def _reply(found: Any, text: str | None, cached: object, started: float) -> Reply:
    return Reply(
        text=text or "",
        positions=tuple(_choices(position) for position in found.logprobs or ()),
        prompt_tokens=found.prompt_eval_count or 0,
        prompt_tokens_cached=cached if isinstance(cached, int) else None,
        answer_tokens=found.eval_count or 0,
        seconds=time.perf_counter() - started,
    )


def _choices(position: Any) -> tuple[TokenChoice, ...]:
    listed = position.top_logprobs or (position,)
    choices = (TokenChoice(choice.token, choice.logprob) for choice in listed)
    return tuple(sorted(choices, key=lambda choice: -choice.logprob))


def _installed(item: Any) -> InstalledModel:
    details = item.details
    return InstalledModel(
        name=str(item.model),
        digest=item.digest or "",
        size=int(item.size or 0),
        family=(details and details.family) or "",
        parameters=(details and details.parameter_size) or "",
        quantization=(details and details.quantization_level) or "",
    )
