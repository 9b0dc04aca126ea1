"""Work in a thread: pictures while it runs, stopped when told or when nobody looks."""

import threading
import time

from components.job import Job
from tests.explain.planted import PlantedClassifier
from vitrine.classify.prediction import Prediction
from vitrine.errors import ServerBusy
from vitrine.explain.asking import Answers
from vitrine.explain.explanation import Explanation
from vitrine.explain.local import Question, explain

TEXT = "a steel watch with a leather strap and a round dial made for men"
QUESTION = Question(TEXT, budget=60)


class Slow(PlantedClassifier):
    """Answers only while `gate` is open, and fails after `answers` of them."""

    def __init__(self, answers: int = 10**6, failure: Exception | None = None) -> None:
        super().__init__({"watch": 2.0, "leather": -1.0})
        self.gate = threading.Event()
        self.left = answers
        self.failure = failure or ServerBusy(host="http://h:1")

    def answer(self, text: str) -> Prediction:
        self.gate.wait(5)
        self.left -= 1
        if self.left < 0:
            raise self.failure
        return super().answer(text)


def started(classifier: Slow, patience: float = 60.0) -> Job[Explanation]:
    answers = Answers(classifier)  # type: ignore[arg-type]
    return Job(lambda cancelled: explain(answers, QUESTION, cancelled), patience)


def test_it_runs_until_it_is_stable() -> None:
    classifier = Slow()
    job = started(classifier)
    assert job.look().running
    classifier.gate.set()
    job.wait(10)
    found = job.look()
    assert not found.running
    assert found.error is None
    assert found.found is not None
    assert found.found.words[0].word.text == "watch"
    assert found.found.stopped_because in ("stable", "budget")


def test_it_stops_when_told() -> None:
    classifier = Slow()
    job = started(classifier)
    job.cancel()
    classifier.gate.set()
    job.wait(10)
    found = job.look()
    assert not found.running
    assert found.found is None or found.found.stopped_because == "cancelled"
    assert len(classifier.texts) < 5


def test_it_stops_when_nobody_looks_any_more() -> None:
    classifier = Slow()
    job = started(classifier, patience=0.0)
    time.sleep(0.01)
    classifier.gate.set()
    job.wait(10)
    assert len(classifier.texts) < 5


def test_a_failure_keeps_what_was_found_before() -> None:
    classifier = Slow(answers=14)
    job = started(classifier)
    classifier.gate.set()
    job.wait(10)
    found = job.look()
    assert not found.running
    assert found.error is not None
    assert "busy" in str(found.error)
    assert found.found is not None


def test_a_fault_of_its_own_is_told_too() -> None:
    classifier = Slow(answers=14, failure=ZeroDivisionError("float division by zero"))
    job = started(classifier)
    classifier.gate.set()
    job.wait(10)
    found = job.look()
    assert not found.running
    assert found.error is not None
    assert "fault in Vitrine" in str(found.error)
    assert found.found is not None
