"""The yardstick: TF-IDF and a logistic regression, learnt from the catalogue's own labels."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from vitrine.catalog.model import Product
from vitrine.errors import NothingToLearn

if TYPE_CHECKING:  # scikit-learn comes with the first yardstick, not with the pages that offer it
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import Pipeline

_STRENGTH = 10.0  # inverse of the L2 penalty: short texts, few of a kind


@dataclass(frozen=True)
class Baseline:
    """`coefficients[category][word]`: what a word adds to the log-odds of a category against all
    others, times the word's TF-IDF in a text; learnt from `products` labelled products."""

    coefficients: Mapping[str, Mapping[str, float]]
    products: int


def fit_baseline(products: Sequence[Product], words_of: Callable[[str], Sequence[str]]) -> Baseline:
    """Learns from the labelled products; `words_of` gives the words of a text, as they are compared.

    One category against the rest, each by itself, since a word weight is in log-odds of one category
    against all others. Raises `NothingToLearn` for labels of fewer than two categories.
    """
    labelled = [
        (one.description, one.category)
        for one in products
        if one.category is not None and words_of(one.description)
    ]
    categories = sorted({category for _text, category in labelled})
    if len(categories) < 2:
        raise NothingToLearn(found=len(categories))
    vectors = _vectors(words_of)
    matrix = vectors.fit_transform([text for text, _category in labelled])
    words = vectors.get_feature_names_out().tolist()
    found = {}
    for category in categories:
        model = _regression()
        model.fit(matrix, [own == category for _text, own in labelled])
        found[category] = dict(zip(words, model.coef_[0].tolist(), strict=True))
    return Baseline(found, len(labelled))


def sorter() -> "Pipeline":
    """The yardstick as a model to fit: texts in, probabilities of all their categories together out."""
    from sklearn.pipeline import make_pipeline

    return make_pipeline(_vectors("word"), _regression())


def _vectors(words: Callable[[str], Sequence[str]] | str) -> "TfidfVectorizer":
    from sklearn.feature_extraction.text import TfidfVectorizer

    return TfidfVectorizer(analyzer=words, sublinear_tf=True)


def _regression() -> "LogisticRegression":
    """Newton's steps reach the optimum itself; the default solver stops short of it, elsewhere on
    another machine, and is slow where other programs want the cores."""
    from sklearn.linear_model import LogisticRegression

    return LogisticRegression(C=_STRENGTH, solver="newton-cg", tol=1e-7, max_iter=200)
