"""An explanation on a terminal: its words with their weights, and how far they can be trusted."""

from collections.abc import Iterator

from vitrine.explain.explanation import Explanation

_WORDS = 10


def explanation_json(found: Explanation) -> dict[str, object]:
    """Everything, JSON-safe."""
    return {
        "category": found.category,
        "probabilities": dict(found.probabilities),
        "outside": found.outside,
        "words": [
            {"word": e.word.text, "weight": e.weight, "low": e.low, "high": e.high}
            for e in found.words
        ],
        "calls": found.calls,
        "prompt_tokens_computed": found.prompt_tokens_computed,
        "prompt_tokens_cached": found.prompt_tokens_cached,
        "fidelity": found.fidelity,
        "linearity": found.linearity,
        "stable": found.stable,
        "stopped_because": found.stopped_because,
    }


def explanation_lines(found: Explanation) -> Iterator[str]:
    """For people: the probabilities, the heaviest words, what it cost and whether it is stable."""
    for name, share in sorted(found.probabilities.items(), key=lambda entry: -entry[1]):
        yield f"{share * (1 - found.outside):7.1%}  {name}"
    yield f"{found.outside:7.1%}  none of these"
    yield f"\ntowards {found.category}, in log-odds, with 95 % intervals"
    for entry in found.words[:_WORDS]:
        yield f"  {entry.weight:+7.2f}  [{entry.low:+.2f}, {entry.high:+.2f}]  {entry.word.text}"
    tokens = f"{found.prompt_tokens_computed:,} prompt tokens computed"
    yield f"\n{found.calls} model calls, {tokens}; stopped: {found.stopped_because}"
    if found.fidelity is not None:
        yield f"fit on texts kept aside (R²): {found.fidelity:.2f}"
    yield "stable" if found.stable else "not stable: trust the heaviest words only"
