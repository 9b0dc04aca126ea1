"""The sample catalogue is what its maker writes, and looks like a real one."""

import csv
from collections import Counter
from pathlib import Path

import pytest
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedKFold, cross_val_score
from sklearn.pipeline import make_pipeline

from training.catalogue import OUT, make_rows, word_counts
from training.lexicon import read_all
from training.phrases import ALL, training_patterns
from training.split import HELD_OUT_PATTERNS, HELD_OUT_TYPES, SEED, split_vocabulary
from vitrine.classify.prompt import NOTE_CATEGORIES


@pytest.fixture(scope="module")
def rows() -> list[dict[str, str]]:
    with OUT.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_the_file_is_what_the_generator_writes(rows: list[dict[str, str]]) -> None:
    assert rows == make_rows()
    assert b"\r" not in Path(OUT).read_bytes()


def test_every_category_has_150_products_and_nothing_stands_twice(
    rows: list[dict[str, str]],
) -> None:
    first = Counter(row["product_category_tree"][2:].split(" >> ")[0] for row in rows)
    assert first == dict.fromkeys(NOTE_CATEGORIES, 150)
    for column in ("uniq_id", "description", "pid"):
        assert len({row[column] for row in rows}) == 1050


def test_each_description_has_the_words_it_was_given(rows: list[dict[str, str]]) -> None:
    assert sorted(len(row["description"].split()) for row in rows) == word_counts(1050)


def test_it_is_as_hard_as_reality_for_a_bag_of_words(rows: list[dict[str, str]]) -> None:
    """A catalogue on which TF-IDF is perfect, or lost, would show nothing: 86 to 94 %."""
    texts = [row["description"] for row in rows]
    names = [row["product_category_tree"][2:].split(" >> ")[0] for row in rows]
    model = make_pipeline(
        TfidfVectorizer(sublinear_tf=True), LogisticRegression(C=10, max_iter=2000)
    )
    folds = StratifiedKFold(5, shuffle=True, random_state=0)
    assert 0.86 <= cross_val_score(model, texts, names, cv=folds).mean() <= 0.94


def test_some_types_and_patterns_are_held_out_of_the_training_corpus() -> None:
    seen, held = split_vocabulary(read_all(), HELD_OUT_TYPES, SEED)
    for category in NOTE_CATEGORIES:
        assert held[category] and not set(held[category]) & set(seen[category])
    known = training_patterns(HELD_OUT_PATTERNS, SEED)
    assert set(known.praise) < set(ALL.praise) and set(known.shop) < set(ALL.shop)


def test_the_lexicon_is_broad() -> None:
    lexicons = read_all()
    assert sum(len(lexicons[name].types) for name in NOTE_CATEGORIES) > 500
    assert all(len(lexicons[name].brands) >= 70 for name in NOTE_CATEGORIES)
