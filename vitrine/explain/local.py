"""The explanation of one answer, better with every model call, until it is stable.

First the whole text, then each word left out once; a ridge on those is the first picture. Then random
subsets, drawn as LIME's kernel weighs them, until two halves of the samples name the same top words.
Each batch is asked in prefix order, so that the server's prompt cache serves it; a text that came
before is not asked again.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from vitrine.errors import NothingToExplain
from vitrine.explain.asking import Answers, Asker
from vitrine.explain.design import Masks, kernel_masks, leave_one_out, prefix_order
from vitrine.explain.explanation import Explanation, StoppedBecause, WordWeight
from vitrine.explain.parts import Part, collapse_masks, even_parts, halves, spread_masks
from vitrine.explain.surrogate import Surrogate, fit, r_squared
from vitrine.explain.words import words
from vitrine.messages import N_

BUDGET = 100  # model calls
LEAST_BUDGET = 4
TOP = 5  # the words whose membership must be stable
AGREEMENT = 0.8  # Jaccard overlap of the two halves' top words
SAMPLING_SHARE = 0.4  # of the budget, kept for random subsets when parts are split
_BATCH = 12  # model calls between two pictures
_HELD_OUT_EVERY = 5  # of the sampled rows, one in five judges the fit and takes no part in it
_INTERVAL = 1.96  # standard errors to either side: 95 %
_NO_WORDS = N_("the text holds no word")
_SMALL_BUDGET = N_("the budget is under 4 model calls")


@dataclass(frozen=True)
class Question:
    """What to explain: the pull towards `target` (None: the model's answer), perhaps against one
    other category only; `budget` in model calls."""

    description: str
    target: str | None = None
    against: str | None = None
    budget: int = BUDGET
    seed: int = 0
    single_positions: bool = False


def explain(
    answers: Answers,
    question: Question,
    cancelled: Callable[[], bool] = lambda: False,
) -> Iterator[Explanation]:
    """Yields better and better explanations; the last one says why it stopped.

    The same question gives the same explanation, whatever `answers` knew before: a budget counts
    the texts that it needs, not what they cost.

    Raises `NothingToExplain` for a text without words, an answer without logprobs or too small a
    budget, and `ModelError` where the server fails; what was yielded before stands.
    """
    # Of a text that is cut, leaving a word out would let one from behind the cut in.
    question = replace(question, description=answers.classifier.readable(question.description))
    units = words(question.description, question.single_positions)
    if not units:
        raise NothingToExplain(reason=_NO_WORDS)
    if question.budget < LEAST_BUDGET:
        raise NothingToExplain(reason=_SMALL_BUDGET)
    asker = Asker(answers, question.description, units, question.target, question.against)
    yield from _Search(asker, question, cancelled).run()


class _Search:
    """One explanation under way: what was asked, over which parts, and when to stop."""

    def __init__(self, asker: Asker, question: Question, cancelled: Callable[[], bool]) -> None:
        self._asker = asker
        self._question = question
        self._cancelled = cancelled
        self._random = np.random.RandomState(question.seed)
        short = 2 * asker.size <= question.budget
        self._parts = even_parts(asker.size, asker.size if short else max(2, question.budget // 4))
        self._masks: list[NDArray[np.int8]] = []
        self._response: list[float] = []
        self._sampled: list[bool] = []
        self._agreements = 0
        self._add(np.ones((1, asker.size), dtype=np.int8))

    def run(self) -> Iterator[Explanation]:
        yield from self._leave_parts_out(self._parts)
        yield from self._split_parts()
        while self._reason() is None:
            self._sample()
            yield self._picture(self._reason())
        if len(self._parts) == 1 or not any(self._sampled):
            yield self._picture(self._reason())

    def _leave_parts_out(self, parts: list[Part]) -> Iterator[Explanation]:
        """A picture after every few parts, so that the reader sees the first one early."""
        singles = spread_masks(leave_one_out(len(parts)), parts, self._asker.size)
        step = max(1, min(_BATCH, self._question.budget // 10 - 1))
        for start in range(0, len(singles), step):
            if self._reason() is not None:
                return
            self._add(singles[start : start + step])
            yield self._picture(None)

    def _split_parts(self) -> Iterator[Explanation]:
        """Halves the heaviest part while calls are left for it."""
        reserve = int(SAMPLING_SHARE * self._question.budget)
        while self._left() - 2 >= reserve and self._reason() is None:
            weights = np.abs(self._fit().weights)
            order = [int(index) for index in np.argsort(-weights, kind="stable")]
            heavy = next((index for index in order if len(self._parts[index]) > 1), None)
            if heavy is None:
                return
            self._parts[heavy : heavy + 1] = halves(self._parts[heavy])
            pair = leave_one_out(len(self._parts))[heavy : heavy + 2]
            self._add(spread_masks(pair, self._parts, self._asker.size))
            yield self._picture(None)

    def _sample(self) -> None:
        masks = kernel_masks(len(self._parts), _BATCH, self._random)
        self._add(spread_masks(masks, self._parts, self._asker.size), sampled=True)
        self._agreements = self._agreements + 1 if self._halves_agree() else 0

    def _add(self, masks: Masks, sampled: bool = False) -> None:
        """Asks for the rows in prefix order until the budget is spent or the user has had enough."""
        for row in prefix_order(masks):
            if self._masks and (self._left() < 1 or self._cancelled()):
                return
            self._response.append(self._asker.response(masks[row]))
            self._masks.append(masks[row])
            self._sampled.append(sampled)

    def _left(self) -> int:
        return self._question.budget - self._asker.asked

    def _reason(self) -> StoppedBecause | None:
        if self._cancelled():
            return "cancelled"
        if self._agreements >= 2:
            return "stable"
        if self._asker.exhausted():
            return "exhausted"
        return "budget" if self._left() < 1 else None

    def _design(self) -> Masks:
        return collapse_masks(np.stack(self._masks), self._parts)

    def _held_out(self) -> NDArray[np.bool_]:
        """One sampled row in five."""
        sampled = np.array(self._sampled)
        return np.asarray(sampled & (np.cumsum(sampled) % _HELD_OUT_EVERY == 0))

    def _fit(self, rows: NDArray[np.bool_] | None = None) -> Surrogate:
        chosen = ~self._held_out() if rows is None else rows
        response = np.array(self._response)[chosen]
        return fit(self._design()[chosen], response, np.ones(len(response)))

    def _halves_agree(self) -> bool:
        """Whether the odd and the even samples, each beside the single removals, agree on the top."""
        sampled = np.array(self._sampled)
        turn = np.cumsum(sampled) % 2 == 0
        tops = [self._top(self._fit(~sampled | (sampled & half))) for half in (turn, ~turn)]
        union = tops[0] | tops[1]
        return len(tops[0] & tops[1]) >= AGREEMENT * len(union)

    def _top(self, surrogate: Surrogate) -> set[int]:
        """The heaviest parts; a tenth of the heaviest's weight or less is noise, whatever its rank."""
        size = np.abs(surrogate.weights)
        order = np.argsort(-size, kind="stable")[:TOP]
        return {int(index) for index in order if size[index] > 0.1 * size.max()}

    def _picture(self, reason: StoppedBecause | None) -> Explanation:
        surrogate, held_out = self._fit(), self._held_out()
        design, response = self._design(), np.array(self._response)
        return Explanation(
            description=self._question.description,
            category=self._asker.target,
            probabilities=self._asker.base.probabilities,
            outside=self._asker.base.outside,
            words=self._word_weights(surrogate),
            calls=self._asker.asked,
            budget=self._question.budget,
            prompt_tokens_computed=self._asker.tokens_computed,
            prompt_tokens_cached=self._asker.tokens_cached,
            fidelity=r_squared(surrogate, design[held_out], response[held_out]),
            stable=reason in ("stable", "exhausted"),
            stopped_because=reason,
            seed=self._question.seed,
        )

    def _word_weights(self, surrogate: Surrogate) -> tuple[WordWeight, ...]:
        """By falling absolute weight; the words of a part share its weight evenly."""
        found = []
        for index, part in enumerate(self._parts):
            weight, error = surrogate.weights[index], surrogate.errors[index] * _INTERVAL
            for word in part:
                share = (
                    weight / len(part),
                    (weight - error) / len(part),
                    (weight + error) / len(part),
                )
                found.append(WordWeight(self._asker.units[word], *map(float, share)))
        return tuple(sorted(found, key=lambda entry: -abs(entry.weight)))
