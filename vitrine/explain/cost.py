"""What explaining many products will cost, told before it starts."""

import statistics
import time
from collections.abc import Sequence
from dataclasses import dataclass

from vitrine.classify.classifier import Classifier

_TIMED_CALLS = 3


@dataclass(frozen=True)
class Estimate:
    """Of a run before it starts: `calls` expected, `at_most` the budgets together, and the `seconds`
    that the expected calls take one after the other."""

    calls: int
    at_most: int
    seconds: float


def estimate(
    products: int, budget: int, seconds_a_call: float, past_calls: Sequence[int] = ()
) -> Estimate:
    """`past_calls` are those of explanations of the same model and budget; without them the whole
    budget is expected."""
    usual = min(budget, statistics.median(past_calls)) if past_calls else budget
    calls = round(products * usual)
    return Estimate(calls, products * budget, calls * seconds_a_call)


def seconds_a_call(classifier: Classifier, texts: Sequence[str]) -> float:
    """The median of a few calls, as an explanation makes them; 0 without texts. Raises `ModelError`.

    Each text comes again without its last word: most of its prompt is in the server's cache then.
    """
    spent = []
    for text in texts[:_TIMED_CALLS]:
        classifier.answer(text)
        began = time.perf_counter()
        classifier.answer(text.rsplit(" ", 1)[0])
        spent.append(time.perf_counter() - began)
    return statistics.median(spent) if spent else 0.0
