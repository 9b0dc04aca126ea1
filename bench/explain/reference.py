"""What a word is worth, as nearly as LIME can say: its own sampling, 20,000 times, exact log-odds.

The answers are kept (var/bench/, by the model's digest): an hour of arithmetic need not be done twice.
"""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from bench.explain.model import InProcessModel
from bench.explain.subjects import Subject
from vitrine.classify.classifier import Classifier
from vitrine.explain.design import distances, kernel, lime_masks, prefix_order
from vitrine.explain.surrogate import fit
from vitrine.explain.words import without, words

SAMPLES = 20_000
_SEED = 20_000
SLOTS = 4  # prompts that llama.cpp computes side by side: more gain nothing on a core
_RUN = 250  # neighbours in prefix order that stay on one slot
FOLDER = Path("var/bench/explain")


@dataclass(frozen=True)
class Reference:
    """`logprobs` (samples, categories) of the texts that `masks` (samples, words) leave."""

    masks: NDArray[np.int8]
    logprobs: NDArray[np.float64]
    target: int

    def response(self) -> NDArray[np.float64]:
        """The log-odds of the target (samples,)."""
        others = np.delete(self.logprobs, self.target, axis=1)
        return np.asarray(self.logprobs[:, self.target] - np.logaddexp.reduce(others, axis=1))

    def weights(self, response: NDArray[np.float64] | None = None) -> NDArray[np.float64]:
        """LIME's fit: (words,)."""
        response = self.response() if response is None else response
        return fit(self.masks, response, kernel(distances(self.masks)))[1]

    def halves(self) -> tuple["Reference", "Reference"]:
        """Every other sample: where two halves differ, no method can be held to the whole."""
        first, second = (
            replace(self, masks=self.masks[start::2], logprobs=self.logprobs[start::2])
            for start in (0, 1)
        )
        return first, second

    def probability(self) -> NDArray[np.float64]:
        """The target's probability, renormalised over the categories (samples,)."""
        return np.asarray(
            np.exp(self.logprobs[:, self.target] - np.logaddexp.reduce(self.logprobs, axis=1))
        )


def reference(subject: Subject, classifier: Classifier, samples: int = SAMPLES) -> Reference:
    """Asked once for each product and model; read from `FOLDER` after that."""
    units = words(subject.description)
    masks = lime_masks(len(units), samples, np.random.RandomState(_SEED))
    path = _path(subject, classifier, samples)
    if not path.exists():
        logprobs = _ask(subject, classifier, masks)
        path.parent.mkdir(parents=True, exist_ok=True)
        half = path.with_suffix(".part.npy")
        np.save(half, logprobs.astype(np.float32))
        half.replace(path)
    logprobs = np.load(path).astype(float)
    return Reference(masks, logprobs, int(np.argmax(logprobs[0])))


def _ask(subject: Subject, classifier: Classifier, masks: NDArray[np.int8]) -> NDArray[np.float64]:
    """(masks, categories), over all slots at once: what a row is worth does not depend on when."""
    units = words(subject.description)
    distinct: dict[str, list[int]] = {}
    for row in prefix_order(masks):
        text = without(subject.description, units, np.flatnonzero(masks[row] == 0))
        distinct.setdefault(" ".join(text.split()), []).append(int(row))
    logprobs = np.empty((len(masks), len(subject.categories)))

    def part(texts: list[str]) -> None:
        with model.slot():
            for text in texts:
                spread = classifier.answer(text).distribution
                assert spread is not None
                logprobs[distinct[text]] = [spread.logprobs[name] for name in subject.categories]

    model = classifier.model
    assert isinstance(model, InProcessModel)
    texts = list(distinct)
    runs = [texts[start : start + _RUN] for start in range(0, len(texts), _RUN)]
    with ThreadPoolExecutor(SLOTS) as pool:
        list(pool.map(part, runs))
    return logprobs


def _path(subject: Subject, classifier: Classifier, samples: int) -> Path:
    return folder(classifier) / f"{subject.key}-{samples}.npy"


def folder(classifier: Classifier) -> Path:
    """Where the answers of one model are kept."""
    return FOLDER / classifier.model.digest()[:12]


def is_kept(subject: Subject, classifier: Classifier, samples: int = SAMPLES) -> bool:
    """Whether the reference costs nothing any more."""
    return _path(subject, classifier, samples).exists()
