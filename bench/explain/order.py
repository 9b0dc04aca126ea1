"""What the order alone saves: the same texts, drawn and in prefix order, in the same prompt cache."""

from collections.abc import Sequence

import numpy as np

from bench.explain.kept import Figures
from bench.explain.measure import begin
from bench.explain.methods import Method
from bench.explain.subjects import Subject
from vitrine.classify.classifier import Classifier
from vitrine.classify.prediction import Prediction
from vitrine.explain.asking import Answers
from vitrine.explain.design import Masks, lime_masks, prefix_order, sparse_masks
from vitrine.explain.local import BUDGET, Question, explain
from vitrine.explain.words import without, words

_LIT = 256  # masks


class Recorder:
    """A classifier that remembers what it was asked, in order."""

    def __init__(self, classifier: Classifier) -> None:
        self._classifier = classifier
        self.texts: list[str] = []

    def readable(self, description: str) -> str:
        return self._classifier.readable(description)

    def answer(self, description: str) -> Prediction:
        self.texts.append(description)
        return self._classifier.answer(description)


def order_method(state: str) -> Method:
    """Has a place among the methods, so that it is kept and chosen like them; it weighs nothing."""
    return Method("order", "Prefix order", lambda case, seed: np.zeros(len(case.units)), state)


def run(subject: Subject, classifier: Classifier, seed: int) -> Figures:
    """{design: [prompt tokens in the order drawn, in prefix order]}."""
    size = len(words(subject.description))
    random = np.random.RandomState(seed)
    found = {
        f"LIME's own sampling, {_LIT} masks": lime_masks(size, _LIT, random),
        f"Vitrine's own sampling, {BUDGET} masks": sparse_masks(size, BUDGET, random),
    }
    tokens = {
        name: [_tokens(drawn, classifier), _tokens([drawn[i] for i in prefix_order(masks)], classifier)]
        for name, masks in found.items()
        for drawn in [_texts(subject, masks)]
    }  # fmt: skip
    sent = _sent(subject, classifier, seed)
    shuffled = [sent[i] for i in random.permutation(len(sent))]
    tokens[f"Vitrine, {BUDGET} calls, as it sends them"] = [
        _tokens(shuffled, classifier),
        _tokens(sent, classifier),
    ]
    return tokens


def _texts(subject: Subject, masks: Masks) -> list[str]:
    units = words(subject.description)
    return [without(subject.description, units, np.flatnonzero(row == 0)) for row in masks]


def _sent(subject: Subject, classifier: Classifier, seed: int) -> list[str]:
    recorder = Recorder(classifier)
    list(explain(Answers(recorder), Question(subject.description, seed=seed)))
    return recorder.texts


def _tokens(texts: Sequence[str], classifier: Classifier) -> int:
    """Prompt tokens computed when the texts come in this order, each different one once."""
    begin(classifier)
    answers = Answers(classifier)
    for text in texts:
        answers.of(text)
    return answers.tokens_computed
