"""Overall importance: what a word does to a category, over many explained products.

A word counts in a category by its mean signed weight over the products sorted there that have it, with
a 95 % interval and the number of products behind it. LIME's own global score, √Σ|weight|, grows with a
word's frequency and does not tell categories apart (van der Linden, Haned & Kanoulas 2019, "Global
Aggregations of Local Explanations for Black Box Models", arXiv 1907.03039); their homogeneity does.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.stats import t as student

LEAST_PRODUCTS = 3  # a word of one or two products is theirs, not the category's
_MARGIN = 0.025  # of probability to either side of a 95 % interval


@dataclass(frozen=True)
class Explained:
    """One product's explanation, as far as importance needs it.

    `weights`: each word's signed weight towards `category`, in log-odds, words folded by letter case.
    """

    product: str
    category: str
    weights: Mapping[str, float]


@dataclass(frozen=True)
class WordImportance:
    """A word in one category: its mean `weight` in log-odds (positive: towards the category) over
    `products` products, between `low` and `high` with 95 % confidence.

    `shrunk` is the mean moved towards zero as far as its error asks for: what to rank by.
    `homogeneity` in [0, 1]: 1 for a word whose weight lies in one category alone, 0 for the word that
    is spread most evenly over the categories.
    """

    word: str
    weight: float
    low: float
    high: float
    products: int
    shrunk: float
    homogeneity: float

    def believed(self, by_homogeneity: bool) -> float:
        """What to rank by: the shrunk mean, perhaps times the homogeneity."""
        return self.shrunk * (self.homogeneity if by_homogeneity else 1.0)

    @property
    def certain(self) -> bool:
        """Whether the interval leaves its direction in no doubt."""
        return self.low > 0 or self.high < 0


@dataclass(frozen=True)
class Importance:
    """The words of each category, and how many products were explained in each."""

    words: Mapping[str, tuple[WordImportance, ...]]
    products: Mapping[str, int]


def importance(explained: Iterable[Explained], least_products: int = LEAST_PRODUCTS) -> Importance:
    """Folds explanations together; a word of fewer than `least_products` (2 or more) products of a
    category is left out there."""
    weights: dict[str, dict[str, list[float]]] = defaultdict(lambda: defaultdict(list))
    products: dict[str, int] = defaultdict(int)
    for item in explained:
        products[item.category] += 1
        own = weights[item.category]
        for word, weight in item.weights.items():
            own[word].append(weight)
    kept = {
        category: {word: found for word, found in words.items() if len(found) >= least_products}
        for category, words in weights.items()
    }
    even = _homogeneity(weights, {word for words in kept.values() for word in words})
    return Importance(
        {category: _of_category(words, even) for category, words in kept.items()},
        dict(products),
    )


def towards(
    words: Sequence[WordImportance], by_homogeneity: bool = False
) -> tuple[WordImportance, ...]:
    """Those that pull towards the category, by how far they are to be believed to."""
    return _ranked(words, 1.0, by_homogeneity)


def away(
    words: Sequence[WordImportance], by_homogeneity: bool = False
) -> tuple[WordImportance, ...]:
    """Those that pull away from it, in the same order."""
    return _ranked(words, -1.0, by_homogeneity)


def _ranked(
    words: Sequence[WordImportance], sign: float, by_homogeneity: bool
) -> tuple[WordImportance, ...]:
    def order(entry: WordImportance) -> tuple[float, float, str]:
        return -sign * entry.believed(by_homogeneity), -sign * entry.weight, entry.word

    return tuple(sorted((entry for entry in words if sign * entry.weight > 0), key=order))


def _of_category(
    weights: Mapping[str, Sequence[float]], homogeneity: Mapping[str, float]
) -> tuple[WordImportance, ...]:
    """Means with Student's interval, products being few, and shrunk by Efron & Morris 1975 ("Data
    Analysis Using Stein's Estimator and its Generalizations"): mean · τ² / (τ² + error²), τ² being the
    variance of the means around zero beyond their errors.

    A mean alone would put lucky words first; an interval's lower end, of three products, words that do
    nothing but do it every time.
    """
    means = {word: float(np.mean(found)) for word, found in weights.items()}
    errors = {word: _error(found) for word, found in weights.items()}
    spread = sum(means[word] ** 2 - errors[word] ** 2 for word in means) / max(1, len(means))
    return tuple(
        WordImportance(
            word=word,
            weight=mean,
            low=mean - _reach(len(weights[word])) * errors[word],
            high=mean + _reach(len(weights[word])) * errors[word],
            products=len(weights[word]),
            shrunk=mean * spread / (spread + errors[word] ** 2) if spread > 0 else 0.0,
            homogeneity=homogeneity[word],
        )
        for word, mean in means.items()
    )


def _error(weights: Sequence[float]) -> float:
    """Of a mean."""
    return float(np.std(weights, ddof=1) / np.sqrt(len(weights)))


def _reach(products: int) -> float:
    """How many errors a 95 % interval reaches to either side."""
    return float(student.isf(_MARGIN, products - 1))


def _homogeneity(
    weights: Mapping[str, Mapping[str, Sequence[float]]], words: Iterable[str]
) -> dict[str, float]:
    """1 - (H - H_min) / (H_max - H_min), section 3 of the paper.

    H is the entropy of a word's √Σ|weight| over the categories; H_min and H_max are those of all
    `words`. Where all are alike, none is less telling than another: 1.
    """
    entropies = {
        word: _entropy([_size(of_category.get(word, ())) for of_category in weights.values()])
        for word in words
    }
    if not entropies:
        return {}
    least, most = min(entropies.values()), max(entropies.values())
    span = most - least
    return {
        word: 1.0 - (entropy - least) / span if span > 0 else 1.0
        for word, entropy in entropies.items()
    }


def _size(weights: Sequence[float]) -> float:
    """LIME's global score of a word: √Σ|weight|."""
    return float(np.sqrt(np.abs(weights).sum())) if len(weights) else 0.0


def _entropy(sizes: Sequence[float]) -> float:
    """Shannon's, in nats, of sizes scaled to sum to 1."""
    shares = np.array([size for size in sizes if size > 0])
    shares = shares / shares.sum() if len(shares) else shares
    return float(-(shares * np.log(shares)).sum())
