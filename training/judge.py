"""How good the demo model is, asked as the app asks it: `python -m training.judge FILE…`.

For each file: accuracy with its 95 % interval, expected calibration error, the mass outside the
codes, and how many answers a shuffled category list changes; beside it a TF-IDF + logistic regression
that is trained on the file itself, ten-fold (so a file needs ten products of each category).
"""

import argparse
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from random import Random

import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedKFold, cross_val_predict
from sklearn.pipeline import make_pipeline

from vitrine.catalog.products import products
from vitrine.catalog.read import read_catalog_file
from vitrine.classify.categories import categories_of
from vitrine.classify.classifier import Classifier
from vitrine.classify.prediction import Prediction
from vitrine.llm.engines import ConnectedEngine, choose
from vitrine.settings import Settings

BINS = 10


@dataclass(frozen=True)
class Judgement:
    """Shares from 0 to 1; `interval` is Wilson's for the accuracy."""

    file: str
    rows: int
    accuracy: float
    interval: tuple[float, float]
    by_category: dict[str, float]
    calibration_error: float
    mean_confidence: float
    outside: float
    outside_worst: float
    changed_by_shuffling: float
    tfidf_accuracy: float


def judge(engine: ConnectedEngine, path: Path, settings: Settings) -> Judgement:
    """Asks about every labelled product of a file, twice: with the list as it is, and shuffled."""
    catalog = read_catalog_file(path, settings)
    items = [item for item in products(catalog) if item.category]
    texts, names = [item.description for item in items], [str(item.category) for item in items]
    categories = categories_of(catalog)
    shuffled = Random(settings.seed + 1).sample(categories, len(categories))
    found = _ask(engine, categories, texts)
    again = _ask(engine, shuffled, texts)
    right = np.array([a.category == b for a, b in zip(found, names, strict=True)])
    sure = np.array([prediction.probability or 0.0 for prediction in found])
    outside = np.array([p.distribution.outside if p.distribution else 1.0 for p in found])
    return Judgement(
        file=path.name,
        rows=len(items),
        accuracy=float(right.mean()),
        interval=wilson(int(right.sum()), len(right)),
        by_category={
            name: float(right[[label == name for label in names]].mean()) for name in categories
        },
        calibration_error=calibration_error(sure, right),
        mean_confidence=float(sure.mean()),
        outside=float(outside.mean()),
        outside_worst=float(outside.max()),
        changed_by_shuffling=float(
            np.mean([a.category != b.category for a, b in zip(found, again, strict=True)])
        ),
        tfidf_accuracy=tfidf_accuracy(texts, names),
    )


def calibration_error(sure: np.ndarray, right: np.ndarray, bins: int = BINS) -> float:
    """Expected calibration error over equal bins of confidence (Guo et al. 2017, arXiv 1706.04599)."""
    index = np.minimum((sure * bins).astype(int), bins - 1)
    return float(
        sum(
            (index == b).mean() * abs(sure[index == b].mean() - right[index == b].mean())
            for b in range(bins)
            if (index == b).any()
        )
    )


def wilson(hits: int, rows: int, z: float = 1.96) -> tuple[float, float]:
    """A 95 % interval for a share (Wilson 1927)."""
    share, denominator = hits / rows, 1 + z * z / rows
    centre = (share + z * z / (2 * rows)) / denominator
    half = z * np.sqrt(share * (1 - share) / rows + z * z / (4 * rows * rows)) / denominator
    return float(centre - half), float(centre + half)


def tfidf_accuracy(texts: Sequence[str], names: Sequence[str]) -> float:
    """Ten-fold cross-validated accuracy of the yardstick."""
    model = make_pipeline(
        TfidfVectorizer(sublinear_tf=True), LogisticRegression(C=10, max_iter=2000)
    )
    folds = StratifiedKFold(10, shuffle=True, random_state=0)
    return float(np.mean(cross_val_predict(model, texts, names, cv=folds) == np.array(names)))


def _ask(
    engine: ConnectedEngine, categories: Sequence[str], texts: Sequence[str]
) -> list[Prediction]:
    with engine.client() as client:
        return list(Classifier(client, categories, route="direct").classify_all(texts))


def main() -> None:
    """Prints one JSON object a file."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("files", nargs="+", type=Path)
    settings = Settings.from_environment()
    engine = choose(settings)
    for path in parser.parse_args().files:
        print(json.dumps(asdict(judge(engine, path, settings)), indent=1))


if __name__ == "__main__":
    main()
