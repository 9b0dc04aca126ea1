"""A text as the words a reader sees in it, and the text without some of them.

A word is a run of letters and digits with what joins them inside (rain-coat, l'eau, 2.4 GHz as two),
or a single character of a script that is written without spaces. All occurrences of a word, whatever
their letter case, are one unit unless single positions are asked for.
"""

import re
from collections.abc import Collection, Sequence

from vitrine.explain.explanation import Word

# Han, kana, Thai, Lao, Khmer, Myanmar: a run has no spaces, so each character stands for itself.
_UNSPACED = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff"
_WORD = re.compile(rf"[{_UNSPACED}]|(?:(?![{_UNSPACED}])\w)+(?:[-'’.,/&](?:(?![{_UNSPACED}])\w)+)*")


def words(text: str, single_positions: bool = False) -> tuple[Word, ...]:
    """The units of a text, in order of first appearance; punctuation belongs to none."""
    spans: dict[object, list[tuple[int, int]]] = {}
    for match in _WORD.finditer(text):
        key = match.start() if single_positions else match.group().casefold()
        spans.setdefault(key, []).append(match.span())
    return tuple(Word(text[found[0][0] : found[0][1]], tuple(found)) for found in spans.values())


def without(text: str, units: Sequence[Word], removed: Collection[int]) -> str:
    """The text without the units whose index is in `removed`; white space is closed up."""
    cuts = sorted(span for index in removed for span in units[index].spans)
    kept, position = [], 0
    for start, end in cuts:
        kept.append(text[position:start])
        position = end
    return " ".join("".join([*kept, text[position:]]).split())
