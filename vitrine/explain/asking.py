"""Asks the model about a text with words left out, each different text once, and counts the cost."""

from collections.abc import Sequence

from vitrine.classify.classifier import Classifier
from vitrine.classify.prediction import Distribution
from vitrine.errors import NothingToExplain
from vitrine.explain.design import Masks
from vitrine.explain.explanation import Word
from vitrine.explain.surrogate import log_odds
from vitrine.explain.words import without
from vitrine.messages import N_

_LABEL_ONLY = N_("the model server gives no logprobs, so there is nothing to weigh words by")
_MOST_TEXTS = 4_096  # of a short text, all subsets are asked before the budget is spent


class Asker:
    """The model's log-odds of `target` for any subset of the words of one description."""

    def __init__(
        self,
        classifier: Classifier,
        description: str,
        units: Sequence[Word],
        target: str | None = None,
        against: str | None = None,
    ) -> None:
        self.units = tuple(units)
        self.calls = self.tokens_computed = self.tokens_cached = 0
        self._classifier = classifier
        self._description = description
        self._against = against
        self._known: dict[str, Distribution] = {}
        self.base = self._ask(" ".join(description.split()))
        self.target = target or max(
            self.base.probabilities, key=lambda name: self.base.probabilities[name]
        )

    @property
    def size(self) -> int:
        """The number of words."""
        return len(self.units)

    def response(self, mask: Masks) -> float:
        """The log-odds for one row (words,)."""
        removed = [index for index, stays in enumerate(mask) if not stays]
        spread = self._ask(without(self._description, self.units, removed))
        return log_odds(spread, self.target, self._against)

    def exhausted(self) -> bool:
        """Whether every subset of a short text has been asked."""
        return bool(2**self.size <= min(len(self._known), _MOST_TEXTS))

    def _ask(self, text: str) -> Distribution:
        if text not in self._known:
            answer = self._classifier.answer(text)
            if answer.distribution is None:
                raise NothingToExplain(reason=_LABEL_ONLY)
            self.calls += 1
            cached = answer.prompt_tokens_cached or 0
            self.tokens_cached += cached
            self.tokens_computed += answer.prompt_tokens - cached
            self._known[text] = answer.distribution
        return self._known[text]
