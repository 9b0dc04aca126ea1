"""The explaining page's figures: what they draw, say and escape."""

import math

import numpy as np
import pytest

from components import i18n
from components.anatomy_attention_charts import (
    attention_chart,
    distance_chart,
    shares,
    worked_row,
)
from components.anatomy_layer_charts import curves_chart, norms_chart, surface_chart
from components.anatomy_memory_charts import cache_chart, fit_chart, gib, heads_chart
from components.anatomy_page import PANELS
from components.anatomy_paper_charts import (
    MEASURES,
    automatic_chart,
    benchmark_chart,
    closed_chart,
    cost_chart,
    helpfulness_chart,
    preference_chart,
    size_chart,
    violations_chart,
)
from components.anatomy_token_charts import next_token_chart, surprise_chart, visible
from components.anatomy_tokens import _chips
from components.charts import Chart
from vitrine.anatomy.attention import attend, example_heads
from vitrine.anatomy.memory import GIB, needs
from vitrine.anatomy.norms import layer_norm, rms_norm
from vitrine.anatomy.paper import configurations, table
from vitrine.anatomy.readout import WordCost
from vitrine.llm.reply import TokenChoice
from vitrine.llm.surprise import Surprise

WORDS = ["the", "soft", "<b>blanket"]
CHOICES = [TokenChoice(" <i>", math.log(0.5)), TokenChoice("\n", math.log(0.25))]


def everything() -> list[Chart]:
    sizes = configurations()
    steps = attend(example_heads(WORDS)[0])
    vector = np.array([1.0, 2.0, 4.0])
    return [
        next_token_chart(CHOICES, np.array([0.7, 0.3])),
        surprise_chart("A", [Surprise(" cup", -0.5, False), Surprise(" <b>", -3.0, True)]),
        attention_chart(WORDS, steps.weights, steps, 2, is_weights=True),
        distance_chart(np.arange(3.0), np.array([3.0, 2.0, 1.0]), 1, 2.0, 50),
        norms_chart(vector, layer_norm(vector), rms_norm(vector)),
        curves_chart(1.0, 2.0),
        surface_chart(1.0, 2.0),
        heads_chart(sizes[0]),
        heads_chart(sizes[3]),
        cache_chart(sizes, 4096, 1, 2.0),
        fit_chart(needs(sizes, "q4_0", 4096), 8, "q4_0"),
        *(benchmark_chart(place) for place in range(len(MEASURES))),
        *(closed_chart(place) for place in range(len(table("closed_source").rows))),
        helpfulness_chart(),
        violations_chart(),
        automatic_chart("truthful"),
        automatic_chart("toxic"),
        cost_chart(),
        preference_chart(),
        size_chart([sizes[0], sizes[3]]),
    ]


@pytest.mark.parametrize("language", ["en", "fr"])
def test_every_figure_has_its_sentence_and_its_table(language: str) -> None:
    i18n.use(language)
    for chart in everything():
        assert len(chart.sentence) > 20
        assert "{" not in chart.sentence
        assert len(chart.table)


def test_nothing_of_a_reader_or_a_model_acts_as_html() -> None:
    for chart in everything():
        drawn = chart.figure.to_json()
        assert "<b>blanket" not in drawn
        assert "\\u003cb\\u003eblanket" not in drawn
        assert "<i>" not in drawn
        assert "\\u003ci\\u003e" not in drawn
    assert _chips([WordCost("<script>", 3)]).count("<script>") == 0


def test_blanks_and_breaks_are_seen() -> None:
    assert [visible(text) for text in (" a", "\n", "\t", "")] == [
        "·a",
        "(line break)",
        "(tab)",
        "(end of text)",
    ]
    assert [visible(text) for text in (" ", "\n\n", "a\tb")] == ["(blank)", "↵↵", "a⇥b"]


def test_forbidden_cells_are_left_empty_and_the_row_is_outlined() -> None:
    steps = attend(example_heads(WORDS)[0])
    figure = attention_chart(WORDS, steps.weights, steps, 1, is_weights=True).figure
    assert np.isnan(figure.data[0].z[0][1])
    assert not np.isnan(figure.data[0].z[2]).any()
    assert (figure.layout.shapes[0].y0, figure.layout.shapes[0].y1) == (0.5, 1.5)


def test_the_worked_row_shows_the_mask() -> None:
    row = worked_row(WORDS, attend(example_heads(WORDS)[0]), 0)
    assert list(row["After the mask"])[1:] == ["−∞", "−∞"]
    assert list(row.iloc[:, -1]) == ["100%", "0", "0"]


def test_a_row_of_shares_adds_up_to_100_as_shown() -> None:
    assert shares(np.array([0.244, 0.523, 0.233, 0.0])) == ["25%", "52%", "23%", "0"]
    assert shares(np.array([0.9999, 0.0001])) == ["100%", "<1%"]


def test_a_step_outside_the_list_makes_the_perplexity_a_lower_bound() -> None:
    inside = surprise_chart("A", [Surprise(" b", math.log(0.25), False)])
    outside = surprise_chart("A", [Surprise(" b", math.log(0.25), True)])
    assert "the loss is 1.39, the perplexity 4:" in inside.sentence
    assert "the loss is at least 1.39, the perplexity at least 4:" in outside.sentence
    assert "“·b” surprised it most" in inside.sentence
    assert "most." not in outside.sentence  # lower bounds have no greatest
    assert list(outside.table["Probability"]) == ["at most 25.00%"]


def test_a_token_tells_its_probability_its_logprob_and_its_chance() -> None:
    drawn, said, labels = next_token_chart(CHOICES, np.array([0.3, 0.0])).figure.data
    assert list(drawn.customdata) == [
        "·&lt;i&gt;: 50.0%, logprob −0.69 → 30.0%",
        "(line break): 25.0%, logprob −1.39 → 0",
    ]
    assert list(said.x) == pytest.approx([0.5, 0.25])
    assert list(labels.x) == pytest.approx([0.5, 0.25])  # no bar covers a number


@pytest.mark.parametrize(("gate", "value"), [(4, 4), (4, -4), (-4, 4), (0, 0)])
def test_the_chosen_gate_is_always_in_sight(gate: float, value: float) -> None:
    figure = curves_chart(gate, value).figure
    out = gate / (1 + math.exp(-gate)) * value
    assert figure.data[-1].y[0] == pytest.approx(out)
    low, high = figure.layout.yaxis.range
    assert low < out < high
    assert min(figure.data[0].x) <= gate <= max(figure.data[0].x)


@pytest.mark.parametrize(
    ("memory", "sentence"),
    [
        (2, "none of the four fits"),
        (8, "these fit at q4_0: 7B."),
        (192, "all four fit"),
    ],
)
def test_what_fits_is_said(memory: float, sentence: str) -> None:
    wanted = needs(configurations(), "q4_0", 4096)
    assert sentence in fit_chart(wanted, memory, "q4_0").sentence


def test_sizes_are_written_for_the_reader() -> None:
    assert gib(1.25 * GIB) == "1.25 GiB"
    i18n.use("fr")
    assert gib(1.25 * GIB) == "1,25 Gio"


def test_the_best_benchmark_comes_first() -> None:
    (bars,) = benchmark_chart(5).figure.data
    assert list(bars.x) == sorted(bars.x, reverse=True)
    assert "Llama 2 70B leads with 68.9" in benchmark_chart(5).sentence


def test_each_panel_has_a_name_of_its_own() -> None:
    assert len({panel.name for panel in PANELS}) == len(PANELS) == 10
