"""Whether an explanation says what moves the model: its words are taken away, and it is asked.

Comprehensiveness and sufficiency after DeYoung et al., ERASER (arXiv 1911.03429), each beside what
words drawn at random do. A short text that is almost surely sorted by any of its words makes both
small: then no word carries the answer, and the verdict says so.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import Enum

import numpy as np

from vitrine.explain.asking import Answers
from vitrine.explain.explanation import Explanation, Word
from vitrine.explain.local import Question, explain
from vitrine.explain.words import without, words

TOP = 5
DRAWS = 3  # of random words, each asked twice: six model calls tell a lucky draw from a usual one
_LEAST_GAIN = 0.1  # of probability, over random words; under a tenth nobody sees a bar move


class Verdict(Enum):
    """What the figures come to."""

    BORNE_OUT = "borne out"  # the top words move the model, and other samples would name them
    SPREAD = "spread"  # taking the top words away moves little more than taking any
    UNSETTLED = "unsettled"  # they do, and others may be named: it ended before it was all but sure
    NOTHING_PULLS = "nothing pulls"  # no word has a positive weight


@dataclass(frozen=True)
class Faithfulness:
    """Probabilities of the explained category, each in [0, 1], with `top` words moved.

    `top` are the heaviest words that pull towards the category, five or fewer. `without_random` and
    `only_random` are means over `DRAWS` draws of as many words.
    """

    top: tuple[Word, ...]
    whole: float
    without_top: float
    only_top: float
    without_random: float
    only_random: float
    verdict: Verdict
    calls: int  # asked for these figures alone

    @property
    def comprehensiveness(self) -> float:
        """How much of the probability goes with the top words: higher is better."""
        return self.whole - self.without_top

    @property
    def sufficiency(self) -> float:
        """How much is lost when they alone stay: lower is better."""
        return self.whole - self.only_top

    @property
    def gain(self) -> float:
        """Comprehensiveness beyond that of random words."""
        return self.without_random - self.without_top


@dataclass(frozen=True)
class Judged:
    """An explanation, and how faithful it is once it has ended."""

    explanation: Explanation
    faithfulness: Faithfulness | None


def explain_and_judge(
    answers: Answers, question: Question, cancelled: Callable[[], bool] = lambda: False
) -> Iterator[Judged]:
    """`explain`'s pictures, then the last one again with its faithfulness, unless it was cancelled."""
    last = None
    for last in explain(answers, question, cancelled):
        yield Judged(last, None)
    if last is not None and not cancelled():
        yield Judged(last, measure(answers, last, question.single_positions))


def measure(
    answers: Answers, explanation: Explanation, single_positions: bool = False
) -> Faithfulness:
    """Asks the model eight times at most; raises `ModelError`."""
    text, category = explanation.description, explanation.category
    units = words(text, single_positions)
    place = {unit: index for index, unit in enumerate(units)}
    pulling = [entry.word for entry in explanation.words if entry.weight > 0][:TOP]
    top = [place[word] for word in pulling]
    before = answers.calls

    def probability(removed: set[int]) -> float:
        return answers.of(without(text, units, removed)).share(category)

    everything = set(range(len(units)))
    random = np.random.RandomState(explanation.seed)
    draws = [set(random.permutation(len(units))[: len(top)].tolist()) for _ in range(DRAWS)]
    whole = probability(set())
    without_top, only_top = probability(set(top)), probability(everything - set(top))
    without_random = float(np.mean([probability(draw) for draw in draws]))
    only_random = float(np.mean([probability(everything - draw) for draw in draws]))
    return Faithfulness(
        top=tuple(pulling),
        whole=whole,
        without_top=without_top,
        only_top=only_top,
        without_random=without_random,
        only_random=only_random,
        verdict=_verdict(explanation, bool(top), without_random - without_top),
        calls=answers.calls - before,
    )


def _verdict(explanation: Explanation, pulls: bool, gain: float) -> Verdict:
    if not pulls:
        return Verdict.NOTHING_PULLS
    if gain < _LEAST_GAIN:
        return Verdict.SPREAD
    return Verdict.BORNE_OUT if explanation.stable else Verdict.UNSETTLED


def top_words_shared(one: Explanation, other: Explanation, count: int = TOP) -> float:
    """Jaccard overlap of the heaviest words of two explanations, in [0, 1]."""
    first, second = ({entry.word for entry in found.words[:count]} for found in (one, other))
    return len(first & second) / max(1, len(first | second))
