"""Words that another category's products have and this one lacks, and what each would do here.

Candidates are the catalogue's own: words that stand in many of the category's products and in few of
the others', by the log-odds ratio with an informative Dirichlet prior over its standard error (Monroe,
Colaresi & Quinn 2008, "Fightin' Words", eq. 22), counted once a product. Each is then put at the end
of the text, and the model is asked.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

import numpy as np

from vitrine.catalog.model import Product
from vitrine.explain.asking import Answers
from vitrine.explain.surrogate import log_odds
from vitrine.explain.words import words

CANDIDATES = 12
LEAST_PRODUCTS = 3  # a word of one or two products is theirs, not the category's
_PRIOR_WEIGHT = 100.0  # products' worth of prior, spread as the words are over the whole catalogue


@dataclass(frozen=True)
class Missing:
    """A word, how many of the category's products have it, and what it does at the end of the text:
    the category's `probability` with it, and the `shift` of its log-odds."""

    word: str
    products: int
    probability: float
    shift: float


def typical_words(
    products: Iterable[Product], category: str, besides: str = "", count: int = CANDIDATES
) -> list[tuple[str, int]]:
    """(word, products of the category that have it), the most typical first; none of `besides`' own."""
    inside: Counter[str] = Counter()
    outside: Counter[str] = Counter()
    for product in products:
        found = {unit.text.casefold() for unit in words(product.description)}
        (inside if product.category == category else outside).update(found)
    own = {unit.text.casefold() for unit in words(besides)}
    candidates = sorted(
        word
        for word, many in inside.items()
        if many >= LEAST_PRODUCTS and word not in own and any(map(str.isalpha, word))
    )
    if not candidates:
        return []
    here = np.array([inside[word] for word in candidates], dtype=float)
    there = np.array([outside[word] for word in candidates], dtype=float)
    score = _z_score(here, there, sum(inside.values()), sum(outside.values()))
    best = np.argsort(-score, kind="stable")[:count]
    return [(candidates[place], int(here[place])) for place in best if score[place] > 0]


def _z_score(here: np.ndarray, there: np.ndarray, total_here: int, total_there: int) -> np.ndarray:
    prior = _PRIOR_WEIGHT * (here + there) / (total_here + total_there)
    logit_here = np.log((here + prior) / (total_here + _PRIOR_WEIGHT - here - prior))
    logit_there = np.log((there + prior) / (total_there + _PRIOR_WEIGHT - there - prior))
    variance = 1.0 / (here + prior) + 1.0 / (there + prior)
    return np.asarray((logit_here - logit_there) / np.sqrt(variance))


def missing_words(
    answers: Answers,
    description: str,
    category: str,
    candidates: Iterable[tuple[str, int]],
    cancelled: Callable[[], bool] = lambda: False,
) -> Iterator[list[Missing]]:
    """Yields the words tried so far, the strongest shift first. Raises `ModelError`."""
    before = log_odds(answers.of(description), category)
    found: list[Missing] = []
    for word, products in candidates:
        if cancelled():
            return
        spread = answers.of(_with(answers, description, word))
        shift = log_odds(spread, category) - before
        found.append(Missing(word, products, spread.share(category), shift))
        found.sort(key=lambda entry: -entry.shift)
        yield list(found)


def _with(answers: Answers, description: str, word: str) -> str:
    """The word at the end, or at the beginning where the model would not read so far."""
    longer = f"{description} {word}"
    return longer if answers.classifier.readable(longer) == longer else f"{word} {description}"
