"""Limits say what the figures suggest, each with its figure, and nothing else."""

import re
from dataclasses import replace

import numpy as np
import pytest

from tests.evaluate.making import drawn, planted
from vitrine.evaluate.answers import spread
from vitrine.evaluate.compare import compare
from vitrine.evaluate.figures import Figure
from vitrine.evaluate.finding import Finding, Measured, Steadiness
from vitrine.evaluate.limits import limits
from vitrine.evaluate.metrics import evaluate
from vitrine.evaluate.predictions import Predictions
from vitrine.evaluate.reliability import reliability
from vitrine.evaluate.threshold import curve
from vitrine.evaluate.words import words_and_correctness


def measured(found: Predictions) -> Measured:
    return Measured(
        evaluate(found, resamples=300),
        reliability(found),
        words_and_correctness(found),
        curve(found).for_target(0.95),
    )


def said(findings: tuple[Finding, ...]) -> str:
    return " | ".join(f"{one.severity}: {one.what} {one.figure}" for one in findings)


def perfect(n: int = 600) -> Predictions:
    labels = np.arange(n) % 3
    sure = np.eye(3)[labels] * 0.98 + 0.01 - np.eye(3)[labels] * 0.01
    return planted(labels, labels, 3, probabilities=sure / sure.sum(1, keepdims=True))


def test_a_model_without_fault_gets_no_fault() -> None:
    found = limits(measured(perfect()))
    assert found and {one.severity for one in found} == {"good"}
    assert all(one.try_next is None for one in found)


@pytest.mark.parametrize(
    ("labels", "answers", "sentence"),
    [
        ([0, 1, 2] * 60 + [3] * 9, [0, 1, 2] * 60 + [0] * 9, "9 products, of: category 3"),
        ([0, 1, 2] * 60, [0, 1, 1] * 60, "No product was sorted into: category 2"),
        ([0, 1, 2] * 60, [0, 1, 2] * 50 + [0, 1, -1] * 10, "10 were not answered"),
        ([0, 1, 2] * 60, [0, 1, 2] * 40 + [0, 1, 1] * 20, "20 of 20 errors"),
        ([0, 1, 2] * 60, [0, 1, 2] * 40 + [0, 1, 1] * 20, "“category 2” is sorted worse"),
        ([0, 1, 2] * 5, [0, 1, 2] * 4 + [0, 1, 1], "of 15 labelled products"),
    ],
)
def test_a_planted_fault_is_named_with_its_figure(
    labels: list[int], answers: list[int], sentence: str
) -> None:
    found = planted(labels, answers, 3)
    assert sentence in said(limits(measured(found)))


def test_the_yardstick_is_told_as_it_came_out() -> None:
    labels = np.arange(300) % 3
    wrong = np.where(np.arange(300) < 60, (labels + 1) % 3, labels)
    good, poor = planted(labels, labels), planted(labels, wrong)
    for one, other, severity in ((good, poor, "good"), (poor, good, "bad"), (good, good, "notice")):
        found = limits(replace(measured(one), against_yardstick=compare(one, other)))
        assert any(each.severity == severity and "McNemar" in str(each.figure) for each in found)


def test_overconfidence_is_told_and_calm_confidence_praised() -> None:
    calm = drawn(np.random.default_rng(0), 3_000, sharp=3.0)
    assert "can be taken at its word" in said(limits(measured(calm)))
    sharper = calm.probabilities**4
    loud = replace(calm, probabilities=sharper / sharper.sum(1, keepdims=True))
    assert "surer than it is right" in said(limits(measured(loud)))


def test_trust_speaks_where_it_was_measured_and_bad() -> None:
    base = measured(perfect())
    calm = Steadiness(order=Figure(1.0, 0.99, 1.0), obeyed=Figure(0.0, 0.0, 0.01))
    assert limits(replace(base, steadiness=calm)) == limits(base)
    shaky = Steadiness(
        order=Figure(0.8, 0.7, 0.9),
        typos=Figure(0.95, 0.9, 0.98),
        obeyed=Figure(0.4, 0.3, 0.5),
        obeyed_defended=Figure(0.05, 0.0, 0.1),
        nowhere=Figure(0.5, 0.4, 0.6),
    )
    found = limits(replace(base, steadiness=shaky))
    text = said(found)
    assert "80.0% of the answers stay" in text and "40.0% of the hidden" in text
    assert any("5.0%" in str(one.try_next) for one in found)
    assert [one.severity for one in found] == sorted(
        (one.severity for one in found), key=["bad", "notice", "good"].index
    )


def test_every_finding_stands_on_a_number() -> None:
    rng = np.random.default_rng(4)
    for _ in range(20):
        labels = rng.integers(0, 4, 200)
        answers = np.where(rng.random(200) < 0.6, labels % 3, rng.integers(-1, 3, 200))
        found = planted(labels, answers, 3, words=rng.integers(2, 90, 200))
        for one in limits(measured(found)):
            assert re.search(r"\d|category", str(one.figure)) and str(one.what)
            assert one.severity == "good" or one.try_next is not None


def test_what_is_said_of_unlabelled_answers() -> None:
    sure = np.array([0.96, 0.75, 0.6, 0.5, 0.5])
    found = spread(
        planted(
            [-1] * 5,
            [0, 0, 1, -1, 0],
            2,
            failed=[4],
            probabilities=np.stack([sure, 1 - sure], 1)[:, ::1],
        )
    )
    assert found.by_category == {"category 0": 2, "category 1": 1}
    assert (found.unanswered, found.failed) == (1, 1)
    assert found.below[0.95] == 4 and found.below[0.7] == 3
    assert found.confidence is not None and found.confidence["median"] == pytest.approx(0.75)
