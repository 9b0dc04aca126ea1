"""A model whose true word weights are known: what an explanation has to give back."""

import math
from collections.abc import Mapping, Sequence

from vitrine.classify.prediction import Distribution, Prediction, Provenance

PROVENANCE = Provenance("planted", "planted", "0" * 64, "1", "direct", {})


class PlantedClassifier:
    """Two categories, Yes and No; the log-odds of Yes are the sum of the weights of the words that are
    there. A pair in `either` counts once however many of its words are there. It reads the
    first `reads` words of a text, None: all."""

    def __init__(
        self,
        weights: Mapping[str, float],
        bias: float = 0.0,
        either: Sequence[tuple[frozenset[str], float]] = (),
        reads: int | None = None,
    ) -> None:
        self.weights, self.bias, self.either = weights, bias, either
        self.reads = reads
        self.texts: list[str] = []

    def readable(self, text: str) -> str:
        return text if self.reads is None else " ".join(text.split()[: self.reads])

    def answer(self, text: str) -> Prediction:
        self.texts.append(text)
        odds = self.log_odds(self.readable(text))
        logprobs = {"Yes": -math.log1p(math.exp(-odds)), "No": -math.log1p(math.exp(odds))}
        spread = Distribution({k: math.exp(v) for k, v in logprobs.items()}, logprobs, 0.0)
        return Prediction(
            "answered",
            "Yes" if odds > 0 else "No",
            "A",
            spread,
            PROVENANCE,
            prompt_tokens=len(text.split()) + 10,
            prompt_tokens_cached=10,
        )

    def log_odds(self, text: str) -> float:
        present = {word.strip(".,;!").casefold() for word in text.split()}
        single = sum(weight for word, weight in self.weights.items() if word in present)
        pairs = sum(weight for pair, weight in self.either if pair & present)
        return self.bias + single + pairs
