"""What the demo model reads: products asked about in the app's own prompt, and plain descriptions.

One row is a prompt's fixed part (instructions, category list) followed by several products, each of
which sees the fixed part and itself alone: the fixed part is computed once for all of them, as a
model server's prompt cache does it. Fresh listings are written for every step; none is seen twice.
"""

import string
from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

import numpy as np
from tokenizers import Tokenizer

from training import phrases
from training.chat import render
from training.lexicon import CategoryLexicon, ProductType, read_all
from training.listing import Vocabulary, write_listing
from training.noise import disturb
from training.split import HELD_OUT_PATTERNS, HELD_OUT_TYPES, SEED, split_vocabulary
from vitrine.classify.prompt import CODES, NOTE_CATEGORIES, OPENING, system_text, user_text

BOS_ID, EOS_ID = 0, 1
OTHER = "Other"  # the lexicon of products that belong to none of the seven categories

# Tokens a product may take, how often, and the range of words written for it.
LENGTHS = (
    (72, 0.42, (11, 30)),
    (120, 0.34, (24, 55)),
    (216, 0.18, (50, 105)),
    (400, 0.06, (90, 240)),
)
NAMES = (26, 0.0, (0, 0))  # a product that is but a category's name
DOUBT = 0.033
NAMES_ALONE = (0.06, 0.13)  # of the training
ROW_TOKENS = 500
TOPICS = (*NOTE_CATEGORIES, OTHER)
_SYLLABLES = (
    "a", "ba", "bel", "bri", "ca", "cor", "da", "del", "do", "el", "en", "fa", "fi", "ga", "gen", "ha",
    "in", "ja", "ka", "ker", "la", "len", "lo", "ma", "mi", "mo", "na", "ni", "no", "o", "pa", "per",
    "ra", "ri", "ro", "sa", "sel", "shi", "si", "sun", "ta", "ti", "tor", "u", "va", "ver", "vi", "wa",
    "xo", "ya", "zen", "zi",
)  # fmt: skip
_TRADE = ("Creations", "Collection", "Store", "India", "World", "Enterprises", "& Co", "Impex",
          "Style", "Traders", "International", "Bazaar", "Hub", "Mart", "Studio", "Designs",
          "Fashion", "Art")  # fmt: skip


@dataclass(frozen=True)
class Batch:
    """Rows of equal shape. `weights` is 1 where the token is text to learn, 0 where it is padding or
    was forced; `answers` is 1 where the token is an answer; `topics` is the number of the category
    that the token's product, or its line in the list, is of (`OTHER` the last), `lines` the number
    of that line; both -1 elsewhere. All arrays (rows, length) but `positions` (length,) and `mask`
    (length, length)."""

    tokens: np.ndarray
    weights: np.ndarray
    answers: np.ndarray
    topics: np.ndarray
    lines: np.ndarray
    positions: np.ndarray
    mask: np.ndarray


