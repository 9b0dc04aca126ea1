"""The paper's tables and figures as charts. Pure; the numbers stand in vitrine/anatomy."""

import pandas as pd
import plotly.graph_objects as go

from components import numerals
from components.charts import Chart, bars, name_rows, new_figure
from components.i18n import _, language
from components.palette import AGAINST, BRASS, GRAY, GREEN, TOWARDS, faint
from vitrine.anatomy.configuration import Configuration
from vitrine.anatomy.paper import table
from vitrine.messages import N_

MEASURES = (
    N_("Code"),
    N_("Commonsense reasoning"),
    N_("World knowledge"),
    N_("Reading comprehension"),
    N_("Math"),
    "MMLU",
    "BBH",
    "AGI Eval",
)
_FAMILY_COLOURS = {"Llama 2": GREEN, "Llama 1": BRASS, "Falcon": TOWARDS, "MPT": GRAY}
_LEGEND = {"orientation": "h", "x": 0, "y": 1.02, "yanchor": "bottom"}


def benchmark_chart(measure: int) -> Chart:
    """One column of Table 3, the best first."""
    rows = sorted(table("benchmarks").rows, key=lambda row: -row["scores"][measure])
    names = [f"{row['family']} {row['size']}" for row in rows]
    scores = [row["scores"][measure] for row in rows]
    figure = bars(
        names,
        scores,
        [_points(score) for score in scores],
        [_FAMILY_COLOURS[row["family"]] for row in rows],
    )
    title = _(MEASURES[measure])
    sentence = _(
        "{measure}: {best} leads with {score}; of the models near 7B, {small} does best with "
        "{least}.",
        measure=title,
        best=names[0],
        score=_points(scores[0]),
        **_small(names, scores),
    )
    frame = pd.DataFrame({_("Model"): names, title: scores})
    return Chart(figure, sentence, frame)


def _small(names: list[str], scores: list[float]) -> dict[str, str]:
    place = next(index for index, name in enumerate(names) if name.endswith(" 7B"))
    return {"small": names[place], "least": _points(scores[place])}


def closed_chart(measure: int) -> Chart:
    """One row of Table 4: Llama 2 70B among models whose weights nobody may have."""
    found = table("closed_source")
    row = found.rows[measure]
    known = [
        (name, score)
        for name, score in zip(found.more["models"], row["scores"], strict=True)
        if score is not None
    ]
    known.sort(key=lambda entry: -entry[1])
    names, scores = [name for name, _score in known], [score for _name, score in known]
    figure = bars(
        names,
        scores,
        [_points(score) for score in scores],
        [GREEN if name.startswith("Llama") else faint(GRAY, 0.7) for name in names],
    )
    place = names.index("Llama 2 70B")
    sentence = _(
        "{measure}: Llama 2 70B scores {score}; the best of these, {best}, {top}.",
        measure=row["measure"],
        score=_points(scores[place]),
        best=names[0],
        top=_points(scores[0]),
    )
    return Chart(figure, sentence, pd.DataFrame({_("Model"): names, row["measure"]: scores}))


def helpfulness_chart() -> Chart:
    """Wins, ties and losses of Figure 1."""
    rows = table("helpfulness").rows
    names = [f"{row['model']} – {row['peer']}" for row in rows]
    places = list(range(len(rows)))
    figure = new_figure(56 * len(rows) + 60)
    for label, key, colour in (
        (_("wins"), "win", GREEN),
        (_("ties"), "tie", faint(GRAY, 0.7)),
        (_("losses"), "loss", AGAINST),
    ):
        figure.add_bar(
            x=[row[key] for row in rows],
            y=places,
            orientation="h",
            width=0.36,
            name=label,
            marker_color=colour,
            text=[_points(row[key]) for row in rows],
            textposition="inside",
            insidetextanchor="middle",
            textangle=0,
            hoverinfo="skip",
        )
    figure.update_layout(barmode="stack", showlegend=True, legend=_LEGEND)
    figure.update_layout(legend_traceorder="normal")
    figure.update_xaxes(visible=False, range=[0, 100])
    first = rows[0]
    sentence = _(
        "Raters preferred {model} to {peer} in {win} of the prompts, found them equal in {tie}, "
        "and preferred {peer} in {loss}.",
        model=first["model"],
        peer=first["peer"],
        win=_percent(first["win"]),
        tie=_percent(first["tie"]),
        loss=_percent(first["loss"]),
    )
    frame = pd.DataFrame(
        {
            _("Model"): [row["model"] for row in rows],
            _("Against"): [row["peer"] for row in rows],
            _("wins"): [row["win"] for row in rows],
            _("ties"): [row["tie"] for row in rows],
            _("losses"): [row["loss"] for row in rows],
        }
    )
    return Chart(name_rows(figure, names), sentence, frame)


