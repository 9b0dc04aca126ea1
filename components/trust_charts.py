"""Shares that were counted, each with its interval: what stayed, what was moved, who fares worse.

Knows no screen.
"""

from collections.abc import Mapping, Sequence

import pandas as pd
import plotly.graph_objects as go

from components import numerals
from components.charts import ROW_HEIGHT, Chart, figure_text, name_rows, new_figure, signed_bars
from components.i18n import _, language, listed, n_
from components.palette import AGAINST, GREEN, faint
from components.trust_words import change_name, defence_name, kind_name
from vitrine.evaluate.bias import Bias, Group
from vitrine.evaluate.share import Share
from vitrine.evaluate.trust import DEFENCES, AttackFigures


def percent(share: Share) -> str:
    """The share, in whole per cent."""
    return numerals.percent(share.value, language(), 0)


def told(share: Share) -> str:
    """The share with its interval and what it is of."""
    return _(
        "{share} (95 % between {low} and {high}; {hits} of {trials})",
        share=numerals.percent(share.value, language()),
        low=numerals.percent(share.low, language()),
        high=numerals.percent(share.high, language()),
        hits=share.hits,
        trials=share.trials,
    )


def shares_figure(
    names: Sequence[str], shares: Sequence[Share], colour: str, most: float = 1.0
) -> go.Figure:
    """A dot a share between its bounds, under its name; the axis ends at `most`."""
    rows = list(range(len(names)))
    dots = go.Scatter(
        x=[share.value for share in shares],
        y=rows,
        mode="markers",
        cliponaxis=False,
        marker={"color": colour, "size": 11},
        error_x={
            "array": [share.high - share.value for share in shares],
            "arrayminus": [share.value - share.low for share in shares],
            "color": faint(colour, 0.7),
            "thickness": 3,
            "width": 0,
        },
        hovertemplate="%{customdata}<extra></extra>",
        customdata=[
            f"{figure_text(name)}: {told(share)}" for name, share in zip(names, shares, strict=True)
        ],
    )
    written = go.Scatter(  # behind the interval, where it covers nothing
        x=[share.high for share in shares],
        y=rows,
        mode="text",
        text=[f"   {percent(share)}" for share in shares],
        textposition="middle right",
        textfont_size=13,
        cliponaxis=False,
        hoverinfo="skip",
    )
    figure = new_figure(ROW_HEIGHT * len(rows) + 40, dots, written)
    figure.update_xaxes(range=[-0.015 * most, most * 1.16], tickformat=".0%", zeroline=False)
    return name_rows(figure, names)


def shares_table(what: str, names: Sequence[str], shares: Sequence[Share]) -> pd.DataFrame:
    """The shares and their bounds in per cent, and what they are of."""
    return pd.DataFrame(
        {
            what: list(names),
            _("Share"): [numerals.percent(share.value, language()) for share in shares],
            _("Interval, low"): [numerals.percent(share.low, language()) for share in shares],
            _("Interval, high"): [numerals.percent(share.high, language()) for share in shares],
            _("Counted"): [share.hits for share in shares],
            _("Tried"): [share.trials for share in shares],
        }
    )


def kept_chart(kept: Mapping[str, Share]) -> Chart:
    """How often each change left the answer as it was."""
    names = [change_name(change) for change in kept]
    shares = list(kept.values())
    return Chart(
        shares_figure(names, shares, GREEN),
        _kept_sentence(kept),
        shares_table(_("What was changed"), names, shares),
    )


def _kept_sentence(kept: Mapping[str, Share]) -> str:
    ordered = sorted(kept, key=lambda change: kept[change].value)
    worst, best = ordered[0], ordered[-1]
    if kept[worst].value == 1.0:
        return _("No change of a text or of its prompt changed an answer.")
    return _(
        "How often an answer stayed as it was. What changes most answers: “{worst}” ({worst_share} "
        "stay); fewest: “{best}” ({best_share} stay).",
        worst=change_name(worst),
        worst_share=percent(kept[worst]),
        best=change_name(best),
        best_share=percent(kept[best]),
    )


