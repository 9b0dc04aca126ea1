"""The explanation of one answer, better with every model call, until it is stable.

The model is asked about random subsets of the words. A Gaussian process learns from its answers what it
would say of all the others, and LIME's own fit is made over LIME's own thousand samples, imagined so
instead of asked. It ends when, by the process's own doubt, other samples would name the same top words.
Each batch is asked in prefix order, so that the server's prompt cache serves it; a text that came
before is not asked again.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from vitrine.errors import NothingToExplain
from vitrine.explain.asking import Answers, Asker
from vitrine.explain.design import Floats, Masks, every_mask, prefix_order, sparse_masks
from vitrine.explain.explanation import Explanation, StoppedBecause, WordWeight
from vitrine.explain.parts import collapse_masks, even_parts, halves, spread_masks
from vitrine.explain.process import Kernel, Posterior, learn
from vitrine.explain.surrogate import Neighbourhood, Surrogate, log_odds_of, r_squared
from vitrine.explain.words import words
from vitrine.messages import N_

METHOD_VERSION = "2"  # raised where the same answers give other weights: kept results are old then
BUDGET = 100  # model calls
LEAST_BUDGET = 4
TOP = 5  # the words whose membership must be stable
AGREEMENT = 0.9  # expected Jaccard overlap with the top words of other samples
_LEAST_PARTS = 16
_GROWTH, _LARGEST_BATCH = 10, 40  # model calls between two fits: prefixes are shared within a batch
_DRAWS = 3  # rows drawn for one that is needed: some came before
_SPLITS = 3  # parts halved between two batches
_KEPT_FOR_WORDS = 0.2  # of the budget, in which no part is split any more
_HELD_OUT_EVERY = 5
# Standard errors to either side that hold 95 % of the weights LIME finds in 20,000 samples, measured
# on 29 products (docs/log.md, 2026-11-25): no process saturates quite as the model does.
INTERVAL = 2.9
_WORLDS = 100  # and their mirror images
_JITTER = 1e-9
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
    asker = Asker(answers, question.description, units, question.target)
    yield from _Search(asker, question, cancelled).run()


class _Search:
    """One explanation under way: what was asked, over which parts, and when to stop."""

    def __init__(self, asker: Asker, question: Question, cancelled: Callable[[], bool]) -> None:
        self._asker = asker
        self._question = question
        self._cancelled = cancelled
        self._random = np.random.RandomState(question.seed)
        self._parts = even_parts(asker.size, min(asker.size, max(_LEAST_PARTS, question.budget)))
        self._kernel = Kernel.plain(len(self._parts))
        self._neighbourhood = Neighbourhood(len(self._parts))
        self._masks: list[NDArray[np.int8]] = []
        self._logprobs: list[Floats] = []
        self._seen: set[bytes] = set()
        self._settled = 0  # pictures in a row in which the top words were all but sure
        self._everything = 2**asker.size <= question.budget
        self._ask(np.ones(asker.size, dtype=np.int8))

    def run(self) -> Iterator[Explanation]:
        picture = None
        size = max(1, self._question.budget // 10 - 1)
        while True:
            for row in self._batch(size):
                if self._reason() is not None:
                    break
                self._ask(row)
                if picture is not None:
                    yield self._with_costs(picture)
            surrogate = self._learnt()
            reason = self._reason()
            picture = self._picture(surrogate, reason)
            yield picture
            if reason is not None:
                return
            if self._left() > _KEPT_FOR_WORDS * self._question.budget:
                self._split_heaviest(surrogate)
            if len(self._parts) == self._asker.size:  # until then each batch says what to split
                size = min(_LARGEST_BATCH, size + _GROWTH)

    def _batch(self, size: int) -> Masks:
        """New rows over words in prefix order; of a short text all subsets in the end."""
        parts = len(self._parts)
        if self._everything:
            drawn = self._random.permutation(every_mask(parts))
        else:
            drawn = sparse_masks(parts, _DRAWS * size, self._random)
        rows = spread_masks(drawn, self._parts, self._asker.size)
        new = list({row.tobytes(): row for row in rows if row.tobytes() not in self._seen}.values())
        if not new:
            self._everything = True
            return rows[:0]
        chosen = np.stack(new[:size])
        return np.asarray(chosen[prefix_order(chosen)])

    def _ask(self, row: NDArray[np.int8]) -> None:
        self._logprobs.append(self._asker.logprobs(row))
        self._masks.append(row)
        self._seen.add(row.tobytes())

    def _left(self) -> int:
        return self._question.budget - self._asker.asked

    def _reason(self) -> StoppedBecause | None:
        if self._cancelled():
            return "cancelled"
        if self._settled >= 2:
            return "stable"
        if self._everything and len(self._seen) >= 2**self._asker.size:
            return "exhausted"
        return "budget" if self._left() < 1 else None

    def _learnt(self) -> Surrogate:
        """LIME's fit to what the answers so far say of all others; notes whether its top is sure."""
        design = self._design()
        self._kernel = learn(design, np.stack(self._logprobs), self._kernel)
        surrogate = self._neighbourhood.fit(Posterior(self._kernel, design, self._response()))
        single = all(len(self._parts[index]) == 1 for index in _top(surrogate.weights))
        sure = single and expected_overlap(surrogate) >= AGREEMENT
        self._settled = self._settled + 1 if sure else 0
        return surrogate

    def _design(self) -> Floats:
        return collapse_masks(np.stack(self._masks), self._parts).astype(float)

    def _response(self) -> Floats:
        question, names = self._question, self._asker.categories
        return log_odds_of(np.stack(self._logprobs), names, self._asker.target, question.against)

    def _split_heaviest(self, surrogate: Surrogate) -> None:
        """Halves the heaviest parts of several words: single words are to stand where it matters."""
        order = np.argsort(-np.abs(surrogate.weights), kind="stable")
        heavy = [int(index) for index in order if len(self._parts[index]) > 1][:_SPLITS]
        if not heavy:
            return
        relevance = list(self._kernel.relevance)
        for index in sorted(heavy, reverse=True):
            self._parts[index : index + 1] = halves(self._parts[index])
            relevance.insert(index, relevance[index])
        self._kernel = replace(self._kernel, relevance=np.array(relevance))
        self._neighbourhood = Neighbourhood(len(self._parts))

    def _with_costs(self, picture: Explanation) -> Explanation:
        return replace(
            picture,
            calls=self._asker.asked,
            prompt_tokens_computed=self._asker.tokens_computed,
            prompt_tokens_cached=self._asker.tokens_cached,
        )

    def _picture(self, surrogate: Surrogate, reason: StoppedBecause | None) -> Explanation:
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
            fidelity=self._fidelity() if reason else None,
            linearity=surrogate.linearity,
            stable=reason == "exhausted" or self._settled > 0,
            stopped_because=reason,
            seed=self._question.seed,
        )

    def _fidelity(self) -> float | None:
        """Of what was learnt without one row in five, on those rows."""
        design, response = self._design(), self._response()
        kept = np.arange(len(design)) % _HELD_OUT_EVERY != _HELD_OUT_EVERY - 1
        kernel = learn(design[kept], np.stack(self._logprobs)[kept], Kernel.plain(design.shape[1]))
        expected = Posterior(kernel, design[kept], response[kept]).mean(design[~kept])
        return r_squared(expected, response[~kept])

    def _word_weights(self, surrogate: Surrogate) -> tuple[WordWeight, ...]:
        """By falling absolute weight; the words of a part share its weight evenly."""
        found = []
        for index, part in enumerate(self._parts):
            weight, error = surrogate.weights[index], surrogate.errors[index] * INTERVAL
            for word in part:
                share = (
                    weight / len(part),
                    (weight - error) / len(part),
                    (weight + error) / len(part),
                )
                found.append(WordWeight(self._asker.units[word], *map(float, share)))
        return tuple(sorted(found, key=lambda entry: -abs(entry.weight)))


def expected_overlap(surrogate: Surrogate) -> float:
    """The Jaccard overlap of the top words with those of weights as likely as these, in [0, 1].

    The idea of S-LIME (Zhou, Hooker & Wang 2021): go on until another sample would name the same.
    """
    random = np.random.RandomState(0)
    spread = np.linalg.cholesky(surrogate.covariance + _JITTER * np.eye(len(surrogate.weights)))
    away = random.standard_normal((_WORLDS, len(spread))) @ spread.T
    draws = np.concatenate([surrogate.weights + away, surrogate.weights - away])
    here = _top(surrogate.weights)
    shared = [len(here & other) / max(1, len(here | other)) for other in map(_top, draws)]
    return float(np.mean(shared))


def _top(weights: Floats) -> set[int]:
    """The heaviest parts; a tenth of the heaviest's weight or less is noise, whatever its rank."""
    size = np.abs(weights)
    order = np.argsort(-size, kind="stable")[:TOP]
    return {int(index) for index in order if size[index] > 0.1 * size.max()}
