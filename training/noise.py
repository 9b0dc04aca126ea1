"""What happens to a text on its way to the model: words left out, typos, other letter case, cuts."""

import string
from random import Random

from training.phrases import SHOP_TALK


def disturb(rng: Random, text: str) -> str:
    """Leaves a third of the texts as they are; the rest is cut, thinned, misspelt, re-cased, or set
    in a shop's talk."""
    if rng.random() < 0.35:
        text = talk_around(rng, text)
    if rng.random() < 0.22:
        text = cut_out(rng, text)
    if rng.random() < 0.28:
        text = leave_words_out(rng, text, rng.random())
    if rng.random() < 0.12:
        text = misspell(rng, text, rng.uniform(0.02, 0.12))
    dice = rng.random()
    if dice < 0.10:
        return text.lower()
    return text.upper() if dice < 0.14 else text


def talk_around(rng: Random, text: str) -> str:
    """Words that every shop says, in no order, before and after the text."""
    before, after = (
        " ".join(
            rng.choice((str.lower, str.title, str))(word)
            for word in rng.choices(SHOP_TALK, k=rng.randint(0, most))
        )
        for most in (5, 24)
    )
    return f"{before} {text} {after}".strip()


def leave_words_out(rng: Random, text: str, share: float) -> str:
    """Removes `share` of the distinct words, every occurrence of each: an explanation's question."""
    words = text.split()
    kept = {word for word in sorted(set(words)) if rng.random() >= share}
    return " ".join(word for word in words if word in kept)


def cut_out(rng: Random, text: str) -> str:
    """A stretch from the inside: a description that does not begin with its title."""
    words = text.split()
    if len(words) < 16:
        return text
    length = rng.randint(8, len(words))
    start = rng.randint(0, len(words) - length)
    return " ".join(words[start : start + length])


def misspell(rng: Random, text: str, rate: float) -> str:
    """Swaps, drops, doubles or replaces one letter in `rate` of the words."""
    return " ".join(
        _misspell_word(rng, word) if len(word) > 3 and rng.random() < rate else word
        for word in text.split()
    )


def _misspell_word(rng: Random, word: str) -> str:
    at = rng.randrange(len(word) - 1)
    before, here, after = word[:at], word[at], word[at + 1 :]
    return rng.choice(
        (
            before + after,
            before + here + here + after,
            before + after[0] + here + after[1:],
            before + rng.choice(string.ascii_lowercase) + after,
        )
    )
