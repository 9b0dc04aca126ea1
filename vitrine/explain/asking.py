"""Asks the model about versions of one description, each different text once, and counts the cost."""

from collections.abc import Collection, Sequence

import numpy as np

from vitrine.classify.classifier import Classifier
from vitrine.classify.prediction import Distribution
from vitrine.errors import NothingToExplain
from vitrine.explain.design import Floats, Masks
from vitrine.explain.explanation import Word
from vitrine.explain.words import without
from vitrine.messages import N_

_LABEL_ONLY = N_("the model server gives no logprobs, so there is nothing to weigh words by")


class Answers:
    """What a classifier says of a text, remembered; safe to hand from one thread to the next.

    `calls` counts what was asked of the model, `tokens_computed` and `tokens_cached` its prompt tokens.
    """

    def __init__(self, classifier: Classifier) -> None:
        self.classifier = classifier
        self.calls = self.tokens_computed = self.tokens_cached = 0
        self._known: dict[str, Distribution] = {}

    def of(self, text: str) -> Distribution:
        """The distribution for a text, its white space closed up.

        Raises `ModelError`, and `NothingToExplain` where the server gives no logprobs.
        """
        text = " ".join(text.split())
        if text not in self._known:
            answer = self.classifier.answer(text)
            if answer.distribution is None:
                raise NothingToExplain(reason=_LABEL_ONLY)
            self.calls += 1
            cached = answer.prompt_tokens_cached or 0
            self.tokens_cached += cached
            self.tokens_computed += answer.prompt_tokens - cached
            self._known[text] = answer.distribution
        return self._known[text]

    def knows(self, text: str) -> bool:
        """Whether asking about it costs nothing."""
        return " ".join(text.split()) in self._known


class Asker:
    """The model's logprobs for any subset of the words of one description, and its target's place.

    Its own counts begin at 0, whatever the answers it shares have cost before.
    """

    def __init__(
        self,
        answers: Answers,
        description: str,
        units: Sequence[Word],
        target: str | None = None,
    ) -> None:
        self.units = tuple(units)
        self._answers = answers
        self._before = answers.tokens_computed, answers.tokens_cached
        self._description = description
        self._asked: set[str] = set()
        self.base = self._ask(())
        self.target = target or likeliest(self.base)

    @property
    def size(self) -> int:
        """The number of words."""
        return len(self.units)

    @property
    def asked(self) -> int:
        """Different texts asked about: what a budget counts, whether or not they were known before."""
        return len(self._asked)

    @property
    def tokens_computed(self) -> int:
        return self._answers.tokens_computed - self._before[0]

    @property
    def tokens_cached(self) -> int:
        return self._answers.tokens_cached - self._before[1]

    @property
    def categories(self) -> tuple[str, ...]:
        """In the order of `logprobs`."""
        return tuple(self.base.logprobs)

    def logprobs(self, mask: Masks) -> Floats:
        """What one row (words,) leaves of the text, asked: (categories,)."""
        spread = self._ask(np.flatnonzero(mask == 0))
        return np.array([spread.logprobs[name] for name in self.categories])

    def _ask(self, removed: Collection[int]) -> Distribution:
        text = without(self._description, self.units, removed)
        self._asked.add(text)
        return self._answers.of(text)


def likeliest(spread: Distribution) -> str:
    """The category with the largest probability; the first of equals."""
    return max(spread.probabilities, key=lambda name: spread.probabilities[name])
