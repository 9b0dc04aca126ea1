"""Heads and groups drawn, KV caches, and what fits in a memory. Pure figure builders."""

from collections.abc import Sequence

import pandas as pd
import plotly.graph_objects as go

from components import numerals
from components.charts import Chart, new_figure
from components.i18n import _, language
from components.palette import AGAINST, BRASS, GRAY, GREEN, TOWARDS, faint
from vitrine.anatomy.configuration import Configuration
from vitrine.anatomy.memory import GIB, Need, fits

_CYCLE = (GREEN, BRASS, TOWARDS, AGAINST)
_LEGEND = {"orientation": "h", "x": 0, "y": 1.02, "yanchor": "bottom"}


def gib(size: float) -> str:
    """A size in GiB, with the digits that its magnitude deserves."""
    value = size / GIB
    return f"{numerals.decimal(value, language(), 2 if value < 10 else 1)} {_('GiB')}"


def heads_chart(configuration: Configuration) -> Chart:
    """Query heads above, the key-value heads they share below; a colour and a frame a group."""
    group = configuration.group
    queries = list(range(configuration.heads))
    keys = [head * group + (group - 1) / 2 for head in range(configuration.kv_heads)]
    colours = [_CYCLE[head % len(_CYCLE)] for head in range(configuration.kv_heads)]
    lines_x: list[float | None] = []
    lines_y: list[float | None] = []
    for head in queries:
        lines_x += [head, keys[head // group], None]
        lines_y += [1, 0, None]
    figure = new_figure(
        210,
        go.Scatter(
            x=lines_x,
            y=lines_y,
            mode="lines",
            line={"color": faint(GRAY, 0.5), "width": 1},
            hoverinfo="skip",
        ),
        go.Scatter(
            x=queries,
            y=[1] * len(queries),
            mode="markers",
            marker={
                "symbol": "circle",
                "size": 8,
                "color": [colours[head // group] for head in queries],
            },
            hoverinfo="skip",
        ),
        go.Scatter(
            x=keys,
            y=[0] * len(keys),
            mode="markers",
            marker={"symbol": "square", "size": 13 if group > 1 else 8, "color": colours},
            hoverinfo="skip",
        ),
    )
    figure.update_xaxes(visible=False)
    figure.update_yaxes(
        tickvals=[0, 1],
        ticktext=[_("keys, values"), _("queries")],
        range=[-0.4, 1.4],
        showgrid=False,
    )
    details = {
        "name": f"Llama 2 {configuration.name}",
        "heads": configuration.heads,
        "kv": configuration.kv_heads,
        "group": group,
    }
    sentence = (
        _(
            "In {name}, {heads} query heads share {kv} key-value heads: {group} to each, so the "
            "cache is {group} times smaller.",
            **details,
        )
        if group > 1
        else _(
            "In {name}, each of the {heads} query heads has keys and values of its own.", **details
        )
    )
    table = pd.DataFrame(
        {
            _("Key-value head"): [head + 1 for head in range(configuration.kv_heads)],
            _("Query heads"): [
                f"{head * group + 1}–{head * group + group}" if group > 1 else str(head + 1)
                for head in range(configuration.kv_heads)
            ],
        }
    )
    return Chart(figure, sentence, table)


def cache_chart(
    configurations: Sequence[Configuration], tokens: int, batch: int, value_bytes: float
) -> Chart:
    """Each size's cache as it is, and as it would be with keys and values for every head."""
    names = [configuration.name for configuration in configurations]
    ways = {
        grouped: [
            configuration.cache_bytes(tokens, batch, value_bytes, grouped=grouped)
            for configuration in configurations
        ]
        for grouped in (False, True)
    }
    labels = {False: _("without grouping"), True: _("as it is")}
    figure = new_figure(330)
    for grouped, sizes in ways.items():
        figure.add_bar(
            x=names,
            y=[size / GIB for size in sizes],
            name=labels[grouped],
            text=[gib(size).removesuffix(f" {_('GiB')}") for size in sizes],
            textposition="outside",
            cliponaxis=False,
            textfont_size=12,
            marker={
                "color": GREEN if grouped else faint(GRAY, 0.6),
                "pattern": {"shape": "" if grouped else "/"},
                "cornerradius": 3,
            },
            hoverinfo="skip",
        )
    figure.update_layout(barmode="group", showlegend=True, legend=_LEGEND)
    figure.update_yaxes(title_text=_("GiB"), range=[0, max(ways[False]) / GIB * 1.15])
    largest = configurations[-1]
    sentence = _(
        "With {batch} × {tokens} tokens, the cache of {name} takes {now}; without grouping it "
        "would take {before}.",
        tokens=tokens,
        batch=batch,
        name=largest.name,
        now=gib(ways[True][-1]),
        before=gib(ways[False][-1]),
    )
    table = pd.DataFrame(
        {
            _("Model"): names,
            labels[True]: [gib(size) for size in ways[True]],
            labels[False]: [gib(size) for size in ways[False]],
        }
    )
    return Chart(figure, sentence, table)


def fit_chart(wanted: Sequence[Need], memory_gib: float, quantisation: str) -> Chart:
    """Weights and cache stacked, against the memory as a line."""
    names = [need.name for need in wanted]
    inside = [fits(need, memory_gib * GIB) for need in wanted]
    figure = new_figure(330)
    for label, sizes, colour in (
        (_("weights"), [need.weights for need in wanted], GREEN),
        (_("cache"), [need.cache for need in wanted], BRASS),
    ):
        figure.add_bar(
            x=names,
            y=[size / GIB for size in sizes],
            name=label,
            marker={"color": colour, "opacity": [1.0 if fit else 0.4 for fit in inside]},
            hoverinfo="skip",
        )
    tops = [need.total / GIB for need in wanted]
    figure.add_scatter(
        x=names,
        y=tops,
        mode="text",
        text=[
            f"{'✓' if fit else '✗'} {gib(need.total)}"
            for fit, need in zip(inside, wanted, strict=True)
        ],
        textposition="top center",
        showlegend=False,
        hoverinfo="skip",
        cliponaxis=False,
    )
    figure.add_hline(
        y=memory_gib,
        line={"color": AGAINST, "width": 2, "dash": "dash"},
        annotation={"text": gib(memory_gib * GIB), "font_color": AGAINST},
        annotation_position="top left",
    )
    figure.update_layout(barmode="stack", showlegend=True, legend=_LEGEND)
    figure.update_yaxes(title_text=_("GiB"), range=[0, max([*tops, memory_gib]) * 1.15])
    table = pd.DataFrame(
        {
            _("Model"): names,
            _("weights"): [gib(need.weights) for need in wanted],
            _("cache"): [gib(need.cache) for need in wanted],
            _("Fits"): [_("yes") if fit else _("no") for fit in inside],
        }
    )
    return Chart(figure, _fit_sentence(names, inside, memory_gib, quantisation), table)


def _fit_sentence(names: list[str], inside: list[bool], memory: float, kind: str) -> str:
    fitting = [name for name, fit in zip(names, inside, strict=True) if fit]
    details = {"memory": f"{memory:g}", "kind": kind, "names": ", ".join(fitting)}
    if not fitting:
        return _("In {memory} GiB, none of the four fits at {kind}.", **details)
    if len(fitting) == len(names):
        return _("In {memory} GiB, all four fit at {kind}.", **details)
    return _("In {memory} GiB, these fit at {kind}: {names}.", **details)
