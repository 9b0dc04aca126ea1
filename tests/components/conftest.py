"""Things that several tests of the components look at."""

from collections.abc import Iterator

import pytest

from components import i18n
from vitrine.explain.explanation import Explanation, Word, WordWeight


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    """Each test begins, and leaves the thread, in English."""
    i18n.use("en")
    yield
    i18n.use("en")


def weighed(text: str, weights: dict[str, float], **changes: object) -> Explanation:
    """An explanation of `text` in which each word of `weights` stands at its first place."""
    words = []
    for word, weight in sorted(weights.items(), key=lambda entry: -abs(entry[1])):
        start = text.index(word)
        span = (start, start + len(word))
        words.append(WordWeight(Word(word, (span,)), weight, weight - 0.5, weight + 0.5))
    fields: dict[str, object] = {
        "description": text,
        "category": "Watches",
        "probabilities": {"Watches": 0.9, "Computers": 0.1},
        "outside": 0.01,
        "words": tuple(words),
        "calls": 40,
        "budget": 100,
        "prompt_tokens_computed": 1,
        "prompt_tokens_cached": 1,
        "fidelity": 0.9,
        "linearity": 0.8,
        "stable": True,
        "stopped_because": "stable",
        "seed": 0,
        **changes,
    }
    return Explanation(**fields)  # type: ignore[arg-type]
