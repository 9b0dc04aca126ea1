"""How far people agree, with each other and on which of two runs is the better one."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.stats import binomtest, norm

from vitrine.evaluate.review import PREFERENCES, Preference, Vote

LEVEL = 0.95


@dataclass(frozen=True)
class Kappa:
    """Agreement beyond chance: 1 is perfect, 0 what chance gives, with a 95 % interval.

    `value` is None where it is not defined: nothing in common, or both say one and the same label of
    everything. `observed` is the share on which they agree, `products` how many both judged.
    """

    value: float | None
    low: float | None
    high: float | None
    observed: float
    products: int


def kappa(first: Mapping[str, str], second: Mapping[str, str]) -> Kappa:
    """Between two people's labels by product id; what only one has labelled is left out.

    Cohen, "A coefficient of agreement for nominal scales" (1960); the interval is that of the
    large-sample variance of Fleiss, Cohen and Everitt (1969), cut at -1 and 1.
    """
    both = [id_ for id_ in first if id_ in second]
    names = sorted({labels[id_] for labels in (first, second) for id_ in both})
    place = {name: number for number, name in enumerate(names)}
    table = np.zeros((len(names), len(names)))
    for id_ in both:
        table[place[first[id_]], place[second[id_]]] += 1
    if not both:
        return Kappa(None, None, None, 0.0, 0)
    shares = table / len(both)
    agreed = float(np.trace(shares))
    rows, columns = shares.sum(axis=1), shares.sum(axis=0)
    chance = float(rows @ columns)
    if math.isclose(chance, 1.0):
        return Kappa(None, None, None, agreed, len(both))
    value = (agreed - chance) / (1 - chance)
    half = float(norm.ppf((1 + LEVEL) / 2)) * _deviation(shares, value, chance, len(both))
    return Kappa(value, max(-1.0, value - half), min(1.0, value + half), agreed, len(both))


def _deviation(shares: np.ndarray, value: float, chance: float, products: int) -> float:
    """Equation 13 of Fleiss, Cohen and Everitt, "Large sample standard errors of kappa and weighted
    kappa" (Psychological Bulletin 72, 1969)."""
    rows, columns = shares.sum(axis=1), shares.sum(axis=0)
    diagonal = np.diag(shares)
    margins = rows + columns
    on = float((diagonal * (1 - margins * (1 - value)) ** 2).sum())
    crossed = columns[:, None] + rows[None, :]
    off = float((shares * crossed**2).sum() - (diagonal * margins**2).sum()) * (1 - value) ** 2
    rest = (value - chance * (1 - value)) ** 2
    return math.sqrt(max(0.0, on + off - rest) / products) / (1 - chance)


@dataclass(frozen=True)
class Preferences:
    """Votes by what they say. `p` is the two-sided sign test of "no run is better", over the votes
    that prefer one; None where none does. `left` is the share of those that chose the left one."""

    counts: Mapping[Preference, int]
    p: float | None
    left: float | None

    @property
    def votes(self) -> int:
        """How many there are."""
        return sum(self.counts.values())


def preferences(votes: Sequence[Vote]) -> Preferences:
    """What the votes say together (Dixon and Mood, "The statistical sign test", 1946)."""
    counts = {name: sum(vote.preference == name for vote in votes) for name in PREFERENCES}
    decided = [vote for vote in votes if vote.preference in ("first", "second")]
    if not decided:
        return Preferences(counts, None, None)
    p = float(binomtest(counts["first"], len(decided)).pvalue)
    left = sum(vote.preference == vote.on_left for vote in decided) / len(decided)
    return Preferences(counts, p, left)
