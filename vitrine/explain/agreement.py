"""How far two views of what moves a category agree: two models, or a model and the yardstick.

The two may count in different units (log-odds of a word left out, a coefficient of TF-IDF), so ranks
are compared: Spearman's correlation over the words that both know.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from scipy.stats import rankdata, spearmanr

from vitrine.explain.importance import Importance

Scores = Mapping[str, Mapping[str, float]]  # category to word to score; positive: towards
LEAST_WORDS = 5  # of fewer, a rank correlation says nothing


@dataclass(frozen=True)
class Difference:
    """A word with its score and rank (1: towards most) in one view and in the other."""

    word: str
    here: float
    there: float
    rank_here: int
    rank_there: int

    @property
    def apart(self) -> int:
        """Places between the two ranks."""
        return abs(self.rank_here - self.rank_there)


@dataclass(frozen=True)
class Agreement:
    """Of one category: the rank correlation in [-1, 1] over the words that both views know (None for
    fewer than `LEAST_WORDS`, or where one view ranks nothing), and the words, furthest apart first."""

    correlation: float | None
    words: tuple[Difference, ...]


def scores(found: Importance) -> Scores:
    """The mean weights, for a comparison."""
    return {
        category: {entry.word: entry.weight for entry in words}
        for category, words in found.words.items()
    }


def agreement(here: Scores, there: Scores) -> dict[str, Agreement]:
    """Category by category, those that both have."""
    return {
        category: _agreement(here[category], there[category])
        for category in here
        if category in there
    }


def _agreement(here: Mapping[str, float], there: Mapping[str, float]) -> Agreement:
    shared = sorted(here.keys() & there.keys())
    ours = np.array([here[word] for word in shared])
    theirs = np.array([there[word] for word in shared])
    ranks = [rankdata(-values, method="ordinal") for values in (ours, theirs)]
    words = [
        Difference(
            word, float(ours[row]), float(theirs[row]), int(ranks[0][row]), int(ranks[1][row])
        )
        for row, word in enumerate(shared)
    ]
    words.sort(key=lambda entry: (-entry.apart, entry.word))
    return Agreement(_correlation(ours, theirs), tuple(words))


def _correlation(ours: np.ndarray, theirs: np.ndarray) -> float | None:
    if len(ours) < LEAST_WORDS or np.ptp(ours) == 0 or np.ptp(theirs) == 0:
        return None
    return float(spearmanr(ours, theirs).statistic)
