"""What a live model expects after a text, and how much a given text surprises it.

The Ollama API does not score a given text. It is read by growing the text: the top logprobs tell how
likely the next piece was.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from vitrine.llm.chat_template import EOS
from vitrine.llm.client import ModelClient
from vitrine.llm.reply import TokenChoice

TOP = 20  # the most that the API lists


@dataclass(frozen=True)
class Surprise:
    """One step through a text. `bounded`: not among the listed, so `logprob` is the most it can be.

    A bounded step passes the rest of the word, whose own tokens are not scored.
    """

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

    At each step the longest listed token that the text goes on with is taken. Ends early where a server
    gives no logprobs. Raises `ModelError`.
    """
    pieces = words(text.strip())
    sofar = pieces[0] if pieces else ""
    rest = text.strip()[len(sofar) :]
    while rest:
        choices = next_tokens(client, sofar)
        if not choices:
            return
        step = _step(choices, rest)
        yield step
        sofar, rest = sofar + step.text, rest[len(step.text) :]


def _step(choices: tuple[TokenChoice, ...], rest: str) -> Surprise:
    fitting = [
        choice
        for choice in choices
        # tokenizers give the blank before a word to the word: alone it is no step of theirs
        if choice.text.strip(" ") and rest.startswith(choice.text)
    ]
    if fitting:
        taken = max(fitting, key=lambda choice: len(choice.text))
        return Surprise(taken.text, taken.logprob, bounded=False)
    return Surprise(_first_word(rest), choices[-1].logprob, bounded=True)


def _first_word(rest: str) -> str:
    """Up to where the next word begins; white space in front belongs to the word."""
    word = rest.lstrip()
    spaces = len(rest) - len(word)
    return rest[: spaces + len(word.split(maxsplit=1)[0])]
