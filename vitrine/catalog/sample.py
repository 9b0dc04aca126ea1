"""A chosen few of a catalogue's products, the same every time for the same seed."""

from collections.abc import Callable, Sequence

import numpy as np

from vitrine.catalog.model import Product


def stratified(
    products: Sequence[Product],
    size: int,
    seed: int = 0,
    stratum: Callable[[Product], str | None] = lambda product: product.category,
) -> tuple[Product, ...]:
    """At most `size` products, as many of each stratum as of the others while it has them.

    A text that stands in the catalogue twice is taken once, an empty one never. They come stratum by
    stratum in turn, so the first n of a sample are the sample of n.
    """
    strata: dict[str | None, list[Product]] = {}
    seen: set[str] = set()
    for product in products:
        text = " ".join(product.description.split())
        if text and text not in seen:
            seen.add(text)
            strata.setdefault(stratum(product), []).append(product)
    random = np.random.RandomState(seed)
    shuffled = [[own[row] for row in random.permutation(len(own))] for own in strata.values()]
    rounds = range(max(map(len, shuffled), default=0))
    dealt = (own[turn] for turn in rounds for own in shuffled if turn < len(own))
    return tuple(product for product, _place in zip(dealt, range(size), strict=False))
