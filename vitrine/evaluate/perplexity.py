"""How much descriptions surprise a model, word by word and over a sample.

Perplexity of a word is e to the mean surprise of a word, in nats (Jelinek and others, 1977): as if the
model chose among so many equally likely words each time. A surprise that is only bounded is the least
it can be, and so then is the perplexity.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from vitrine.classify.prediction import Distribution

Step = tuple[str, float, bool]  # text, nats, whether that is the least it can be
_RESAMPLES = 2000


@dataclass(frozen=True)
class WordSurprise:
    """A word with the white space before it; `bounded`: `nats` is the least it can be."""

    text: str
    nats: float
    bounded: bool


@dataclass(frozen=True)
class Reading:
    """Perplexity of a word over some texts, the mean surprise as well; the interval is a bootstrap over
    texts, None for fewer than three. `bounded`: the share of words whose surprise is only bounded, for
    which all figures are the least they can be."""

    texts: int
    words: int
    nats: float
    perplexity: float
    interval: tuple[float, float] | None
    bounded: float


def by_word(steps: Sequence[Step]) -> tuple[WordSurprise, ...]:
    """The steps of a word added up: a new one begins with white space."""
    found: list[WordSurprise] = []
    for text, nats, bounded in steps:
        if found and not text[:1].isspace():
            last = found.pop()
            text, nats, bounded = last.text + text, last.nats + nats, last.bounded or bounded
        found.append(WordSurprise(text, nats, bounded))
    return tuple(found)


def reading(texts: Sequence[Sequence[Step]], seed: int = 0) -> Reading | None:
    """Over all words of some texts; None where no word was read."""
    words = [by_word(steps) for steps in texts if steps]
    if not words:
        return None
    totals = np.array([sum(word.nats for word in text) for text in words])
    counts = np.array([len(text) for text in words])
    nats = float(totals.sum() / counts.sum())
    bounded = sum(word.bounded for text in words for word in text)
    return Reading(
        texts=len(words),
        words=int(counts.sum()),
        nats=nats,
        perplexity=math.exp(nats),
        interval=_interval(totals, counts, seed),
        bounded=bounded / int(counts.sum()),
    )


def answer_surprise(found: Distribution, category: str) -> float:
    """−log of the raw probability of a category, in nats; what lies outside the categories counts."""
    return -found.logprobs[category]


def _interval(totals: np.ndarray, counts: np.ndarray, seed: int) -> tuple[float, float] | None:
    """Texts are drawn again as a whole: words of one text are alike."""
    if len(totals) < 3:
        return None
    rng = np.random.default_rng(seed)
    drawn = rng.integers(len(totals), size=(_RESAMPLES, len(totals)))
    means = totals[drawn].sum(axis=1) / counts[drawn].sum(axis=1)
    low, high = np.exp(np.quantile(means, (0.025, 0.975)))
    return float(low), float(high)
