"""Why a prediction came out as it did: a weight for every word."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

StoppedBecause = Literal["stable", "budget", "cancelled", "exhausted"]


@dataclass(frozen=True)
class Word:
    """A unit of the text that is removed as a whole; all its occurrences together."""

    text: str
    spans: tuple[tuple[int, int], ...]  # [start, end) characters in the description


@dataclass(frozen=True)
class WordWeight:
    """How far a word pulls towards the explained category, in log-odds, with a 95 % interval."""

    word: Word
    weight: float
    low: float
    high: float


@dataclass(frozen=True)
class Explanation:
    """A surrogate fitted around one description; the generator yields better and better ones."""

    description: str  # as far as the model reads it: one past its context is cut
    category: str
    probabilities: Mapping[str, float]
    outside: float
    words: tuple[WordWeight, ...]  # by falling absolute weight
    calls: int  # different texts that the model was asked about
    budget: int
    prompt_tokens_computed: int
    prompt_tokens_cached: int
    fidelity: float | None  # R² on texts kept aside of what was learnt; None until it has ended
    linearity: float | None  # R² of the word weights to what was learnt, as LIME weighs the texts
    stable: bool
    stopped_because: StoppedBecause | None  # None while it goes on
    seed: int
