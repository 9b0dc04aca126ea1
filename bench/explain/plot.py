"""How right a method is against what it costs, as a picture."""

from collections.abc import Mapping
from pathlib import Path

import matplotlib as mpl
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from bench.explain.figures import Study, Values, interval

_OURS, _PEER, _INK = "#c2410c", "#475569", "#1e293b"
_MARKERS = (
    "osD^vPXh"  # shapes, not only colours, tell methods apart; labels at the points would collide
)
_PANELS = (
    ("agreement", "Ten heaviest words shared with the reference"),
    ("comprehensiveness", "Probability that goes with the five top words"),
)


def draw(study: Study, titles: Mapping[str, str], path: Path) -> None:
    """Means with their 95 % intervals over the products, prompt tokens on a log scale."""
    with mpl.rc_context({"svg.hashsalt": "vitrine", "font.size": 10, "text.color": _INK}):
        figure = Figure(figsize=(10, 5), layout="constrained", facecolor="white")
        for axes, (column, label) in zip(figure.subplots(1, 2), _PANELS, strict=True):
            _panel(axes, study, titles, column, label)
        handles, labels = axes.get_legend_handles_labels()
        figure.legend(handles, labels, loc="outside lower center", ncols=4, frameon=False)
        figure.savefig(path, metadata={"Date": None}, dpi=110)


def _panel(axes: Axes, study: Study, titles: Mapping[str, str], column: str, label: str) -> None:
    for marker, (name, found) in zip(_MARKERS, study.methods.items(), strict=True):
        values: Values = getattr(found, column)
        color = _OURS if name.startswith("ours") else _PEER
        if found.tokens.any():
            _point(axes, float(np.median(found.tokens)), values, titles[name], marker, color)
        else:  # what costs nothing has no place on a log scale
            mean = float(values.mean())
            axes.axhline(mean, color=color, linestyle="--", linewidth=1, label=titles[name])
    axes.set_xscale("log")
    axes.margins(x=0.1)
    axes.set_ylim(0.0, 1.0)
    axes.set_xlabel("prompt tokens computed a product (median, log scale)")
    axes.set_title(label, loc="left", fontsize=11)
    axes.spines[["top", "right"]].set_visible(False)
    axes.grid(axis="y", color="#e2e8f0")
    axes.set_axisbelow(True)


def _point(axes: Axes, cost: float, values: Values, title: str, marker: str, color: str) -> None:
    mean, low, high = interval(values)
    axes.errorbar(
        cost, mean, [[mean - low], [high - mean]], fmt=marker, color=color, ecolor=color, capsize=3,
        markersize=8, markerfacecolor=color, markeredgecolor="white", label=title,
    )  # fmt: skip
