"""One product's result in brief, and the keys that tell equal questions from others."""

import json
from dataclasses import replace
from typing import Any

import pytest
from planted import PROVENANCE, PlantedClassifier

from vitrine.catalog.model import Product
from vitrine.classify.prediction import Provenance
from vitrine.errors import NothingToExplain
from vitrine.explain.importance import importance
from vitrine.explain.overall import (
    explain_briefly,
    explained,
    result_key,
    run_key,
)

SHOP = [Product("1", "a Steel WATCH"), Product("2", "a watch of gold")]


class Known(PlantedClassifier):
    """With the origin that keys are made of."""

    def __init__(
        self, origin: Provenance = PROVENANCE, names: tuple[str, ...] = ("Yes", "No")
    ) -> None:
        super().__init__({"watch": 2.0, "steel": 1.0, "soft": -1.5}, bias=-0.4)
        self.origin, self.categories = origin, names

    def provenance(self) -> Provenance:
        return self.origin


def brief(text: str, **options: Any) -> dict[str, Any] | None:
    return explain_briefly(Known(), text, **{"budget": 60, "seed": 0, **options})  # type: ignore[arg-type]


def test_a_result_holds_the_weights_folded_by_case_and_what_they_cost() -> None:
    found = brief("a Steel WATCH, a watch")
    assert found is not None
    assert found == json.loads(json.dumps(found, allow_nan=False))
    assert found["category"] == "Yes"
    assert set(found["weights"]) == {"a", "steel", "watch"}
    assert found["weights"]["watch"] > found["weights"]["steel"] > abs(found["weights"]["a"])
    assert 4 <= found["calls"] <= 60
    assert found["tokens_cached"] == 10 * found["calls"]


def test_what_was_cancelled_has_no_result() -> None:
    assert brief("a steel watch of gold", cancelled=lambda: True) is None


def test_what_cannot_be_explained_is_told() -> None:
    with pytest.raises(NothingToExplain):
        brief("…!")


def test_results_fold_into_the_planted_order() -> None:
    texts = ["steel watch", "soft steel watch", "my soft watch of steel", "watch in soft steel"]
    told = [explained(str(row), brief(text) or {}) for row, text in enumerate(texts)]
    found = {entry.word: entry.weight for entry in importance(told).words["Yes"]}
    assert found["watch"] > found["steel"] > 0 > found["soft"]


def test_equal_questions_have_equal_keys_and_others_have_others() -> None:
    same = run_key(Known(), SHOP, 100, 0)  # type: ignore[arg-type]
    assert run_key(Known(), list(SHOP), 100, 0) == same  # type: ignore[arg-type]
    others = [
        run_key(Known(replace(PROVENANCE, model_digest="1" * 64)), SHOP, 100, 0),  # type: ignore[arg-type]
        run_key(Known(replace(PROVENANCE, prompt_version="2")), SHOP, 100, 0),  # type: ignore[arg-type]
        run_key(Known(names=("No", "Yes")), SHOP, 100, 0),  # type: ignore[arg-type]
        run_key(Known(), SHOP[:1], 100, 0),  # type: ignore[arg-type]
        run_key(Known(), [SHOP[0], Product("2", "another text")], 100, 0),  # type: ignore[arg-type]
        run_key(Known(), SHOP, 99, 0),  # type: ignore[arg-type]
        run_key(Known(), SHOP, 100, 1),  # type: ignore[arg-type]
    ]
    assert len({same, *others}) == 1 + len(others)


def test_a_results_key_overlooks_white_space_alone() -> None:
    key = result_key(Known(), "a  watch\n", 100, 0)  # type: ignore[arg-type]
    assert key == result_key(Known(), "a watch", 100, 0)  # type: ignore[arg-type]
    assert key != result_key(Known(), "a Watch", 100, 0)  # type: ignore[arg-type]
