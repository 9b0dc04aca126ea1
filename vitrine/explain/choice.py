"""Which of a catalogue's products are explained, when not all can be: few, and of every category.

A word's mean weight needs several products that have the word. In a sample drawn at random most
words that tell a category stand in one product, and the calls go to words that all products share. So
products are chosen whose telling words recur, and short ones before long ones, which cost more calls.
The choice looks at the texts alone, never at a weight. Drawn at random, a sample speaks for the whole
catalogue instead.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from typing import Literal

import numpy as np

from vitrine.catalog.model import Product
from vitrine.explain.words import words

How = Literal["recurring", "random"]
Stratum = str | None

ENOUGH = 4  # products with a word, after which another one adds nothing
_LEAST_PRODUCTS = 3
_LIFT = 2.0  # times as frequent as elsewhere: a word that tells its category
_FIXED_COST = 8  # in words: what explaining costs, however short the text
_LENGTH_MATTERS = 1.5  # a longer text costs more calls, and of each of its words they say less
_CANDIDATES = 300  # of a stratum: a choice of ten among more takes long and gains nothing


def choose(
    products: Sequence[Product],
    size: int,
    seed: int = 0,
    how: How = "recurring",
    stratum: Callable[[Product], Stratum] = lambda product: product.category,
) -> tuple[Product, ...]:
    """At most `size` products, as many of each stratum as of the others while it has them.

    A text that stands in the catalogue twice is taken once, an empty one never. They come stratum by
    stratum in turn, so the first n of a choice are the choice of n. Without strata it is at random:
    nothing is known then of what a word tells.
    """
    shuffled = _shuffled(products, seed, stratum)
    if how == "recurring" and len(shuffled) > 1:
        orders = _recurring(list(shuffled.values()))
    else:
        orders = [iter(own) for own in shuffled.values()]
    return tuple(islice(_in_turn(orders), size))


def _shuffled(
    products: Sequence[Product], seed: int, stratum: Callable[[Product], Stratum]
) -> dict[Stratum, list[Product]]:
    strata: dict[Stratum, list[Product]] = {}
    seen: set[str] = set()
    for product in products:
        text = " ".join(product.description.split())
        if text and text not in seen:
            seen.add(text)
            strata.setdefault(stratum(product), []).append(product)
    random = np.random.RandomState(seed)
    return {
        name: [own[row] for row in random.permutation(len(own))] for name, own in strata.items()
    }


def _in_turn(orders: Sequence[Iterator[Product]]) -> Iterator[Product]:
    left = list(orders)
    while left:
        for order in list(left):
            product = next(order, None)
            if product is None:
                left.remove(order)
            else:
                yield product


def _recurring(strata: Sequence[Sequence[Product]]) -> list[Iterator[Product]]:
    texts = [{product.id: _words(product) for product in own[:_CANDIDATES]} for own in strata]
    counts = [Counter(word for found in own.values() for word in found) for own in texts]
    everywhere = sum(counts, Counter[str]())
    total = sum(map(len, texts))
    return [
        _by_gain(own, found, _telling(count, everywhere, len(found), total))
        for own, found, count in zip(strata, texts, counts, strict=True)
    ]


def _words(product: Product) -> frozenset[str]:
    return frozenset(unit.text.casefold() for unit in words(product.description))


def _telling(
    own: Counter[str], everywhere: Counter[str], products: int, total: int
) -> dict[str, float]:
    """The words that tell a stratum, each with what one more product of it is worth: √(its
    products), so that what many have comes before what three have."""
    others = max(1, total - products)
    return {
        word: float(np.sqrt(many))
        for word, many in own.items()
        if many >= _LEAST_PRODUCTS and many / products >= _LIFT * (everywhere[word] - many) / others
    }


def _by_gain(
    own: Sequence[Product], texts: dict[str, frozenset[str]], value: dict[str, float]
) -> Iterator[Product]:
    """The product that adds most for its length comes next; of equals the first as shuffled. Those
    past the candidates follow as they stand."""
    left, have = [product for product in own if product.id in texts], Counter[str]()

    def gain(product: Product) -> float:
        found = texts[product.id]
        worth = sum(value[word] for word in found if word in value and have[word] < ENOUGH)
        return float(worth / (_FIXED_COST + len(found)) ** _LENGTH_MATTERS)

    while left:
        best = max(left, key=gain)
        left.remove(best)
        have.update(texts[best.id])
        yield best
    yield from own[_CANDIDATES:]
