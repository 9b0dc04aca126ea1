"""Asks a model for one product's category and says what came of it."""

import logging
import threading
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Protocol

from vitrine.classify.guard import guard
from vitrine.classify.prediction import Prediction, Provenance
from vitrine.classify.prompt import (
    PLAIN,
    ROUTES,
    PromptStyle,
    Route,
    answer_format,
    codes,
    turns,
)
from vitrine.classify.readout import answer_code, distribution
from vitrine.errors import DescriptionEmpty, ModelError
from vitrine.llm.reply import Reply, TokenChoice, Turn
from vitrine.messages import N_, Message

log = logging.getLogger(__name__)

# A route whose codes get at least this mass is good enough not to try the next one.
GOOD_MASS = 0.9
PROBE = "A plain product without any description."
_ANSWER_TOKENS: Mapping[Route, int] = {"direct": 1, "opened": 1, "quoted": 2}
_UNANSWERED = N_("The model answered “{answer}”, which is none of the categories.")


class Model(Protocol):
    """What the classifier needs of a model: `vitrine.llm.client.ModelClient` is one."""

    @property
    def engine(self) -> str: ...

    @property
    def model(self) -> str: ...

    def digest(self) -> str: ...

    def context_tokens(self) -> int: ...

    def ask(
        self,
        turns: Sequence[Turn],
        *,
        format: Mapping[str, object] | None = None,  # noqa: A002 - the API's own name
        max_tokens: int = 1,
    ) -> Reply: ...

    @property
    def options(self) -> Mapping[str, object]: ...


@dataclass(frozen=True)
class Usage:
    """What was asked of a model so far; tokens that the server took from its cache counted in both."""

    calls: int = 0
    prompt_tokens: int = 0
    prompt_tokens_cached: int = 0


class Classifier:
    """Sorts descriptions into `categories` with one model; safe to share between threads. `style` says
    how the question is put, and what guards the answer against a text that gives orders.

    Raises `CategoriesUnusable` at once; the model is first asked when the first product comes.
    """

    def __init__(
        self,
        model: Model,
        categories: Sequence[str],
        route: Route | None = None,
        style: PromptStyle = PLAIN,
    ) -> None:
        self.model = model
        self.style = style
        self.categories = tuple(categories)
        self.codes = codes(categories)
        self.usage = Usage()
        self._route = route
        self._lock = threading.Lock()

    def classify(self, description: str) -> Prediction:
        """One short call. Raises `ModelError` where the server gives no usable reply."""
        if not description.strip():
            return self._failed(DescriptionEmpty().message)
        return self.answer(description)

    def readable(self, description: str) -> str:
        """The part of a description that the model gets to read; raises `ModelError`."""
        return self._fitted(description)[0]

    def answer(self, description: str) -> Prediction:
        """As `classify`, for any text, an empty one too: an explanation asks about those."""
        text, truncated = self._fitted(description)
        reply = self._ask(text, self.route)
        return self._prediction(reply, truncated)

    def classify_or_fail(self, description: str) -> Prediction:
        """As `classify`, with a model's error turned into a failed prediction that holds it."""
        try:
            return self.classify(description)
        except ModelError as error:
            log.warning("classify failed: %s", error)
            return self._failed(error.message)

    def classify_all(self, descriptions: Sequence[str]) -> Iterator[Prediction]:
        """In order, one at a time; each distinct text is sent once."""
        known: dict[str, Prediction] = {}
        for description in descriptions:
            key = " ".join(description.split())
            if key not in known:
                known[key] = self.classify_or_fail(description)
            yield known[key]

    @property
    def route(self) -> Route:
        """How the answer position is reached: measured once per classifier, on a neutral product."""
        if self._route is None:
            self._route = self._best_route()
        return self._route

    def provenance(self) -> Provenance:
        """What a prediction of this classifier depends on; raises `ModelError` at the first call."""
        return self._provenance(self._digest)

    def _provenance(self, digest: str) -> Provenance:
        return Provenance(
            engine=self.model.engine,
            model=self.model.model,
            model_digest=digest,
            prompt_version=self.style.version,
            route=self._route or "",
            options=dict(self.model.options),
        )

    @cached_property
    def _digest(self) -> str:
        return self.model.digest()

    def _ask(self, description: str, route: Route) -> Reply:
        reply = self.model.ask(
            turns(self.categories, description, route, self.style),
            format=answer_format(self.categories, route),
            max_tokens=_ANSWER_TOKENS[route],
        )
        with self._lock:
            used = self.usage
            self.usage = Usage(
                used.calls + 1,
                used.prompt_tokens + reply.prompt_tokens,
                used.prompt_tokens_cached + (reply.prompt_tokens_cached or 0),
            )
        return reply

    def _best_route(self) -> Route:
        """The first route with good mass on the codes, else the one with the most."""
        masses: dict[Route, float] = {}
        for route in ROUTES:
            reply = self._ask(PROBE, route)
            position = _answer_position(reply, route)
            if not reply.positions and reply.text:  # no logprobs: what is written is all there is
                return "direct"
            masses[route] = 1.0 - distribution(position, self.codes).outside if position else 0.0
            if masses[route] >= GOOD_MASS:
                break
        best = max(masses, key=lambda route: masses[route])
        log.info("route %s chosen, mass on the codes %s", best, masses)
        return best

    def _prediction(self, reply: Reply, truncated: bool) -> Prediction:
        position = _answer_position(reply, self.route)
        spread = distribution(position, self.codes) if position else None
        code = answer_code(reply.text, self.codes)
        answer = reply.text.strip()
        category = self.codes[code] if code else None
        if spread and code:  # spellings summed, another code than the one written may lead
            category = max(spread.probabilities, key=lambda name: spread.probabilities[name])
        return Prediction(
            status="answered" if code else "unanswered",
            category=category,
            answer=answer,
            distribution=spread,
            provenance=self.provenance(),
            reason=None if code else Message(_UNANSWERED, {"answer": answer}),
            truncated=truncated,
            prompt_tokens=reply.prompt_tokens,
            prompt_tokens_cached=reply.prompt_tokens_cached,
            seconds=reply.seconds,
        )

    def _failed(self, reason: Message) -> Prediction:
        """Asks the server nothing: it may be what failed. An unknown digest stays empty."""
        origin = self._provenance(self.__dict__.get("_digest", ""))
        return Prediction("failed", None, "", None, origin, reason)

    def _fitted(self, description: str) -> tuple[str, bool]:
        """Cuts a description that would push the prompt past the context, and says whether it did.

        Tokens are bounded by UTF-8 bytes, four fifths of the context left to the description: a cut
        that is a little early loses less than instructions that a server drops silently.
        """
        if self.style.cut:
            description = guard(description, self.categories).left
        limit = int(0.8 * self.model.context_tokens()) * BYTES_PER_TOKEN
        data = " ".join(description.split()).encode()
        if len(data) <= limit:
            return description, False
        return data[:limit].decode(errors="ignore").rsplit(" ", 1)[0], True


BYTES_PER_TOKEN = 2  # a cautious low: English prose has about four


def _answer_position(reply: Reply, route: Route) -> Sequence[TokenChoice]:
    """The choices at the position where the code stands; empty without logprobs."""
    index = _ANSWER_TOKENS[route] - 1
    return reply.positions[index] if len(reply.positions) > index else ()