class Corpus:
    """Writes batches without end; the same seed writes the same ones."""

    def __init__(self, tokenizer: Tokenizer, seed: int) -> None:
        self._tokenizer = tokenizer
        self._rng = Random(seed)
        self._mark = tokenizer.token_to_id("[/INST]")
        self._word = tokenizer.token_to_id("Product")
        self._newline = tokenizer.token_to_id("Ċ")
        self._codes = {tokenizer.token_to_id(code): line for line, code in enumerate(CODES)}
        self._writer = Writer(self._rng)

    def batch(self, tokens: int, progress: float = 1.0) -> Batch:
        """A batch of about `tokens` tokens: questions mostly, plain text at times.

        For a short while early in the training (`progress` from 0 to 1) all that is asked is the
        letter of a bare category name. That teaches to read the list in some hundred steps; mixed
        in among the products it was not learnt in 700.
        """
        if NAMES_ALONE[0] <= progress < NAMES_ALONE[1]:
            return self._questions(tokens, NAMES)
        dice = self._rng.random()
        if dice < 0.08:
            return self._plain(tokens)
        if dice < 0.12:
            return self._questions(tokens, NAMES)
        lengths, shares = zip(*((entry, entry[1]) for entry in LENGTHS), strict=True)
        return self._questions(tokens, self._rng.choices(lengths, shares)[0])

    def _questions(self, tokens: int, bucket: tuple[int, float, tuple[int, int]]) -> Batch:
        rng = self._rng
        length, _, words = bucket
        chosen = rng.sample(NOTE_CATEGORIES, _subset_size(rng))
        prefix = len(self._prefix(chosen))
        products = max(1, (ROW_TOKENS - prefix) // length)
        rows = max(1, round(tokens / (prefix + products * length)))
        shape = (rows, prefix + products * length)
        ids, weights, answers = np.zeros(shape, np.int64), np.zeros(shape), np.zeros(shape)
        topics, lines = np.full(shape, -1), np.full(shape, -1)
        for row in range(rows):
            order = rng.sample(chosen, len(chosen))
            ids[row, :prefix], weights[row, 1:prefix] = self._prefix(order), 1
            lines[row, :prefix] = self._lines(ids[row, :prefix])
            known = np.array([*map(TOPICS.index, order), -1])
            topics[row, :prefix] = known[lines[row, :prefix]]
            for product in range(products):
                start = prefix + product * length
                category, text = self._text(order, words)
                piece, weight, answer = self._product(order, category, text, length)
                end = start + len(piece)
                ids[row, start:end], weights[row, start:end] = piece, weight
                answers[row, start:end] = answer
                topics[row, start:end] = TOPICS.index(category)
        layout = _layout(prefix, products, length)
        return Batch(ids, weights, answers, topics, lines, *layout)

    def _prefix(self, order: Sequence[str]) -> list[int]:
        """What stands before the product; the product's first word settles how it is split."""
        ids = self._tokenizer.encode(render(system_text(order), "Product")).ids
        return [BOS_ID, *ids[: len(ids) - ids[::-1].index(self._word) - 1]]

    def _lines(self, prefix: np.ndarray) -> np.ndarray:
        """For each token after a line's code, the number of that line; -1 elsewhere."""
        found, line, previous = np.full(len(prefix), -1), -1, -1
        for at, token in enumerate(prefix):
            if token == self._newline:
                line = -1
            elif previous == self._newline and token in self._codes:
                line = self._codes[token]
            elif line >= 0:
                found[at] = line
            previous = token
        return found

    def _text(self, order: Sequence[str], words: tuple[int, int]) -> tuple[str, str]:
        """A category and a text of it: a listing, or the bare name where there is room for no more."""
        if words == NAMES[2]:
            name = self._rng.choice(order)
            return name, self._rng.choice((name, name, name.lower(), name.upper()))
        return self._writer.product(self._rng.randint(*words))

    def _product(
        self, order: Sequence[str], category: str, text: str, length: int
    ) -> tuple[list[int], list[float], list[float]]:
        """One product's tokens with its answer, their weights, and where the answer stands."""
        question, forced, answer, close = self._exchange(order, category)
        tail = self._tokenizer.encode(f"\n{question} [/INST]{forced}").ids
        said = self._tokenizer.encode(f"[/INST]{forced}{answer}").ids
        said = said[len(self._tokenizer.encode(f"[/INST]{forced}").ids) :]
        end = [*self._tokenizer.encode(close).ids, EOS_ID]
        head = self._tokenizer.encode(user_text(text).removesuffix("\nLetter:")).ids
        head = head[: length - len(tail) - len(said) - len(end)]
        ids = [*head, *tail, *said, *end]
        # An opening is forced on the model, never its own choice: nothing is learnt there.
        opening = len(tail) - 1 - tail.index(self._mark)
        weights = [1.0] * (len(head) + len(tail) - opening) + [0.0] * (opening + len(said))
        weights += [1.0] * len(end)
        answers = [0.0] * (len(head) + len(tail)) + [1.0] * len(said) + [0.0] * len(end)
        return ids, weights, answers

    def _exchange(self, order: Sequence[str], category: str) -> tuple[str, str, str, str]:
        """The question's last line, the answer's forced opening, the answer, and what closes it.

        A part of the questions asks for the category's name: what a product is comes first, its code
        in this list second, and a model that is asked for both learns each from the other.
        """
        rng = self._rng
        if category in order and rng.random() < 0.2:
            return "Name:", "", f" {category}", ""
        # A product that belongs to none of the listed categories: any code, so all become likely.
        # One answer in thirty is any code too: a model that is never wrong here is too sure there.
        code = CODES[order.index(category)] if category in order else ""
        if not code or rng.random() < DOUBT:
            code = rng.choice(CODES[: len(order)])
        dice = rng.random()
        if dice < 0.05:
            return "Letter:", f" {OPENING}", f" {code}", ""
        if dice < 0.08:
            return "Letter:", '"', code, '"'
        return "Letter:", "", f" {code}", ""

    def _plain(self, tokens: int) -> Batch:
        length = 256
        rows = max(1, tokens // length)
        ids, weights = np.zeros((rows, length), np.int64), np.ones((rows, length))
        for row in range(rows):
            stream: list[int] = []
            while len(stream) <= length:
                _, text = self._writer.product(self._rng.randint(13, 160), noisy=False)
                stream += [BOS_ID, *self._tokenizer.encode(text).ids, EOS_ID]
            ids[row] = stream[:length]
            weights[row] = ids[row] != BOS_ID
        mask = np.tril(np.ones((length, length), bool))
        none = np.full(ids.shape, -1)
        return Batch(ids, weights, np.zeros_like(weights), none, none, np.arange(length), mask)


class Writer:
    """Products for training: seen types and patterns, real and made-up brands, noise."""

    def __init__(self, rng: Random) -> None:
        lexicons = read_all()
        seen, _ = split_vocabulary(lexicons, HELD_OUT_TYPES, SEED)
        self._rng = rng
        self._vocabulary = Vocabulary(
            types=seen,
            brands={name: _brands(rng, lexicon) for name, lexicon in lexicons.items()},
            patterns=phrases.training_patterns(HELD_OUT_PATTERNS, SEED),
            title_weights=phrases.TRAINING_TITLE_WEIGHTS,
        )

    def product(self, words: int, noisy: bool = True) -> tuple[str, str]:
        """A category (or `OTHER`) and a description of at most `words` words."""
        rng = self._rng
        if noisy and rng.random() < 0.01:
            return OTHER, gibberish(rng)
        category = OTHER if rng.random() < 0.05 else rng.choice(NOTE_CATEGORIES)
        kind: ProductType = rng.choice(self._vocabulary.types[category])
        text = write_listing(rng, self._vocabulary, kind, words).description
        return category, disturb(rng, text) if noisy else text


def gibberish(rng: Random) -> str:
    """Letters and digits that mean nothing, or nothing at all."""
    alphabet = string.ascii_letters + string.digits + "     .,"
    return "".join(rng.choices(alphabet, k=rng.choice((0, 5, 20, 60))))


def made_up_brand(rng: Random) -> str:
    """A brand that no category owns, so that the model does not lean on brands."""
    name = "".join(rng.choices(_SYLLABLES, k=rng.randint(2, 3)))
    name = rng.choice((name.title(), name.title(), name.upper(), name))
    return f"{name} {rng.choice(_TRADE)}" if rng.random() < 0.3 else name


def _brands(rng: Random, lexicon: CategoryLexicon) -> tuple[str, ...]:
    own = [*lexicon.brands, *lexicon.known_brands * 3]
    return (*own, *(made_up_brand(rng) for _ in range(len(own))))


def _subset_size(rng: Random) -> int:
    size = len(NOTE_CATEGORIES)
    return size if rng.random() < 0.6 else rng.randint(2, size)


def _layout(prefix: int, products: int, length: int) -> tuple[np.ndarray, np.ndarray]:
    """Positions and mask of a row: every product follows the prefix as if it were alone."""
    own = np.arange(prefix, prefix + length)
    positions = np.concatenate([np.arange(prefix), *[own] * products])
    part = np.concatenate([np.zeros(prefix, int), np.repeat(np.arange(1, products + 1), length)])
    sees = (part[:, None] == part[None, :]) | (part[None, :] == 0)
    return positions, sees & np.tril(np.ones((len(part), len(part)), bool))
