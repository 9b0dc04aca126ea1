"""Which products of a run a report explains, and their explanations, asked of the model one by one."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from vitrine.classify.classifier import Classifier
from vitrine.evaluate.predictions import Predictions
from vitrine.explain.asking import Answers
from vitrine.explain.explanation import Explanation
from vitrine.explain.faithfulness import Faithfulness, explain_and_judge
from vitrine.explain.local import BUDGET, Question

Why = Literal["right", "wrong", "sure", "unsure"]
EACH = 2  # products of each sort
_FIRST = 1_000  # of a sort, among which different categories are looked for


@dataclass(frozen=True)
class Example:
    """A product at `place` among a run's predictions, and why it was chosen."""

    place: int
    why: Why


@dataclass(frozen=True)
class Explained:
    """An example with its explanation."""

    example: Example
    explanation: Explanation
    faithfulness: Faithfulness | None


def chosen(found: Predictions) -> tuple[Example, ...]:
    """With labels: the surest right and the surest wrong answers; without: the surest. And the least
    sure of the rest. As far as there are any, of categories as different as can be."""
    known = ~np.isnan(found.confidence)
    right, labelled = found.right, found.labelled
    sorts: list[tuple[Why, Sequence[int]]] = (
        [
            ("right", _first(-found.confidence, known & labelled & right)),
            ("wrong", _first(-found.confidence, known & labelled & ~right)),
        ]
        if (known & labelled).any()
        else [("sure", _first(-found.confidence, known))]
    )
    sorts.append(("unsure", _first(found.confidence, known)))
    taken: list[Example] = []
    for why, places in sorts:
        before = {example.place for example in taken}
        taken += [
            Example(place, why)
            for place in _of_different_categories(found, places)
            if place not in before
        ][:EACH]
    return tuple(taken)


def _first(keys: NDArray[np.floating], among: NDArray[np.bool_]) -> list[int]:
    """The places with the lowest keys, in order; of equal ones those that come first."""
    places = np.flatnonzero(among)
    if len(places) > _FIRST:  # a million need not be sorted for the first thousand
        bound = np.partition(keys[places], _FIRST - 1)[_FIRST - 1]
        places = places[keys[places] <= bound]
    found: list[int] = places[np.argsort(keys[places], kind="stable")][:_FIRST].tolist()
    return found


def _of_different_categories(found: Predictions, places: Sequence[int]) -> list[int]:
    """The first place of each category first, then the others, each in order."""
    seen: set[int] = set()
    firsts, others = [], []
    for place in places:
        answer = int(found.answers[place])
        (others if answer in seen else firsts).append(place)
        seen.add(answer)
    return [*firsts, *others]


def explaining(
    examples: Sequence[tuple[Example, str, str]], classifier: Classifier, seed: int
) -> Callable[[Callable[[], bool]], Iterator[tuple[Explained, ...]]]:
    """The steps of a `Job`: after each example (with its text and its answer) all those explained so
    far. Raises `ModelError`."""

    def steps(cancelled: Callable[[], bool]) -> Iterator[tuple[Explained, ...]]:
        done: tuple[Explained, ...] = ()
        yield done
        for example, text, category in examples:
            question = Question(text, category, budget=BUDGET, seed=seed)
            *_pictures, last = explain_and_judge(Answers(classifier), question, cancelled)
            if cancelled():
                return
            done = (*done, Explained(example, last.explanation, last.faithfulness))
            yield done

    return steps
