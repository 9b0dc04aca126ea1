"""Models whose weakness is known: one that does what a text says, one that reads the product alone."""

import math
import re
from collections.abc import Mapping, Sequence

from vitrine.llm.reply import Reply, TokenChoice, Turn

NAMES = ("Home", "Baby", "Watches")
WORDS = {"lamp": "A", "rattle": "B", "dial": "C"}
_ORDER = re.compile(r"\b(?:answer|letter|lettre)\W+(?:\w+\W+){0,4}?([A-C])\b")


class Planted:
    """Says the letter of the category whose word the product holds. `obeys`: what stands between the
    product and the end of its text wins, where it names a letter. `sure`: the probability it gives."""

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
        if self.obeys:
            told = [code for code, name in lines.items() if _argued(product, code, name)]
            if told:
                return told[0]
        meant = next((code for word, code in WORDS.items() if word in product.lower()), "A")
        names = dict(zip("ABC", NAMES, strict=True))
        return next((code for code, name in lines.items() if name == names[meant]), "A")


def _argued(product: str, code: str, name: str) -> bool:
    """Whether a product's text, whose own words name no category and no letter, argues for one."""
    return re.search(rf"(?<![\w]){code}(?![\w])", product) is not None or name in product
