"""The few products that together show most of what moves the model.

SP-LIME's submodular pick (Ribeiro, Singh & Guestrin 2016, arXiv 1602.04938, algorithm 2), greedy over
c(V) = Σ_j [some product of V has word j among its heaviest] · I_j with I_j = √Σ_i |W_ij|. Unlike lime's
own, nothing is shuffled, and weights of different categories do not cancel: sizes are summed.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from vitrine.explain.importance import Explained

HEAVIEST = 10  # words of each product that count, as in lime: a ridge leaves no weight at zero
PICKS = 5


@dataclass(frozen=True)
class Telling:
    """A product picked, the words it adds (the heaviest first), and the share in [0, 1] of all
    importance that it shows together with those picked before it."""

    product: str
    category: str
    adds: tuple[str, ...]
    covered: float


def most_telling(
    explained: Sequence[Explained], count: int = PICKS, heaviest: int = HEAVIEST
) -> tuple[Telling, ...]:
    """At most `count` products, each the one that adds most; of equals the first in order."""
    tops = [_top(item, heaviest) for item in explained]
    score = _scores(explained, tops)
    total = sum(score.values())
    left, seen, found = list(range(len(explained))), set[str](), list[Telling]()
    while left and len(found) < count:
        best = max(left, key=lambda row: sum(score[word] for word in tops[row] if word not in seen))
        adds = [word for word in tops[best] if word not in seen]
        if not sum(score[word] for word in adds):
            break
        seen.update(adds)
        left.remove(best)
        adds.sort(key=lambda word: (-score[word], word))
        item, covered = explained[best], sum(score[word] for word in seen) / total
        found.append(Telling(item.product, item.category, tuple(adds), covered))
    return tuple(found)


def _top(item: Explained, heaviest: int) -> tuple[str, ...]:
    order = sorted(item.weights, key=lambda word: (-abs(item.weights[word]), word))
    return tuple(word for word in order[:heaviest] if item.weights[word])


def _scores(explained: Sequence[Explained], tops: Sequence[tuple[str, ...]]) -> dict[str, float]:
    sums: dict[str, float] = defaultdict(float)
    for item, top in zip(explained, tops, strict=True):
        for word in top:
            sums[word] += abs(item.weights[word])
    return {word: float(np.sqrt(size)) for word, size in sums.items()}
