"""Kept results and references to the figures of a report: an array over products for each figure.

All ratios are to LIME's default on the same product.
"""

import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bench.explain.kept import Figures, Kept, Key
from bench.explain.measure import as_explanation
from bench.explain.methods import Method
from bench.explain.reference import Reference
from bench.explain.subjects import Subject
from vitrine.explain.faithfulness import top_words_shared
from vitrine.explain.words import words

Values = NDArray[np.float64]
TOP = 10  # words whose agreement with the reference is counted
BASE = "lime"  # what ratios are to
FIRST, SECOND = SEEDS = (0, 1)


@dataclass(frozen=True)
class MethodFigures:
    """Each (products,), in the order of the subjects; `shared` over those with a second seed."""

    calls: Values
    tokens: Values
    agreement: Values  # share of the ten heaviest words that are the reference's
    shared: Values  # Jaccard overlap of the five heaviest words from two seeds
    comprehensiveness: Values
    sufficiency: Values
    first_calls: Values  # not a number where a method gives one picture only
    fewer_tokens: Values
    faster: Values
    faster_processor: Values


@dataclass(frozen=True)
class Study:
    """`methods` by name; `order` {design: (products, [drawn, prefix])} in prompt tokens; `halves`
    (products,) the agreement of two halves of the reference, a bound on anybody's."""

    subjects: Sequence[Subject]
    methods: Mapping[str, MethodFigures]
    order: Mapping[str, Values]
    halves: Values


def complete(
    subjects: Sequence[Subject], methods: Sequence[Method], kept: Kept, known: Sequence[bool]
) -> list[Subject]:
    """The subjects whose reference is `known`, and which every method has explained once."""
    return [
        subject
        for subject, has_reference in zip(subjects, known, strict=True)
        if has_reference and all(kept.get(key_of(method, subject, FIRST)) for method in methods)
    ]


def key_of(method: Method, subject: Subject, seed: int) -> Key:
    """The words count too: other units of the same text are another question."""
    units = zlib.crc32("\n".join(unit.text for unit in words(subject.description)).encode())
    return Key(method.name, method.state, f"{subject.key}-{units:08x}", seed)


def study(
    subjects: Sequence[Subject],
    methods: Sequence[Method],
    order: Method,
    kept: Kept,
    references: Mapping[str, Reference],
) -> Study:
    """`references` by the subjects' keys; every subject is `complete`."""
    heaviest = {subject.key: _tens(references[subject.key].weights()) for subject in subjects}
    base = next(_found(kept, method, subjects) for method in methods if method.name == BASE)
    figures = {
        method.name: _figures(method, subjects, kept, heaviest, base) for method in methods
    }  # fmt: skip
    counts = _found(kept, order, subjects)
    designs = {name: np.array([one[name] for one in counts], dtype=float) for name in counts[0]}
    pairs = [references[subject.key].halves() for subject in subjects]
    halves = [len(_tens(one.weights()) & _tens(other.weights())) / TOP for one, other in pairs]
    return Study(subjects, figures, designs, np.array(halves))


def _found(kept: Kept, method: Method, subjects: Sequence[Subject]) -> list[Figures]:
    found = [kept.get(key_of(method, subject, FIRST)) for subject in subjects]
    assert all(found), f"{method.name} has not explained every product"
    return [one for one in found if one]


def _figures(
    method: Method,
    subjects: Sequence[Subject],
    kept: Kept,
    heaviest: Mapping[str, set[int]],
    base: Sequence[Figures],
) -> MethodFigures:
    found = _found(kept, method, subjects)

    def column(name: str, rows: Sequence[Figures] = found) -> Values:
        return np.array([row[name] for row in rows], dtype=float)

    def times(name: str) -> Values:
        return column(name, base) / np.maximum(column(name), 1e-9)

    pairs = list(zip(subjects, found, strict=True))
    return MethodFigures(
        calls=column("calls"),
        tokens=column("tokens"),
        agreement=np.array(
            [len(_tens(row["weights"]) & heaviest[s.key]) / TOP for s, row in pairs]
        ),
        shared=_shared(method, subjects, kept),
        comprehensiveness=column("comprehensiveness"),
        sufficiency=column("sufficiency"),
        first_calls=column("first_calls"),
        fewer_tokens=times("tokens"),
        faster=times("seconds"),
        faster_processor=times("processor_seconds"),
    )


def _tens(weights: Values | Sequence[float]) -> set[int]:
    """The ten heaviest words."""
    return {int(index) for index in np.argsort(-np.abs(weights), kind="stable")[:TOP]}


def _shared(method: Method, subjects: Sequence[Subject], kept: Kept) -> Values:
    found = []
    for subject in subjects:
        two = [kept.get(key_of(method, subject, seed)) for seed in SEEDS]
        if all(two):
            one, other = (
                as_explanation(subject, row["target"], row["weights"], 0) for row in two if row
            )
            found.append(top_words_shared(one, other))
    return np.array(found)


def interval(values: Values, seed: int = 0) -> tuple[float, float, float]:
    """Mean, with the bounds of its 95 % bootstrap interval (10,000 resamples)."""
    random = np.random.RandomState(seed)
    drawn = random.choice(values, (10_000, len(values))).mean(axis=1)
    low, high = np.percentile(drawn, [2.5, 97.5])
    return float(values.mean()), float(low), float(high)
