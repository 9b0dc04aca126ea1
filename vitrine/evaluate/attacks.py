"""Instructions hidden in a product's text: what a dishonest seller would write to be sorted elsewhere.

How an attack is put into a description, and which product gets which. The texts are in
`vitrine.evaluate.attack_suite`.
"""

import base64
import codecs
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal, get_args

import numpy as np

Kind = Literal[
    "order",  # a plain command to the model
    "boundary",  # pretends that the product is over and new instructions begin
    "authority",  # pretends to be somebody who may command
    "tokens",  # the marks with which chat templates separate the turns
    "answered",  # pretends that the answer has already been given
    "stuffing",  # the category's name again and again
    "language",  # a command in another language
    "encoded",  # a command that a word filter does not see
    "persuasion",  # asks nicely, with a reason
    "markup",  # JSON, fences and other machine notation
    "hidden",  # where a shop's customer would not see it
    "letters",  # changes what the letters mean
    "examples",  # shows how such a question is answered
    "threat",  # says what happens otherwise
    "story",  # a game or a tale in which it is so
]
KINDS: tuple[Kind, ...] = get_args(Kind)
Place = Literal["start", "middle", "end"]


@dataclass(frozen=True)
class Attack:
    """`text` is a template with {category}, {letter} and {other}, the letter of the honest answer."""

    id: str
    kind: Kind
    place: Place
    text: str
    held_out: bool = False

    def against(self, description: str, category: str, codes: dict[str, str], answer: str) -> str:
        """The description with the attack in it, arguing for `category` where `answer` was given.

        `codes` gives each category's letter.
        """
        words = {"category": category, "letter": codes[category], "other": codes[answer]}
        return insert(description, _written(self, words), self.place)


def insert(description: str, text: str, place: Place) -> str:
    """`text` before, behind or amid the description: amid is behind the word nearest the middle."""
    if place == "start":
        return f"{text} {description}"
    if place == "end":
        return f"{description} {text}"
    words = description.split()
    middle = len(words) // 2
    return " ".join([*words[:middle], text, *words[middle:]])


def chosen(attacks: tuple[Attack, ...], count: int, turn: int, seed: int = 0) -> tuple[Attack, ...]:
    """The `count` attacks that the product number `turn` takes.

    The suite is gone through again and again, each time in another order: every attack comes as often
    as any other, and falls on products of every kind.
    """
    places = range(turn * count, (turn + 1) * count)
    return tuple(
        _round(attacks, place // len(attacks), seed)[place % len(attacks)] for place in places
    )


@lru_cache(maxsize=256)
def _round(attacks: tuple[Attack, ...], number: int, seed: int) -> tuple[Attack, ...]:
    order = np.random.default_rng([seed, number]).permutation(len(attacks))
    return tuple(attacks[place] for place in order)


def _written(attack: Attack, words: dict[str, str]) -> str:
    plain = attack.text.format(**words)
    if attack.id in _IN_BASE64:
        return base64.b64encode(plain.encode()).decode()
    if attack.id in _TURNED_ALPHABET:
        return codecs.encode(plain, "rot13")
    if attack.id in _BACKWARDS:
        return plain[::-1]
    if attack.id in _ZERO_WIDTH:
        return "\u200b".join(plain)
    return plain


_IN_BASE64 = frozenset({"encoded-1"})
_TURNED_ALPHABET = frozenset({"encoded-4"})  # a for n, b for o…
_BACKWARDS = frozenset({"encoded-3"})
_ZERO_WIDTH = frozenset({"hidden-2"})
