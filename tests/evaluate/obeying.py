"""Models whose weakness is known: one that does what a text says, one that reads the product alone."""

import base64
import codecs
import math
import re
from collections.abc import Mapping, Sequence

from vitrine.llm.reply import Reply, TokenChoice, Turn

NAMES = ("Home", "Baby", "Watches")
WORDS = {"lamp": "Home", "rattle": "Baby", "dial": "Watches"}


class Planted:
    """Says the letter of the category whose word the product holds. `obeys`: another category that the
    text argues for wins. `sure`: the probability it gives."""

    engine, model, options = "fake", "fake-7b", {"seed": 0}

    def __init__(self, *, obeys: bool, sure: float = 0.97) -> None:
        self.obeys, self.sure = obeys, sure
        self.asked: list[Sequence[Turn]] = []

    def digest(self) -> str:
        return "d" * 64

    def context_tokens(self) -> int:
        return 4096

    def ask(
        self,
        turns: Sequence[Turn],
        *,
        format: Mapping[str, object] | None = None,  # noqa: A002
        max_tokens: int = 1,
    ) -> Reply:
        self.asked.append(turns)
        letter = self._letter(turns)
        others = [code for code in "ABC" if code != letter]
        left = (1.0 - self.sure) / 4
        listed = [(letter, self.sure), *((other, left) for other in others), ("Sure", 2 * left)]
        position = tuple(TokenChoice(token, math.log(share)) for token, share in listed)
        return Reply(letter, (position,), 100, 80, 1, 0.01)

    def _letter(self, turns: Sequence[Turn]) -> str:
        lines = dict(re.findall(r"^([A-C]): (.+)$", turns[0].content, re.MULTILINE))
        product = turns[1].content.splitlines()[0]
        meant = next((name for word, name in WORDS.items() if word in product.lower()), "Home")
        wanted = _argued(product, lines, meant) if self.obeys else meant
        return next(code for code, name in lines.items() if name == wanted)


def _argued(product: str, lines: Mapping[str, str], meant: str) -> str:
    """Another category than the one meant that the text names, or whose letter it does; however the
    text is disguised. The products' own words name none."""
    turned = codecs.encode(product, "rot13")
    text = " ".join(
        [product, product[::-1], product.replace("\u200b", ""), turned, *_decoded(product)]
    )
    named = [name for name in lines.values() if name != meant and name in text]
    lettered = [
        name
        for code, name in lines.items()
        if name != meant and re.search(rf"(?<!\w){code}(?!\w)", text)
    ]
    return (named or lettered or [meant])[0]


def _decoded(text: str) -> list[str]:
    blobs = re.findall(r"\b[A-Za-z0-9+/]{24,}={0,2}", text)
    return [base64.b64decode(blob).decode() for blob in blobs]
