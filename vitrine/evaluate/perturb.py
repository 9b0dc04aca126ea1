"""Changes that ought not to change an answer: of a description, and of the category list.

All are functions of their input and a seed. At rate 0 nothing changes.
"""

import hashlib
import re
from collections import Counter
from collections.abc import Collection, Sequence

import numpy as np

GRAM = 4  # words in a row that make a phrase
_LEAST_PRODUCTS, _LEAST_SHARE = 3, 0.05
_MOST_PHRASES = 400
_KEYS = {
    key: near
    for row in ("qwertyuiop", "asdfghjkl", "zxcvbnm")
    for key, near in zip(row, row[1:] + row[-2], strict=True)
}


def reordered(categories: Sequence[str], seed: int) -> tuple[str, ...]:
    """The list in another order; the same only where there is no other."""
    rng = np.random.default_rng(seed)
    order = tuple(categories)
    while len(order) > 1 and order == tuple(categories):
        order = tuple(categories[place] for place in rng.permutation(len(categories)))
    return order


def with_typos(text: str, rate: float, seed: int) -> str:
    """One slip in about `rate` of the words of three letters or more: two letters swapped, one
    doubled, left out, or struck beside its key."""
    rng = _rng(text, seed)
    return re.sub(r"[^\W\d_]{3,}", lambda found: _slipped(found.group(), rate, rng), text)


def with_words_dropped(text: str, rate: float, seed: int) -> str:
    """Without about `rate` of its words; one always stays."""
    words = text.split()
    lots = _rng(text, seed).random(len(words))
    kept = [word for word, lot in zip(words, lots, strict=True) if lot >= rate]
    return text if len(kept) == len(words) else " ".join(kept or words[:1])


def boilerplate(texts: Sequence[str]) -> tuple[str, ...]:
    """The phrases of `GRAM` words that a twentieth of the catalogue's products have, and three of them
    at least, the most frequent first: folded by letter case, 400 at most."""
    counts = Counter(phrase for text in texts for phrase in set(_phrases(_folded(text))))
    least = max(_LEAST_PRODUCTS, _LEAST_SHARE * len(texts))
    common = [phrase for phrase, count in counts.most_common() if count >= least]
    return tuple(common[:_MOST_PHRASES])


def without_boilerplate(text: str, phrases: Collection[str]) -> str:
    """Without the words that belong to any of the phrases; the text itself where nothing would stay."""
    known, words = frozenset(phrases), text.split()
    covered = [False] * len(words)
    for start, phrase in enumerate(_phrases(_folded(text))):
        if phrase in known:
            covered[start : start + GRAM] = [True] * GRAM
    kept = [word for word, gone in zip(words, covered, strict=True) if not gone]
    return text if not kept or len(kept) == len(words) else " ".join(kept)


def _folded(text: str) -> list[str]:
    return text.casefold().split()


def _phrases(words: Sequence[str]) -> list[str]:
    return [" ".join(words[start : start + GRAM]) for start in range(len(words) - GRAM + 1)]


def _slipped(word: str, rate: float, rng: np.random.Generator) -> str:
    if rng.random() >= rate:
        return word
    place, kind = int(rng.integers(len(word) - 1)), rng.integers(4)
    before, here, after = word[:place], word[place], word[place + 1 :]
    if kind == 0:
        return before + after[0] + here + after[1:]
    if kind == 1:
        return before + here + here + after
    if kind == 2:
        return before + after
    return before + _KEYS.get(here.lower(), "x") + after


def _rng(text: str, seed: int) -> np.random.Generator:
    """Another one for every text: the same places would be struck in all."""
    digest = hashlib.sha256(f"{seed}/{text}".encode("utf-8", "replace")).digest()
    return np.random.default_rng(int.from_bytes(digest[:8], "big"))
