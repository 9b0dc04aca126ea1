"""The paper's figures: whole, consistent with themselves, and each with its place in the paper."""

import json
from pathlib import Path

import pytest

from vitrine.anatomy import paper
from vitrine.anatomy.paper import configurations, table

FILE = Path(paper.__file__).with_name("llama2_paper.json")
TABLES = [name for name, part in json.loads(FILE.read_text()).items() if isinstance(part, dict)]


@pytest.mark.parametrize("name", TABLES)
def test_every_part_names_its_table_figure_or_section(name: str) -> None:
    assert table(name).source.startswith(("Table ", "Figure ", "Section "))


def test_gpu_hours_and_carbon_add_up_to_the_papers_totals() -> None:
    cost = table("training_cost")
    assert sum(row["gpu_hours"] for row in cost.rows) == cost.more["total"]["gpu_hours"]
    carbon = sum(row["carbon_tonnes"] for row in cost.rows)
    assert carbon == pytest.approx(cost.more["total"]["carbon_tonnes"], abs=0.03)


def test_carbon_follows_from_hours_and_watts() -> None:
    ratios = [
        row["carbon_tonnes"] / (row["gpu_hours"] * row["watts"])
        for row in table("training_cost").rows
    ]
    assert max(ratios) / min(ratios) == pytest.approx(1.0, abs=1e-3)


def test_preference_comparisons_add_up_to_the_papers_total() -> None:
    data = table("preference_data")
    shown = sum(row["comparisons"] for row in data.rows)
    # the paper's own rows sum to 2,920,903; its total line says 2,919,326
    assert shown - data.more["total"] == 1577


def test_wins_ties_and_losses_make_a_whole() -> None:
    for row in table("helpfulness").rows:
        assert row["win"] + row["tie"] + row["loss"] == pytest.approx(100, abs=0.11)


def test_each_benchmark_row_has_one_score_a_measure() -> None:
    benchmarks = table("benchmarks")
    for row in benchmarks.rows:
        assert len(row["scores"]) == len(benchmarks.more["measures"])
    closed = table("closed_source")
    for row in closed.rows:
        assert len(row["scores"]) == len(closed.more["models"])


def test_the_seventy_billion_model_scores_the_same_in_both_tables() -> None:
    benchmarks, closed = table("benchmarks"), table("closed_source")
    (largest,) = (
        row["scores"]
        for row in benchmarks.rows
        if (row["family"], row["size"]) == ("Llama 2", "70B")
    )
    named = dict(zip(benchmarks.more["measures"], largest, strict=True))
    last = {row["measure"]: row["scores"][-1] for row in closed.rows}
    assert last["MMLU (5-shot)"] == named["MMLU"]
    assert last["BIG-Bench Hard (3-shot)"] == named["BBH"]


def test_the_34b_model_is_the_one_that_was_not_released() -> None:
    assert [row["name"] for row in table("family").rows if not row["released"]] == ["34B"]


def test_configurations_are_in_the_order_of_their_size() -> None:
    counts = [configuration.parameter_count for configuration in configurations()]
    assert counts == sorted(counts)
    assert all(configuration.context == 4096 for configuration in configurations())
