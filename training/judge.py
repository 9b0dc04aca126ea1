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

from vitrine.catalog.products import products
from vitrine.catalog.read import read_catalog_file
from vitrine.classify.categories import categories_of
from vitrine.classify.classifier import Classifier
from vitrine.classify.prediction import Prediction
from vitrine.evaluate.figures import share
from vitrine.evaluate.predictions import gather
from vitrine.evaluate.reliability import reliability
from vitrine.evaluate.yardstick import yardstick
from vitrine.llm.engines import ConnectedEngine, choose
from vitrine.settings import Settings


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
    ids = [item.id for item in items]
    judged = gather(engine.model, categories, ids, texts, names, found)
    right, outside = judged.right, np.nan_to_num(judged.outside, nan=1.0)
    accuracy = share(int(right.sum()), len(right))
    diagram = reliability(judged)
    return Judgement(
        file=path.name,
        rows=len(items),
        accuracy=accuracy.value,
        interval=(accuracy.low, accuracy.high),
        by_category={
            name: float(right[[label == name for label in names]].mean()) for name in categories
        },
        calibration_error=diagram.ece or 0.0,
        mean_confidence=float(np.nan_to_num(judged.confidence).mean()),
        outside=float(outside.mean()),
        outside_worst=float(outside.max()),
        changed_by_shuffling=float(
            np.mean([a.category != b.category for a, b in zip(found, again, strict=True)])
        ),
        tfidf_accuracy=float(yardstick(ids, texts, names).right.mean()),
    )


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
