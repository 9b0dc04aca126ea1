"""What one method costs on one product, and how faithful its words are."""

import time
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

import numpy as np

from bench.explain.kept import Figures
from bench.explain.methods import Case, Method, Weights
from bench.explain.subjects import Subject
from vitrine.classify.classifier import PROBE, Classifier
from vitrine.explain.asking import Answers, likeliest
from vitrine.explain.explanation import Explanation, WordWeight
from vitrine.explain.faithfulness import measure
from vitrine.explain.words import words


def begin(classifier: Classifier) -> None:
    """Asks about something else: each method finds the same beginning in the prompt cache."""
    classifier.answer(PROBE)


def runner(method: Method) -> Callable[[Subject, Classifier, int], Figures]:
    """Weights and figures; the model calls that judge the words are not in the cost."""
    return partial(_run, method)


def _run(method: Method, subject: Subject, classifier: Classifier, seed: int) -> Figures:
    target = likeliest(Answers(classifier).of(subject.description))
    case = Case(subject.description, target, Answers(classifier))
    begin(classifier)
    started, worked = time.perf_counter(), time.process_time()
    weights = method.weigh(case, seed)
    cost: dict[str, Any] = {
        "seconds": time.perf_counter() - started,
        "processor_seconds": time.process_time() - worked,
        "calls": case.answers.calls,
        "sent": case.sent,
        "tokens": case.answers.tokens_computed,
        "first_calls": case.first_calls,
    }
    found = measure(Answers(classifier), as_explanation(subject, target, weights, seed))
    return cost | {
        "target": target,
        "weights": [round(float(weight), 6) for weight in weights],
        "comprehensiveness": found.comprehensiveness,
        "sufficiency": found.sufficiency,
    }


def as_explanation(
    subject: Subject, target: str, weights: Weights | Sequence[float], seed: int
) -> Explanation:
    """A peer's weights in the form that the judge of faithfulness reads."""
    units = words(subject.description)
    order = np.argsort(-np.abs(weights), kind="stable")
    return Explanation(
        description=subject.description,
        category=target,
        probabilities={},
        outside=0.0,
        words=tuple(WordWeight(units[i], float(weights[i]), 0.0, 0.0) for i in order),
        calls=0,
        budget=0,
        prompt_tokens_computed=0,
        prompt_tokens_cached=0,
        fidelity=None,
        linearity=None,
        stable=True,
        stopped_because=None,
        seed=seed,
    )
