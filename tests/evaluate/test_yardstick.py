"""The cross-validated yardstick learns what others teach, and copes with small categories."""

import numpy as np
import pytest
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedKFold, cross_val_predict
from sklearn.pipeline import make_pipeline

from vitrine.catalog.products import products
from vitrine.catalog.read import read_catalog_file
from vitrine.errors import NothingToLearn
from vitrine.evaluate.yardstick import yardstick
from vitrine.settings import Settings


def shop(n: int = 60) -> tuple[list[str], list[str], list[str | None]]:
    rng = np.random.default_rng(0)
    kinds = ["watch", "mug", "lamp"]
    labels = [kinds[place % 3] for place in range(n)]
    texts = [f"a {name} in {rng.choice(['red', 'blue', 'steel'])}" for name in labels]
    return [str(place) for place in range(n)], texts, list(labels)


def test_it_is_scikit_learns_cross_validation() -> None:
    items = products(read_catalog_file(Settings().sample_catalog, Settings()))[::3]
    texts, labels = [one.description for one in items], [one.category for one in items]
    found = yardstick([one.id for one in items], texts, labels, folds=5, seed=3)
    model = make_pipeline(
        TfidfVectorizer(sublinear_tf=True), LogisticRegression(C=10.0, tol=1e-7, max_iter=5000)
    )
    folds = StratifiedKFold(5, shuffle=True, random_state=3)
    reference = cross_val_predict(model, texts, labels, cv=folds, method="predict_proba")
    assert found.categories == tuple(sorted(set(filter(None, labels))))
    assert found.probabilities == pytest.approx(reference, abs=1e-4)


def test_planted_words_are_learnt() -> None:
    found = yardstick(*shop())
    assert found.right.all() and found.probabilities.sum(1) == pytest.approx(np.ones(60))
    assert found.ids == tuple(shop()[0]) and (found.seconds > 0).all()


def test_a_products_own_label_is_not_seen() -> None:
    """A word that one product alone has teaches nothing about it."""
    ids, texts, labels = shop()
    found = yardstick([*ids, "odd"], [*texts, "zzz"], [*labels, "lamp"])
    alone = yardstick([*ids, "odd"], [*texts, "zzz"], [*labels, "mug"])
    assert found.probabilities[-1].max() < 0.6 and alone.probabilities[-1].max() < 0.6


def test_unlabelled_products_are_sorted_by_all_labelled() -> None:
    ids, texts, labels = shop()
    found = yardstick([*ids, "new"], [*texts, "a mug in green"], [*labels, None])
    assert found.categories[found.answers[-1]] == "mug" and not found.labelled[-1]


@pytest.mark.parametrize(
    "labels", [["a", "b"], ["a", "a", "b"], ["a", "b", "c"], ["a"] * 5 + ["b"], ["a", "b", None, None]]
)  # fmt: skip
def test_categories_smaller_than_the_folds(labels: list[str | None]) -> None:
    texts = [f"word{place} {label}" for place, label in enumerate(labels)]
    found = yardstick([str(place) for place in range(len(labels))], texts, labels)
    assert len(found) == len(labels) and found.probabilities.sum(1) == pytest.approx(1.0)


@pytest.mark.parametrize(
    ("texts", "labels"), [(["x y"] * 3, ["a"] * 3), (["", "-", "!"], ["a", "b", "a"]), ([], [])]
)
def test_without_anything_to_learn_there_is_a_sentence(texts: list[str], labels: list[str]) -> None:
    with pytest.raises(NothingToLearn):
        yardstick([str(place) for place in range(len(texts))], texts, labels)
