"""A study's figures as Markdown tables."""

from collections.abc import Callable, Iterable, Mapping, Sequence

import numpy as np

from bench.explain.figures import MethodFigures, Study, Values, interval

OURS, OURS_SHORT, SHORT_PEER = "ours", "ours-64", "contextcite"
PEERS = ("lime", "lime-256", "shap", "contextcite", "leave-one-out", "random")
_NONE = "–"
_TIMES = ("fewer_tokens", "faster", "faster_processor")
_MERITS = {
    "agreement": "Top ten",
    "shared": "Same five",
    "comprehensiveness": "Comprehensiveness@5",
    "sufficiency": "Sufficiency@5",
}


def methods_table(study: Study, titles: Mapping[str, str]) -> str:
    """Every method with every figure: median (quartiles) over the products."""
    head = ("Method", "Model calls", "Prompt tokens", "Times fewer tokens", "Times faster",
            "Times less processor time", *_MERITS.values())  # fmt: skip
    rows = [
        [
            titles[name],
            spread(found.calls, 0),
            spread(found.tokens, 0),
            *(times(found, cost, middle) for cost in _TIMES),
            *(spread(getattr(found, merit), 2) for merit in _MERITS),
        ]
        for name, found in study.methods.items()
    ]
    return table(head, rows)


def short_table(study: Study, titles: Mapping[str, str]) -> str:
    """The heart of it: medians alone."""
    head = ("Method", "Model calls", "Times fewer prompt tokens", *_MERITS.values())
    rows = [
        [
            titles[name],
            middle(found.calls, 0),
            times(found, "fewer_tokens", middle),
            *(middle(getattr(found, merit), 2) for merit in _MERITS),
        ]
        for name, found in study.methods.items()
    ]
    return table(head, rows)


def means_table(study: Study, titles: Mapping[str, str]) -> str:
    """Means with their 95 % bootstrap intervals: medians of shares in tenths hide small differences."""
    rows = [
        [titles[name], *(mean(getattr(found, merit)) for merit in _MERITS)]
        for name, found in study.methods.items()
    ]
    return table(("Method", *_MERITS.values()), rows)


def differences_table(study: Study, titles: Mapping[str, str]) -> str:
    """Ours less each peer on the same product, mean with its 95 % bootstrap interval."""
    compared = [merit for merit in _MERITS if merit != "shared"]  # not every product has two seeds
    rows = []
    for name, peer in [*((OURS, peer) for peer in PEERS), (OURS_SHORT, SHORT_PEER)]:
        one, other = study.methods[name], study.methods[peer]
        differences = (getattr(one, merit) - getattr(other, merit) for merit in compared)
        row = [mean(difference, signed=True) for difference in differences]
        rows.append([f"{titles[name]}, less {titles[peer]}", *row])
    return table(("Difference", *(_MERITS[merit] for merit in compared)), rows)


def order_table(study: Study) -> str:
    """Prompt tokens in the order drawn and in prefix order."""
    head = ("The same texts", "In the order drawn", "In prefix order", "Saved")
    rows = [
        [name, spread(tokens[:, 0], 0), spread(tokens[:, 1], 0), spread(saved(tokens), 0, " %")]
        for name, tokens in study.order.items()
    ]
    return table(head, rows)


def saved(tokens: Values) -> Values:
    """Per cent of the prompt tokens, for (products, [drawn, prefix])."""
    return np.asarray(100.0 * (1.0 - tokens[:, 1] / tokens[:, 0]))


def times(found: MethodFigures, name: str, shown: Callable[[Values, int], str]) -> str:
    """A ratio to LIME's default; a dash for a method that asks nothing."""
    return shown(getattr(found, name), 1) if found.tokens.any() else _NONE


def spread(values: Values, digits: int, unit: str = "") -> str:
    """Median (lower to upper quartile)."""
    if not len(values):
        return _NONE
    low, high = (number(value, digits) for value in np.percentile(values, [25, 75]))
    return f"{middle(values, digits, unit)} ({low} to {high})"


def middle(values: Values, digits: int, unit: str = "") -> str:
    """The median."""
    return number(float(np.median(values)), digits) + unit if len(values) else _NONE


def mean(values: Values, signed: bool = False) -> str:
    """Mean (95 % interval)."""
    if not len(values):
        return _NONE
    found, low, high = (number(value, 2, "+" if signed else "") for value in interval(values))
    return f"{found} ({low} to {high})"


def number(value: float, digits: int, sign: str = "") -> str:
    """Rounded first: there is no -0.00."""
    return f"{round(value, digits) + 0.0:{sign},.{digits}f}"


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Words to the left, figures to the right."""
    rule = ["---"] + ["---:"] * (len(head) - 1)
    return "\n".join("| " + " | ".join(row) + " |" for row in (head, rule, *rows))
