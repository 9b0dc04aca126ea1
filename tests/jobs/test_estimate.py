"""What a run will cost: duplicates and answers that are known are not asked about."""

from dataclasses import replace

import pytest

from tests.faulty_server import FaultyServer, busy, healthy, refusing
from tests.jobs.making_runs import NAMES, asked, at
from vitrine.classify.classifier import Classifier
from vitrine.errors import RequestRefused, ServerBusy
from vitrine.jobs import estimate as costs
from vitrine.jobs.choices import RunChoices
from vitrine.jobs.estimate import estimate, seconds_an_answer
from vitrine.jobs.model import NewRow, NewRun
from vitrine.jobs.runner import Runner
from vitrine.jobs.store import Store
from vitrine.llm.client import ModelClient
from vitrine.settings import Settings

CHOICES = RunChoices("ollama", "llama2", "fast", 0, NAMES)
TEXTS = ["a mug", "a  mug", "a watch", "a rattle", "a towel"]


@pytest.fixture
def classifier(faulty_server: FaultyServer) -> Classifier:
    return Classifier(ModelClient(faulty_server.host, "llama2", 1.0, 5.0), NAMES)


def test_only_what_is_different_and_unknown_is_asked(store: Store, classifier: Classifier) -> None:
    found = estimate(store, classifier, CHOICES, TEXTS, 0.5)
    assert (found.products, found.repeated, found.known) == (5, 1, 0)
    assert found.calls == 4 and found.seconds == 2.0 and not found.sampled


def test_the_answers_that_are_timed_are_kept_for_the_run(
    store: Store, settings: Settings, classifier: Classifier, faulty_server: FaultyServer
) -> None:
    pace = seconds_an_answer(store, classifier, CHOICES, TEXTS)
    assert pace > 0
    timed = sum(asked(faulty_server).values())
    assert 1 <= timed <= 3
    found = estimate(store, classifier, CHOICES, TEXTS, pace)
    assert found.known == timed and found.calls == 4 - timed

    new = NewRun("classify", "v", CHOICES.as_json(), faulty_server.digest, "1")
    run = store.create(new, [NewRow(str(place), text) for place, text in enumerate(TEXTS)])
    runner = Runner(store, at(replace(settings, read_timeout=5.0), faulty_server.host))
    assert runner.finish(run.id).state == "done"
    assert all(count == 1 for count in asked(faulty_server).values())
    assert len(asked(faulty_server)) == 4
    rows = store.rows(run.id)
    assert all(row.score == pytest.approx(0.7 / 0.96) for row in rows if row.state == "answered")


def test_what_another_mode_was_told_is_not_known(store: Store, classifier: Classifier) -> None:
    seconds_an_answer(store, classifier, CHOICES, TEXTS)
    other = replace(CHOICES, mode="reproducible")
    assert estimate(store, classifier, other, TEXTS, 1.0).known == 0


def test_of_many_texts_a_sample_is_looked_up(
    store: Store, classifier: Classifier, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(costs, "_LOOKED_UP", 10)
    texts = [f"product number {row}" for row in range(100)]
    seconds_an_answer(store, classifier, CHOICES, texts[:1])
    found = estimate(store, classifier, CHOICES, texts, 1.0)
    assert found.sampled and found.known == 10  # one of ten, and a hundred in all


def test_without_texts_nothing_is_asked(
    store: Store, classifier: Classifier, faulty_server: FaultyServer
) -> None:
    assert seconds_an_answer(store, classifier, CHOICES, []) == 0
    assert estimate(store, classifier, CHOICES, [], 1.0).calls == 0
    assert not asked(faulty_server)


def test_one_bad_product_does_not_keep_the_others_from_being_timed(
    store: Store, classifier: Classifier, faulty_server: FaultyServer
) -> None:
    route_and_first = (healthy, refusing(400, "too long"))
    faulty_server.once("/api/chat", *route_and_first)
    assert seconds_an_answer(store, classifier, CHOICES, TEXTS) > 0

    faulty_server.always("/api/chat", refusing(400, "too long"))
    with pytest.raises(RequestRefused, match="too long"):
        seconds_an_answer(store, classifier, CHOICES, TEXTS)


def test_a_servers_fault_is_named(
    store: Store, classifier: Classifier, faulty_server: FaultyServer
) -> None:
    faulty_server.always("/api/chat", busy)
    with pytest.raises(ServerBusy):
        seconds_an_answer(store, classifier, CHOICES, TEXTS)
