"""A word cut into tokens with the merges that a model's own file lists.

Source: Sennrich et al. (arXiv 1508.07909), section 3.2, on bytes as in GPT-2.
"""

from itertools import pairwise

from vitrine.llm.embedded.gguf import GgufHeader

BLANK = "Ġ"  # how byte-level files write a blank


def pieces(word: str, header: GgufHeader) -> list[str]:
    """The tokens of `word`, of plain English letters, as it stands inside a text: after a blank.

    The first piece holds that blank. Raises ValueError for other words, and for a file whose
    tokenizer lists no such merges.
    """
    merges = header.metadata.get("tokenizer.ggml.merges")
    if header.metadata.get("tokenizer.ggml.model") != "gpt2" or not isinstance(merges, list):
        raise ValueError("the file lists no byte-level merges")
    if not (word.isascii() and word.isalpha()):
        raise ValueError("one word of plain letters")
    ranks = {tuple(str(merge).split(" ")): rank for rank, merge in enumerate(merges)}
    found = [BLANK, *word]
    while pairs := {pair for pair in pairwise(found) if pair in ranks}:
        found = _merged(found, min(pairs, key=ranks.__getitem__))
    return [piece.replace(BLANK, " ") for piece in found]


def _merged(parts: list[str], pair: tuple[str, str]) -> list[str]:
    found: list[str] = []
    for part in parts:
        if found and (found[-1], part) == pair:
            found[-1] += part
        else:
            found.append(part)
    return found
