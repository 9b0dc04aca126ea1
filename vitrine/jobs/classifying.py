"""Runs of kind "classify": a row's work is one prediction."""

import hashlib
import json
import threading
from collections.abc import Callable
from typing import Any

from vitrine.classify.classifier import Classifier, Usage
from vitrine.classify.prediction import Prediction
from vitrine.classify.prompt import turns
from vitrine.errors import DescriptionEmpty
from vitrine.jobs.choices import RunChoices
from vitrine.jobs.codec import prediction_json
from vitrine.jobs.handler import Answer, kept_answer
from vitrine.jobs.model import Row, Run
from vitrine.llm.client import ModelClient


def answer_key(classifier: Classifier, choices: RunChoices, digest: str, text: str) -> str:
    """Under which an answer is kept: of model, prompt, options and route; and of the mode, since
    several requests at once may shift the numbers. Raises `ModelError` where the route is to be
    measured first."""
    readable, style = classifier.readable(text), classifier.style
    chat = turns(choices.categories, readable, classifier.route, style)
    depends_on = [
        choices.engine,
        digest,
        style.version,
        classifier.route,
        choices.mode,
        dict(classifier.model.options),
        [[turn.role, turn.content] for turn in chat],
    ]
    return hashlib.sha256(json.dumps(depends_on, sort_keys=True).encode()).hexdigest()


def kept_prediction(found: Prediction) -> dict[str, Any]:
    """A prediction as the store keeps it under its `answer_key`."""
    return kept_answer(prediction_json(found), found.category, found.probability)


class Classifying:
    """The handler: measures the answer's route when it is opened, then asks once a row."""

    def __init__(self, run: Run, client: ModelClient) -> None:
        self._choices = RunChoices.of(run)
        self._digest = run.model_digest
        self._classifier = Classifier(client, self._choices.categories, style=self._choices.style)
        self._route = self._classifier.route
        self._lock = threading.Lock()
        self._before = self._classifier.usage  # what the route has cost: the first row bears it

    def cache_key(self, row: Row) -> str | None:
        """See `answer_key`."""
        return answer_key(self._classifier, self._choices, self._digest, row.text)

    def answer(self, row: Row, stopped: Callable[[], bool]) -> Answer:
        """One call. Raises `ModelError`, and `DescriptionEmpty`."""
        if not row.text.strip():
            raise DescriptionEmpty
        found = self._classifier.answer(row.text)
        before = self._take_before()
        cached = found.prompt_tokens_cached or 0
        return Answer(
            result=prediction_json(found),
            label=found.category,
            score=found.probability,
            calls=1 + before.calls,
            tokens_computed=found.prompt_tokens
            - cached
            + before.prompt_tokens
            - before.prompt_tokens_cached,
            tokens_cached=cached + before.prompt_tokens_cached,
        )

    def _take_before(self) -> Usage:
        with self._lock:
            before, self._before = self._before, Usage()
        return before