def violations_chart() -> Chart:
    """The share of answers that broke the safety rules, Figure 3."""
    rows = sorted(table("violations").rows, key=lambda row: row["percent"])
    names = [row["name"] for row in rows]
    shares = [row["percent"] for row in rows]
    texts = ["≈ " + _percent(share, 0) for share in shares]
    colours = [GREEN if name.startswith("Llama") else faint(GRAY, 0.7) for name in names]
    own = [row["percent"] for row in rows if row["name"].startswith("Llama")]
    sentence = _(
        "Between about {low} and {high} of the answers of Llama 2-Chat broke the safety rules, "
        "against about {worst} for {name}.",
        low=_percent(min(own), 0),
        high=_percent(max(own), 0),
        worst=_percent(shares[-1], 0),
        name=names[-1],
    )
    frame = pd.DataFrame({_("Model"): names, _("Violations, % (read off the bars)"): shares})
    return Chart(bars(names, shares, texts, colours), sentence, frame)


def automatic_chart(key: str) -> Chart:
    """TruthfulQA ("truthful", high is good) or ToxiGen ("toxic", low is good), Table 14."""
    is_truth = key == "truthful"
    rows = sorted(
        table("automatic_safety").rows, key=lambda row: -row[key] if is_truth else row[key]
    )
    names, shares = [row["name"] for row in rows], [row[key] for row in rows]
    texts = [
        numerals.fixed(share, language(), 2) + numerals.percent_suffix(language())
        for share in shares
    ]
    colours = [GREEN if name.startswith("Llama") else faint(GRAY, 0.7) for name in names]
    details = {"name": names[0], "share": texts[0], "last": names[-1], "least": texts[-1]}
    sentence = (
        _(
            "TruthfulQA: {name} answers truthfully and informatively in {share} of the questions, "
            "{last} in {least}.",
            **details,
        )
        if is_truth
        else _(
            "ToxiGen: {name} writes toxic text in {share} of the cases, {last} in {least}.",
            **details,
        )
    )
    frame = pd.DataFrame({_("Model"): names, "TruthfulQA, %" if is_truth else "ToxiGen, %": shares})
    return Chart(bars(names, shares, texts, colours), sentence, frame)


def cost_chart() -> Chart:
    """GPU hours of the pretraining, Table 2."""
    found = table("training_cost")
    names = [row["name"] for row in found.rows]
    hours = [row["gpu_hours"] for row in found.rows]
    texts = [f"{numerals.whole(count, language())} h" for count in hours]
    sentence = _(
        "Pretraining the four sizes took {hours} GPU hours (A100, 80 GB) and emitted {tonnes} "
        "tonnes of CO₂ equivalent.",
        hours=found.more["total"]["gpu_hours"],
        tonnes=found.more["total"]["carbon_tonnes"],
    )
    frame = pd.DataFrame(
        {
            _("Model"): names,
            _("GPU hours"): hours,
            _("Watts a GPU"): [row["watts"] for row in found.rows],
            _("Tonnes of CO₂ equivalent"): [row["carbon_tonnes"] for row in found.rows],
        }
    )
    return Chart(bars(names, hours, texts), sentence, frame)


def preference_chart() -> Chart:
    """Where the comparisons for the reward models came from, Table 6."""
    rows = sorted(table("preference_data").rows, key=lambda row: -row["comparisons"])
    names, counts = [row["name"] for row in rows], [row["comparisons"] for row in rows]
    sentence = _(
        "Meta had people compare {own} pairs of answers; with public collections the reward "
        "models saw {total}.",
        own=counts[0],
        total=table("preference_data").more["total"],
    )
    colours = [GREEN if name.startswith("Meta") else faint(GRAY, 0.7) for name in names]
    texts = [numerals.whole(count, language()) for count in counts]
    frame = pd.DataFrame({_("Collection"): names, _("Comparisons"): counts})
    return Chart(bars(names, counts, texts, colours), sentence, frame)


def size_chart(configurations: list[Configuration]) -> Chart:
    """Parameter counts as areas: what a row of bars cannot show at such a ratio."""
    counts = [configuration.parameter_count for configuration in configurations]
    largest = max(counts)
    sides = [(count / largest) ** 0.5 for count in counts]
    figure = new_figure(260)
    left = 0.0
    for configuration, side, count in zip(configurations, sides, counts, strict=True):
        figure.add_shape(
            type="rect",
            x0=left,
            x1=left + side,
            y0=0,
            y1=side,
            fillcolor=GREEN if count == largest else AGAINST,
            line={"width": 0},
        )
        figure.add_annotation(
            x=left + side / 2,
            y=-0.08,
            yanchor="top",
            showarrow=False,
            text=f"{configuration.name}<br>{numerals.whole(count, language())}",
        )
        left += side + 0.35
    figure.add_trace(go.Scatter(x=[0], y=[0], mode="markers", marker_opacity=0, hoverinfo="skip"))
    figure.update_xaxes(visible=False, range=[-0.3, left + 0.1])
    figure.update_yaxes(visible=False, range=[-0.35, 1.02], scaleanchor="x")
    sentence = _(
        "Each square’s area is the number of parameters: {large} has {ratio} times as many as "
        "the demo model.",
        large=configurations[counts.index(largest)].name,
        ratio=round(largest / min(counts)),
    )
    frame = pd.DataFrame(
        {_("Model"): [item.name for item in configurations], _("Parameters"): counts}
    )
    return Chart(figure, sentence, frame)


def _points(value: float) -> str:
    """As the paper prints its benchmarks: one digit after the mark, a nought too."""
    return numerals.fixed(value, language(), 1)


def _percent(value: float, digits: int = 1) -> str:
    return numerals.percent(value / 100, language(), digits)