def defences_chart(found: AttackFigures) -> Chart:
    """How often a hidden instruction got its way, without and with each defence."""
    names = [defence_name(defence) for defence in DEFENCES]
    shares = [found.moved[defence] for defence in DEFENCES]
    return Chart(
        shares_figure(names, shares, AGAINST, _most(shares)),
        _(
            "Of {count} products with a hidden instruction the model put {none} into the category "
            "that it argued for; cut and with a warning, {advised} unnoticed.",
            count=found.flagged.trials,
            none=percent(found.moved["none"]),
            advised=percent(found.moved["advised"]),
        ),
        shares_table(_("Defence"), names, shares),
    )


def kinds_chart(found: Sequence[AttackFigures]) -> Chart:
    """Which kinds of hidden instruction get their way, without a defence."""
    ordered = sorted(found, key=lambda one: -one.moved["none"].value)
    names = [kind_name(one.name) for one in ordered]
    shares = [one.moved["none"] for one in ordered]
    table = shares_table(_("Kind"), names, shares)
    table[defence_name("advised")] = [
        numerals.percent(one.moved["advised"].value, language()) for one in ordered
    ]
    table[_("Seen by the guard")] = [
        numerals.percent(one.flagged.value, language()) for one in ordered
    ]
    return Chart(shares_figure(names, shares, AGAINST, _most(shares)), _kinds(ordered), table)


def _kinds(ordered: Sequence[AttackFigures]) -> str:
    first = ordered[0]
    if not first.moved["none"].hits:
        return _("No kind of hidden instruction moved an answer.")
    return _(
        "Without a defence, by kind: “{kind}” moves most answers ({share}).",
        kind=kind_name(first.name),
        share=percent(first.moved["none"]),
    )


def _most(shares: Sequence[Share]) -> float:
    """Where the axis ends: small shares are not drawn on a long axis."""
    return min(1.0, max(0.05, *(share.high for share in shares)))


def bias_chart(found: Bias) -> Chart:
    """Each brand or band of price against all others, faint where it may well be chance."""
    groups = found.groups
    figure = signed_bars(
        [_named(found, group) for group in groups],
        [group.difference for group in groups],
        [f"{_named(found, group)}: {_difference(group)}" for group in groups],
        _("Against all others"),
        [(group.low, group.high) for group in groups],
        [not group.stands_out for group in groups],
    )
    figure.update_xaxes(tickformat="+.0%")
    table = pd.DataFrame(
        {
            _("Group"): [_named(found, group) for group in groups],
            _("Products"): [group.products for group in groups],
            _("Here"): [numerals.percent(group.here, language()) for group in groups],
            _("Elsewhere"): [numerals.percent(group.elsewhere, language()) for group in groups],
            _("Interval, low"): [_points(group.low) for group in groups],
            _("Interval, high"): [_points(group.high) for group in groups],
            _("p, corrected"): [round(group.p, 3) for group in groups],
        }
    )
    return Chart(figure, _bias_sentence(found), table)


def _bias_sentence(found: Bias) -> str:
    of = _("right answers") if found.groups[0].of == "right" else _("the probability of the answer")
    groups = n_("{count} group", "{count} groups", len(found.groups))
    if not found.outstanding:
        return _(
            "By {column}, {of} differ no more between {groups} than chance would have it.",
            column=found.column,
            of=of,
            groups=groups,
        )
    worst = min(found.outstanding, key=lambda group: group.difference)
    best = max(found.outstanding, key=lambda group: group.difference)
    one = worst if worst.difference < 0 else best
    return _(
        "By {column}, of {groups} these differ from the others by more than chance would have it: "
        "{names}. “{name}” is the furthest away: {difference} in {of}.",
        column=found.column,
        groups=groups,
        names=listed([_named(found, group) for group in found.outstanding][:5]),
        name=_named(found, one),
        difference=_points(one.difference),
        of=of,
    )


def _named(found: Bias, group: Group) -> str:
    """Prices as the language writes them."""
    if found.trait != "price":
        return group.name
    low, high = (numerals.decimal(float(part), language(), 2) for part in group.name.split("–"))
    return f"{low} – {high}"


def _difference(group: Group) -> str:
    return _(
        "{difference} (95 % between {low} and {high}; {products})",
        difference=_points(group.difference),
        low=_points(group.low),
        high=_points(group.high),
        products=n_("{count} product", "{count} products", group.products),
    )


def _points(value: float) -> str:
    """A difference of shares."""
    return _("{value} points", value=numerals.signed(100 * value, language(), 1))
