"""Very many products: a sample of them, their ids in one block, and draws by groups."""

import numpy as np
import pytest

from tests.evaluate.making import drawn, planted
from vitrine.evaluate import scores as scoring
from vitrine.evaluate.compare import pair
from vitrine.evaluate.ids import Ids, shared
from vitrine.evaluate.sample import sample
from vitrine.evaluate.scores import scores


def test_up_to_its_size_a_sample_is_the_whole() -> None:
    found = planted([0, 1, -1], [0, 1, 2])
    assert sample(found, 3) is found


def test_a_sample_is_of_labelled_products_in_order() -> None:
    labels = np.where(np.arange(400) % 4 == 0, 1, -1)
    found = planted(labels, np.zeros(400, int))
    few = sample(found, 50)
    assert len(few) == 50 and few.labelled.all()
    assert (np.diff(few.positions) > 0).all() and list(few.ids) == list(map(str, few.positions))
    assert sample(found, 50).ids == few.ids != sample(found, 50, seed=1).ids
    assert len(sample(found, 200)) == 100  # all that are labelled


def test_a_sample_is_as_right_as_the_whole() -> None:
    found = drawn(np.random.default_rng(0), 40_000)
    rates = [sample(found, 2_000, seed).right.mean() for seed in range(40)]
    spread = np.sqrt(found.right.mean() * (1 - found.right.mean()) / 2_000)
    assert np.mean(rates) == pytest.approx(found.right.mean(), abs=4 * spread / np.sqrt(40))
    assert np.std(rates) == pytest.approx(spread, rel=0.4)


def test_groups_drawn_say_what_products_drawn_say(monkeypatch: pytest.MonkeyPatch) -> None:
    """The ends of intervals over 1,000 products, drawn one by one and in 250 groups of four."""
    found = drawn(np.random.default_rng(1), 1_000)
    plain = scores(found, 4_000, 0)
    monkeypatch.setattr(scoring, "_GROUPS", 250)
    monkeypatch.setattr(scoring, "_ONE_BY_ONE", 250)
    monkeypatch.setattr(scoring, "_AT_ONCE", 300)
    grouped = scores(found, 4_000, 0)
    for name in ("log_loss", "brier"):
        one, other = plain[name], grouped[name]
        assert one is not None and other is not None
        assert other.value == pytest.approx(one.value, rel=1e-12)
        width = one.high - one.low
        assert other.low == pytest.approx(one.low, abs=0.15 * width)
        assert other.high == pytest.approx(one.high, abs=0.15 * width)


def test_ids_are_a_sequence_like_any_other() -> None:
    ids = Ids.of(["a", "é", "a😀"])
    assert ids == ("a", "é", "a😀") and ids != ("a", "é") and ids != ["a", "é", "x"]
    assert ids[1] == "é" and ids[-1] == "a😀" and list(ids[1:]) == ["é", "a😀"]
    assert ids.take(np.array([2, 0])) == ["a😀", "a"]
    assert ids.among({"é": 1, "z": 2}).tolist() == [False, True, False]
    assert not ids.among(()).any()


def test_products_are_matched_by_their_ids() -> None:
    own, theirs = shared(["a", "b", "c", "d"], ["d", "x", "b"])
    assert (own.tolist(), theirs.tolist()) == ([1, 3], [2, 0])
    first = planted([0, 1, 2], [0, 1, 2], ids=["a", "b", "c"])
    second = planted([2, 2], [1, 0], ids=["c", "a"])
    one, other = pair(first, second)
    assert one.ids == other.ids == ["a", "c"]
    assert one.labels.tolist() == other.labels.tolist() == [0, 2]
    assert other.answers.tolist() == [0, 1]
    same = pair(first, planted([2, 2, 2], [1, 0, 0], ids=["a", "b", "c"]))
    assert same[0] is first and same[1].labels.tolist() == [0, 1, 2]
