"""What a live model expects after a text, and how much a given text surprises it.

The Ollama API does not score a given text. It is read by growing the text: the top logprobs tell how
likely the next piece was.
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace

from vitrine.llm.chat_template import EOS
from vitrine.llm.client import ModelClient
from vitrine.llm.reply import TokenChoice

TOP = 20  # the most that the API lists


@dataclass(frozen=True)
class Surprise:
    """One step through a text. `bounded`: the server did not list all of this word's tokens, so
    `logprob` is the most that the whole word's can be."""

    text: str
    logprob: float
    bounded: bool


def next_tokens(client: ModelClient, text: str) -> tuple[TokenChoice, ...]:
    """The most likely tokens to follow `text`, best first; empty where a server gives no logprobs.

    The mark that ends a text is "", as llama.cpp gives it: Ollama names it, and the name, put after
    the text, would no longer be the mark. Raises `ModelError`.
    """
    positions = client.continue_text(text, top_logprobs=TOP).positions
    choices = positions[0] if positions else ()
    return tuple(replace(choice, text="") if choice.text == EOS else choice for choice in choices)


def words(text: str) -> list[str]:
    """The text cut before each blank; joined, it is the text again."""
    found: list[str] = []
    for piece in text.split(" "):
        found.append(" " + piece if found else piece)
    return [piece for piece in found if piece]


def surprises(client: ModelClient, text: str) -> Iterator[Surprise]:
    """How likely each next piece was, the first word being given; one call a step.

    At each step the longest listed token that the text goes on with is taken. A word in which none is
    listed is one bounded step. Ends early where a server gives no logprobs. Raises `ModelError`.
    """
    pieces = words(text.strip())
    sofar = pieces[0] if pieces else ""
    rest = text.strip()[len(sofar) :]
    while rest:
        steps = _through(client, sofar, _first_word(rest))
        if not steps:
            return
        yield from steps
        passed = sum(len(step.text) for step in steps)
        sofar, rest = sofar + rest[:passed], rest[passed:]


def _through(client: ModelClient, sofar: str, word: str) -> list[Surprise]:
    """The steps through a word; nothing without logprobs.

    A token that the word merely begins with may not be the first of the word's own: where the way
    ends inside it, no more is known than that its first token is not likelier than any that fits.
    """
    steps: list[Surprise] = []
    at_most = -math.inf
    while left := word[sum(len(step.text) for step in steps) :]:
        choices = next_tokens(client, sofar + word[: len(word) - len(left)])
        if not choices:
            return []
        # tokenizers give the blank before a word to the word: alone it is no step of theirs
        fitting = [one for one in choices if one.text.strip(" ") and left.startswith(one.text)]
        if not steps:
            likeliest = fitting[0] if fitting else choices[-1]  # they come best first
            at_most = likeliest.logprob
        if not fitting:
            return [Surprise(word, at_most, bounded=True)]
        taken = max(fitting, key=lambda one: len(one.text))
        steps.append(Surprise(taken.text, taken.logprob, bounded=False))
    return steps


def _first_word(rest: str) -> str:
    """Up to where the next word begins; white space in front belongs to the word."""
    word = rest.lstrip()
    spaces = len(rest) - len(word)
    return rest[: spaces + len(word.split(maxsplit=1)[0])]
