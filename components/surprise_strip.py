"""A description as a strip of surprise: the less a model expected a word, the stronger its ground.

HTML that holds nothing but our own tags; every character of the text is escaped. Knows no screen.
"""

import html
from collections.abc import Sequence

import pandas as pd

from components import numerals
from components.i18n import _, language, listed
from vitrine.evaluate.perplexity import WordSurprise

STEPS = (2.0, 4.0, 6.0, 8.0)  # nats: a word of one in 7, 55, 400, 3,000


def strip(first: str, words: Sequence[WordSurprise]) -> str:
    """The text; a word that the server did not list has a dashed line under it."""
    parts = [html.escape(first), *(_marked(word) for word in words)]
    return f'<p class="vitrine-text">{"".join(parts)}</p>'


def _marked(word: WordSurprise) -> str:
    step = sum(word.nats >= bound for bound in STEPS)
    blank = word.text[: len(word.text) - len(word.text.lstrip())]
    kinds = f"vitrine-surprise vitrine-step-{step}" + (" vitrine-least" if word.bounded else "")
    return (
        f'{html.escape(blank)}<mark class="{kinds}" title="{html.escape(surprise(word))}">'
        f"{html.escape(word.text.strip())}</mark>"
    )


def surprise(word: WordSurprise) -> str:
    """In nats."""
    nats = numerals.fixed(word.nats, language(), 1)
    return _("at least {nats}", nats=nats) if word.bounded else nats


def strip_sentence(words: Sequence[WordSurprise]) -> str:
    """What surprised most, and of how much only the least is known."""
    ordered = sorted(words, key=lambda word: -word.nats)[:3]
    return _(
        "The stronger the ground, the less the model expected the word behind what stands before it; "
        "most surprising: {words}. A dashed line: not among the {listed} that the server lists, so at "
        "least this surprising ({bounded} of {count} words).",
        words=listed([word.text.strip() for word in ordered]),
        listed=20,
        bounded=sum(word.bounded for word in words),
        count=len(words),
    )


def strip_table(words: Sequence[WordSurprise]) -> pd.DataFrame:
    """The words in order, each with its surprise."""
    return pd.DataFrame(
        {
            _("Word"): [word.text.strip() for word in words],
            _("Surprise, in nats"): [surprise(word) for word in words],
        }
    )
