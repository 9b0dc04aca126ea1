"""The description with its words coloured by weight, as HTML that holds nothing but our own tags.

Knows no screen. Every character of the text is escaped; the only attributes are a class, a step and a
number that this module writes. Towards is a solid underline and "+", against a dashed one and "−": the
colour only repeats them.
"""

import html

from components import numerals
from components.i18n import language
from vitrine.explain.explanation import Explanation, WordWeight

STEPS = 4  # strengths of colour
LEAST_SHARE = 0.08  # of the heaviest word's weight; what is lighter stays plain
SIGN_SHARE = 0.25  # from here on the sign is written beside the word


def highlighted(explanation: Explanation) -> str:
    """The whole description; words of `LEAST_SHARE` or more of the heaviest weight are marked."""
    text = explanation.description
    heaviest = max((abs(entry.weight) for entry in explanation.words), default=0.0)
    marks = sorted(
        (start, end, entry)
        for entry in explanation.words
        if heaviest and abs(entry.weight) >= LEAST_SHARE * heaviest
        for start, end in entry.word.spans
    )
    parts, position = [], 0
    for start, end, entry in marks:
        parts.append(html.escape(text[position:start]))
        parts.append(_mark(text[start:end], entry, heaviest))
        position = end
    parts.append(html.escape(text[position:]))
    return f'<p class="vitrine-text">{"".join(parts)}</p>'


def plain_text(text: str) -> str:
    """The description without marks, in the same dress."""
    return f'<p class="vitrine-text">{html.escape(text)}</p>'


def _mark(text: str, entry: WordWeight, heaviest: float) -> str:
    share = abs(entry.weight) / heaviest
    side = "towards" if entry.weight >= 0 else "against"
    step = min(STEPS, 1 + int(share * STEPS))
    sign = "<sup>{}</sup>".format("+" if entry.weight >= 0 else "−") if share >= SIGN_SHARE else ""
    weight = numerals.signed(entry.weight, language())
    return (
        f'<mark class="vitrine-{side} vitrine-step-{step}" title="{weight}">'
        f"{html.escape(text)}{sign}</mark>"
    )
