"""How right a method is against what it costs, as a picture."""

from collections.abc import Mapping
from pathlib import Path

import matplotlib as mpl
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from bench.explain.figures import MethodFigures, Study, Values, interval

_OURS, _PEER, _INK = "#c2410c", "#475569", "#1e293b"
_PANELS = (
    ("agreement", "ten heaviest words shared with the reference"),
    ("comprehensiveness", "probability that goes with the five top words"),
)


def draw(study: Study, titles: Mapping[str, str], path: Path) -> None:
    """Means with their 95 % intervals over the products, prompt tokens on a log scale."""
    with mpl.rc_context({"svg.hashsalt": "vitrine", "font.size": 10, "text.color": _INK}):
        figure = Figure(figsize=(11, 4.6), layout="constrained", facecolor="white")
        for axes, (column, label) in zip(figure.subplots(1, 2), _PANELS, strict=True):
            _panel(axes, study, titles, column, label)
        figure.savefig(path, metadata={"Date": None}, dpi=110)


def _panel(axes: Axes, study: Study, titles: Mapping[str, str], column: str, label: str) -> None:
    for name, found in study.methods.items():
        values: Values = getattr(found, column)
        if not found.tokens.any():
            _floor(axes, values, titles[name])
        else:
            _point(axes, found, values, titles[name], name.startswith("ours"))
    axes.set_xscale("log")
    axes.margins(x=0.22)
    axes.set_ylim(0.0, 1.0)
    axes.set_xlabel("prompt tokens computed a product (median, log scale)")
    axes.set_title(label, loc="left", fontsize=11)
    axes.spines[["top", "right"]].set_visible(False)
    axes.grid(axis="y", color="#e2e8f0")
    axes.set_axisbelow(True)


def _point(axes: Axes, found: MethodFigures, values: Values, title: str, ours: bool) -> None:
    mean, low, high = interval(values)
    cost = float(np.median(found.tokens))
    color = _OURS if ours else _PEER
    axes.errorbar(
        cost, mean, [[mean - low], [high - mean]], fmt="o", color=color, capsize=3, markersize=7
    )
    axes.annotate(
        title, (cost, mean), (8, 6), textcoords="offset points", color=color, fontsize=9,
        fontweight="bold" if ours else "normal",
    )  # fmt: skip


def _floor(axes: Axes, values: Values, title: str) -> None:
    """A method that costs nothing has no place on a log scale: a line."""
    mean = float(values.mean())
    axes.axhline(mean, color=_PEER, linestyle="--", linewidth=1)
    axes.annotate(
        title, (0.01, mean), xycoords=("axes fraction", "data"), xytext=(0, 4),
        textcoords="offset points", color=_PEER, fontsize=9,
    )  # fmt: skip
