"""The methods that are compared, each behind one call: a case and a seed in, a weight a word out.

LIME and SHAP are asked in `peers.py` through their own packages. ContextCite's recipe (Cohen-Wang et
al., arXiv 2409.00729) is written here after its published settings: its package asks a Hugging Face
model in process and no other.
"""

import hashlib
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import Lasso
from sklearn.preprocessing import StandardScaler

import vitrine.explain
from bench.explain.peers import lime_weights, shap_weights, version
from vitrine.classify.prediction import Distribution
from vitrine.explain.asking import Answers
from vitrine.explain.explanation import Word
from vitrine.explain.local import BUDGET, Question, explain
from vitrine.explain.surrogate import log_odds
from vitrine.explain.words import without, words

Weights = NDArray[np.float64]
_MASKS = 64  # of ContextCite, each word kept with probability one half
_ALPHA = 0.01  # of its Lasso, on standardised columns


@dataclass
class Case:
    """One description to explain, and what answers for the model. `sent` counts the texts that a method
    wants an answer to, repeats too; `answers` asks each different one once."""

    description: str
    target: str
    answers: Answers
    units: tuple[Word, ...] = field(init=False)
    sent: int = 0
    first_calls: int | None = None  # model calls until the first picture, of a method that has one

    def __post_init__(self) -> None:
        self.units = words(self.description)

    def spread(self, removed: Collection[int]) -> Distribution:
        """What the model says without these words."""
        self.sent += 1
        return self.answers.of(without(self.description, self.units, removed))

    def odds(self, mask: NDArray[np.int8]) -> float:
        """The target's log-odds for one row (words,) of a design."""
        return log_odds(self.spread(np.flatnonzero(mask == 0)), self.target)


@dataclass(frozen=True)
class Method:
    """`state` names all that its weights depend on besides the case and the seed: a kept result of
    another state does not count."""

    name: str
    title: str
    weigh: Callable[[Case, int], Weights]
    state: str


def left_out_once(case: Case, seed: int) -> Weights:
    """What the log-odds lose with each word."""
    del seed
    whole = case.odds(np.ones(len(case.units), dtype=np.int8))
    each = (1 - np.eye(len(case.units), dtype=np.int8)).astype(np.int8)
    return np.array([whole - case.odds(row) for row in each])


def at_random(case: Case, seed: int) -> Weights:
    """The floor: any words, all said to pull."""
    return np.random.RandomState(seed).uniform(0.0, 1.0, len(case.units))


def context_cite(case: Case, seed: int) -> Weights:
    """Sixty-four random halves, then a Lasso on the logit over standardised columns."""
    random = np.random.RandomState(seed)
    masks = random.binomial(1, 0.5, (_MASKS, len(case.units))).astype(np.int8)
    response = [case.odds(row) for row in masks]
    scaler = StandardScaler()
    lasso = Lasso(alpha=_ALPHA, random_state=0).fit(scaler.fit_transform(masks), response)
    return np.asarray(lasso.coef_ / scaler.scale_)


def ours(budget: int) -> Callable[[Case, int], Weights]:
    """`vitrine.explain` within a budget of model calls."""

    def weigh(case: Case, seed: int) -> Weights:
        question = Question(case.description, case.target, budget=budget, seed=seed)
        pictures = explain(case.answers, question)
        case.first_calls = next(pictures).calls
        *_, last = pictures
        case.sent = last.calls
        weight = {entry.word: entry.weight for entry in last.words}
        return np.array([weight[unit] for unit in case.units])

    return weigh


def own_state() -> str:
    """Changes with any line of `vitrine/explain`."""
    folder = Path(vitrine.explain.__file__).parent
    code = b"".join(path.read_bytes() for path in sorted(folder.glob("*.py")))
    return hashlib.sha256(code).hexdigest()[:12]


def all_methods() -> dict[str, Method]:
    """By name, in the order of the table."""
    lime, shap, own = version("lime"), version("shap"), own_state()
    listed = (
        Method("lime", "LIME, its default", lime_weights(5000), f"{lime}, 5000"),
        Method("lime-256", "LIME, 256 samples (LIT)", lime_weights(256), f"{lime}, 256"),
        Method("shap", "SHAP, Partition", shap_weights(500), f"{shap}, 500"),
        Method("contextcite", "ContextCite's recipe", context_cite, f"{_MASKS}, {_ALPHA}"),
        Method("leave-one-out", "Each word left out once", left_out_once, ""),
        Method("random", "Random words", at_random, ""),
        Method("ours-64", "Vitrine, 64 calls", ours(64), own),
        Method("ours", f"Vitrine, {BUDGET} calls", ours(BUDGET), own),
    )
    return {method.name: method for method in listed}
