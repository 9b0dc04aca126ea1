"""Two views side by side: the correlation by hand, the words furthest apart first."""

import pytest

from vitrine.explain.agreement import agreement, scores
from vitrine.explain.importance import Explained, importance

HERE = {"Mugs": {"a": 5.0, "b": 4.0, "c": 3.0, "d": 2.0, "e": 1.0, "only here": 9.0}}


def test_ranks_are_compared_whatever_the_unit() -> None:
    there = {"Mugs": {word: 100 * value for word, value in HERE["Mugs"].items()}}
    found = agreement(HERE, there)["Mugs"]
    assert found.correlation == pytest.approx(1.0)
    assert all(entry.apart == 0 for entry in found.words)


def test_spearmans_correlation_by_hand() -> None:
    """Ranks 1 2 3 4 5 against 5 2 3 4 1: Σd² = 32, 1 - 6·32 / (5·24) = -0.6."""
    there = {"Mugs": {"a": 1.0, "b": 4.0, "c": 3.0, "d": 2.0, "e": 5.0, "only there": 7.0}}
    found = agreement(HERE, there)["Mugs"]
    assert found.correlation == pytest.approx(-0.6)
    assert [(entry.word, entry.rank_here, entry.rank_there) for entry in found.words[:2]] == [
        ("a", 1, 5),
        ("e", 5, 1),
    ]


def test_few_words_or_a_view_that_ranks_nothing_have_no_correlation() -> None:
    assert agreement(HERE, {"Mugs": {"a": 1.0}})["Mugs"].correlation is None
    flat = {"Mugs": dict.fromkeys(HERE["Mugs"], 1.0)}
    assert agreement(HERE, flat)["Mugs"].correlation is None


def test_a_category_of_one_view_alone_is_not_compared() -> None:
    assert set(agreement({**HERE, "Watches": {}}, {**HERE, "Plates": {}})) == {"Mugs"}


def test_the_scores_of_an_importance_are_its_means() -> None:
    told = [Explained(str(row), "Mugs", {"cup": float(row)}) for row in (1, 2, 3)]
    assert scores(importance(told)) == {"Mugs": {"cup": 2.0}}
