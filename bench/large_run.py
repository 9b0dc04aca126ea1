"""A finished run of very many products with its answers in files, made up: `make_run`.

Texts of some 300 characters, seven categories, a model that is right in about nine of ten cases and
knows how sure it may be; every 200th product failed, every 150th was answered with none of the
categories, every 50th has no label. The same rows for the same seed.
"""

import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from sqlalchemy import update

from tests.faulty_server import DIGEST
from vitrine.catalog.model import Columns
from vitrine.classify.prediction import Distribution, Prediction, Provenance
from vitrine.classify.prompt import NOTE_CATEGORIES
from vitrine.jobs.answer_files import AnswerWriter, keep_run, part_name
from vitrine.jobs.choices import RunChoices
from vitrine.jobs.model import NewRun, Row, Run
from vitrine.jobs.schema import runs
from vitrine.jobs.store import Store
from vitrine.messages import Message

ORIGINALS = ("sku", "name", "description", "category")
COLUMNS = Columns(text="description", category="category", id="sku", name="name")
PART_ROWS = 20_000
_SLOW = Message("The server took longer than {seconds} seconds.", {"seconds": 60})
_NONE = Message("The model answered “{answer}”, which is none of the categories.", {"answer": "H"})
_WORDS = [
    "soft",
    "cotton",
    "steel",
    "wooden",
    "handmade",
    "blanket",
    "watch",
    "toy",
    "lamp",
    "shelf",
    "shirt",
    "strap",
    "ring",
    "winter",
    "summer",
    "blue",
    "red",
    "green",
    "leather",
    "glass",
    "border",
    "night",
    "garden",
    "kitchen",
    "child",
    "size",
    "large",
    "small",
    "gift",
    "box",
]
_ORIGIN = Provenance("ollama", "llama2", DIGEST, "1", "direct", {"seed": 0, "temperature": 0.0})

_Line = tuple[Row, Prediction, list[object]]


def make_run(store: Store, folder: Path, rows: int, visitor: str, seed: int = 0) -> Run:
    """Writes the parts into `folder` and the run into the store, as done."""
    cluster = {
        "input": "products.parquet",
        "output": str(folder),
        "address": "tcp://127.0.0.1:8786",
    }
    choices = RunChoices(
        "ollama",
        "llama2",
        "fast",
        seed,
        NOTE_CATEGORIES,
        COLUMNS,
        "products.parquet",
        more={"cluster": cluster},
    )
    run = store.create(NewRun("classify", visitor, choices.as_json(), DIGEST, "1"), ())
    write_parts(folder, rows, seed)
    keep_run(folder, run)
    now = time.time()
    with store.writing() as connection:
        made = update(runs).where(runs.c.id == run.id)
        connection.execute(
            made.values(total=rows, state="done", started=now - rows / 20, ended=now)
        )
    return store.run(run.id)


def write_parts(folder: Path, rows: int, seed: int = 0) -> None:
    """The parts, `PART_ROWS` rows each."""
    rng = np.random.default_rng(seed)
    for number, first in enumerate(range(0, rows, PART_ROWS)):
        lines = list(_lines(first, min(PART_ROWS, rows - first), rng))
        with AnswerWriter(folder / part_name(number), ORIGINALS, NOTE_CATEGORIES) as writer:
            writer.write(*map(list, zip(*lines, strict=True)))


def _lines(first: int, rows: int, rng: np.random.Generator) -> Iterator[_Line]:
    many = len(NOTE_CATEGORIES)
    labels = rng.integers(0, many, rows)
    logits = rng.normal(0.0, 1.0, (rows, many))
    logits[np.arange(rows), labels] += rng.normal(3.2, 1.5, rows)
    shares = np.exp(logits)
    shares /= shares.sum(1, keepdims=True)
    outside, seconds = rng.uniform(0, 0.05, rows), rng.gamma(3.0, 0.04, rows)
    words, lengths = rng.integers(0, len(_WORDS), (rows, 70)), rng.integers(20, 70, rows)
    for place in range(rows):
        position = first + place
        text = " ".join([_WORDS[word] for word in words[place, : lengths[place]]])
        label = "" if position % 50 == 49 else NOTE_CATEGORIES[labels[place]]
        found = _prediction(position, shares[place], float(outside[place]), float(seconds[place]))
        row = Row(
            run_id="",
            position=position,
            product_id=f"p{position}",
            text=text,
            state="failed" if found.status == "failed" else "answered",
            label=found.category,
            score=found.probability,
            calls=1,
            tokens_computed=found.prompt_tokens,
        )
        yield row, found, [row.product_id, f"Product {position}", text, label]


def _prediction(position: int, shares: np.ndarray, outside: float, seconds: float) -> Prediction:
    if position % 200 == 199:
        return Prediction("failed", None, "", None, _ORIGIN, _SLOW, seconds=seconds)
    spread = Distribution(
        dict(zip(NOTE_CATEGORIES, shares.tolist(), strict=True)),
        dict(zip(NOTE_CATEGORIES, np.log(shares * (1 - outside)).tolist(), strict=True)),
        outside,
    )
    none = position % 150 == 149
    return Prediction(
        "unanswered" if none else "answered",
        None if none else NOTE_CATEGORIES[int(shares.argmax())],
        "H" if none else "A",
        spread,
        _ORIGIN,
        _NONE if none else None,
        prompt_tokens=180,
        prompt_tokens_cached=120,
        seconds=seconds,
    )
