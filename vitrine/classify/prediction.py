"""What the model said about a product."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from vitrine.messages import Message

Status = Literal["answered", "unanswered", "failed"]


@dataclass(frozen=True)
class Distribution:
    """Probability over the categories, and the mass that fell outside them.

    `logprobs[c]` is the raw natural-log probability of category c's code (its spellings summed);
    `probabilities` are these renormalised, in the order of the category list, and sum to 1.
    `outside` is 1 - sum(exp(logprobs)), in [0, 1]. `bounded` names the categories whose code was not
    among the server's top tokens: their logprob is an upper bound (the least likely one listed).
    """

    probabilities: Mapping[str, float]
    logprobs: Mapping[str, float]
    outside: float
    bounded: tuple[str, ...] = ()

    def share(self, category: str) -> float:
        """The category's share of the whole mass, in [0, 1]; with `outside` all sum to 1."""
        return self.probabilities[category] * (1.0 - self.outside)


@dataclass(frozen=True)
class Provenance:
    """What a prediction depends on; equal provenance and text give an equal prediction."""

    engine: str  # ollama | embedded
    model: str
    model_digest: str
    prompt_version: str
    route: str  # how the answer position was reached: see vitrine.classify.prompt
    options: Mapping[str, object]


@dataclass(frozen=True)
class Prediction:
    """The outcome for one description.

    answered: `category` is one of the categories. unanswered: the model wrote something else, kept in
    `answer`. failed: no reply, with the `reason`. `distribution` is None where there are no logprobs
    ("label only") or no reply.
    """

    status: Status
    category: str | None
    answer: str
    distribution: Distribution | None
    provenance: Provenance
    reason: Message | None = None
    truncated: bool = False  # the description was cut to fit the context
    prompt_tokens: int = 0
    prompt_tokens_cached: int | None = None
    seconds: float = 0.0

    @property
    def probability(self) -> float | None:
        """The answered category's probability; None where no logprobs were given."""
        if self.distribution is None or self.category is None:
            return None
        return self.distribution.probabilities[self.category]
