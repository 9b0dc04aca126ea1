"""LIME and SHAP, asked through their own packages about the same words, by the same removal.

Both see a product as a row of word numbers, so that a word is to them what it is to Vitrine; the text
that the model reads is the description without the words that they took away.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from importlib.metadata import PackageNotFoundError
from importlib.metadata import version as installed
from typing import TYPE_CHECKING, Any

import numpy as np
from lime.lime_text import LimeTextExplainer
from numpy.typing import NDArray

if TYPE_CHECKING:
    from bench.explain.methods import Case

Weights = NDArray[np.float64]


def version(package: str) -> str:
    """Its name with its version, or that it is missing."""
    try:
        return f"{package} {installed(package)}"
    except PackageNotFoundError:
        return f"{package} is not installed"


def lime_weights(samples: int) -> Callable[[Case, int], Weights]:
    """`LimeTextExplainer` on the target's probability, all its settings as they come.

    It is asked to weigh all words instead of ten: its cost is the same, and five that pull are there to
    be taken away.
    """

    def weigh(case: Case, seed: int) -> Weights:
        everything = range(len(case.units))
        label = list(case.spread(()).probabilities).index(case.target)
        case.sent -= 1  # this one was ours; LIME's first text is the same and costs no second call

        def probabilities(texts: Sequence[str]) -> NDArray[np.float64]:
            kept = ({int(number) for number in text.split()} for text in texts)
            spreads = (case.spread([w for w in everything if w not in here]) for here in kept)
            return np.array([list(spread.probabilities.values()) for spread in spreads])

        explainer = LimeTextExplainer(split_expression=r"\s+", random_state=seed)
        found = explainer.explain_instance(
            " ".join(map(str, everything)),
            probabilities,
            labels=(label,),
            num_features=len(case.units),
            num_samples=samples,
        )
        weights = np.zeros(len(case.units))
        for word, weight in found.as_map()[label]:
            weights[word] = weight
        return weights

    return weigh


def shap_weights(evaluations: int) -> Callable[[Case, int], Weights]:
    """SHAP's `PartitionExplainer` on the target's log-odds, over the tree that its text masker builds.

    Log-odds, as `rescale_to_logits` gives them: SHAP's values add up there. The seed decides ties.
    """

    def weigh(case: Case, seed: int) -> Weights:
        import shap

        np.random.seed(seed)
        explainer = shap.explainers.PartitionExplainer(
            lambda rows: np.array([case.odds(row) for row in rows]), _masker(case)
        )
        row = np.ones((1, len(case.units)), dtype=np.int8)
        return np.asarray(explainer(row, max_evals=evaluations, silent=True).values[0])

    return weigh


def _masker(case: Case) -> Any:
    """Leaves words out; neighbours go together as SHAP's own heuristic for sentences says."""
    from shap.maskers import Masker
    from shap.maskers._text import partition_tree

    class Words(Masker):
        immutable_outputs = True
        default_batch_size = 5  # of SHAP's text masker
        shape = (1, len(case.units))

        def __init__(self) -> None:
            self.clustering = partition_tree([unit.text for unit in case.units], [])
            self.clustering[:, 2] = self.clustering[:, 3] / self.clustering[:, 3].max()

        def __call__(self, mask: NDArray[np.bool_], row: NDArray[np.int8]) -> Any:
            return (np.where(mask, row, 0)[None, :],)

    return Words()
