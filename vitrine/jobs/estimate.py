"""What classifying a catalogue will cost, told before it starts."""

import statistics
from collections.abc import Sequence
from dataclasses import dataclass

from vitrine.classify.classifier import Classifier
from vitrine.errors import ModelError, ReplyBroken, RequestRefused
from vitrine.jobs.choices import RunChoices
from vitrine.jobs.classifying import answer_key, kept_prediction
from vitrine.jobs.payload import same_text
from vitrine.jobs.store import Store

_TIMED = 3  # answers
_LOOKED_UP = 2_000  # texts whose answers are looked for; of more the share is taken
_PART = 500  # keys of one query


@dataclass(frozen=True)
class Estimate:
    """Of a run of `products`: how many are `repeated`, for they have the text of another, how many
    answers are `known`, the `calls` that are left, and their `seconds` one at a time. `sampled`:
    `known` is the share of a sample."""

    products: int
    repeated: int
    known: int
    calls: int
    seconds: float
    sampled: bool


def estimate(
    store: Store,
    classifier: Classifier,
    choices: RunChoices,
    texts: Sequence[str],
    seconds_an_answer: float,
) -> Estimate:
    """Asks the model nothing, unless its route is not known yet; raises `ModelError`."""
    different = _different(texts)
    looked_up = [texts[place] for place in _spread(different, _LOOKED_UP)]
    found = _known(store, classifier, choices, looked_up)
    known = round(len(different) * found / max(1, len(looked_up)))
    calls = len(different) - known
    return Estimate(
        products=len(texts),
        repeated=len(texts) - len(different),
        known=known,
        calls=calls,
        seconds=calls * seconds_an_answer,
        sampled=len(looked_up) < len(different),
    )


def seconds_an_answer(
    store: Store, classifier: Classifier, choices: RunChoices, texts: Sequence[str]
) -> float:
    """The median of a few answers, asked one at a time and kept for the run; 0 without texts.

    Raises `ModelError`; where it is about one product (refused, or no usable reply) only if none of
    them is answered: one bad product must not keep a whole catalogue from being started.
    """
    digest = classifier.provenance().model_digest
    spent: list[float] = []
    errors: list[ModelError] = []
    for text in (texts[place] for place in _spread(_different(texts), _TIMED)):
        key = answer_key(classifier, choices, digest, text)  # measures the route before the clock
        try:
            found = classifier.answer(text)
        except (RequestRefused, ReplyBroken) as error:
            errors.append(error)
            continue
        store.keep_answers({key: kept_prediction(found)})
        spent.append(found.seconds)
    if errors and not spent:
        raise errors[0]
    return statistics.median(spent) if spent else 0.0


def _known(store: Store, classifier: Classifier, choices: RunChoices, texts: Sequence[str]) -> int:
    digest = classifier.provenance().model_digest
    keys = [answer_key(classifier, choices, digest, text) for text in texts]
    parts = (keys[start : start + _PART] for start in range(0, len(keys), _PART))
    return sum(len(store.cached_answers(part)) for part in parts)


def _different(texts: Sequence[str]) -> list[int]:
    """The place of each text that stands nowhere before; their digests alone are kept meanwhile."""
    first: dict[bytes, int] = {}
    for place, text in enumerate(texts):
        first.setdefault(same_text(text), place)
    return list(first.values())


def _spread(places: Sequence[int], most: int) -> Sequence[int]:
    """Up to `most`, from everywhere in the file: its head may be of one kind."""
    step = max(1, -(-len(places) // most))
    return places[::step]
