"""An importance run: what it is asked, and one product's result in brief."""

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from vitrine.catalog.model import Product
from vitrine.classify.classifier import Classifier
from vitrine.explain.asking import Answers
from vitrine.explain.explanation import Explanation
from vitrine.explain.importance import Explained
from vitrine.explain.local import Question, explain

_DIGITS = 4  # of a weight that is kept: its interval is wider by far


def run_key(classifier: Classifier, products: Sequence[Product], budget: int, seed: int) -> str:
    """The same for the same model, prompt, categories, texts, budget and seed, in sha256 (hex).

    The texts stand for the catalogue's content and for its columns. Raises `ModelError`.
    """
    told = _told(classifier, budget, seed)
    return _digest([*told, [[product.id, product.description] for product in products]])


def result_key(classifier: Classifier, text: str, budget: int, seed: int) -> str:
    """Under which one product's result is kept across runs. Raises `ModelError`."""
    return _digest([*_told(classifier, budget, seed), " ".join(text.split())])


def explain_briefly(
    classifier: Classifier,
    text: str,
    budget: int,
    seed: int,
    cancelled: Callable[[], bool] = lambda: False,
) -> dict[str, Any] | None:
    """One product's result, None where it was cancelled before its end.

    JSON: `category`, `weights` (word folded by letter case, to log-odds), `calls`, `fidelity`,
    `stopped_because`, `tokens_computed`, `tokens_cached`. Raises `NothingToExplain`, `ModelError`.
    """
    *_earlier, last = explain(
        Answers(classifier), Question(text, budget=budget, seed=seed), cancelled
    )
    return None if last.stopped_because == "cancelled" else _brief(last)


def explained(product: str, result: Mapping[str, Any]) -> Explained:
    """A product's result, for the fold."""
    return Explained(product, result["category"], result["weights"])


def _brief(found: Explanation) -> dict[str, Any]:
    return {
        "category": found.category,
        "weights": {
            entry.word.text.casefold(): round(entry.weight, _DIGITS) for entry in found.words
        },
        "calls": found.calls,
        "fidelity": found.fidelity,
        "stopped_because": found.stopped_because,
        "tokens_computed": found.prompt_tokens_computed,
        "tokens_cached": found.prompt_tokens_cached,
    }


def _told(classifier: Classifier, budget: int, seed: int) -> list[object]:
    origin = classifier.provenance()
    model = [origin.model_digest, origin.prompt_version, dict(origin.options)]
    return [*model, list(classifier.categories), budget, seed]


def _digest(value: object) -> str:
    return hashlib.sha256(json.dumps(value, sort_keys=True).encode()).hexdigest()
