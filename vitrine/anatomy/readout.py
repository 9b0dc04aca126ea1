"""What each word of a text costs a live model in tokens.

The Ollama API does not list a text's tokens. They are counted by growing the text: the count of prompt
tokens tells what each word adds.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from vitrine.llm.client import ModelClient
from vitrine.llm.surprise import words


@dataclass(frozen=True)
class WordCost:
    """A word with the white space before it, and the tokens it adds."""

    text: str
    tokens: int


def token_costs(client: ModelClient, text: str) -> Iterator[WordCost]:
    """The tokens that each word adds, one model call a word; raises `ModelError`.

    The first word's count includes the mark that begins a text, where the model has one.
    """
    sofar, before = "", 0
    for word in words(text):
        sofar += word
        if not sofar.strip():
            continue
        count = client.continue_text(sofar, top_logprobs=0).prompt_tokens
        yield WordCost(word, count - before)
        before = count
