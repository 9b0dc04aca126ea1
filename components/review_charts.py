"""Reviews in figures: how far reviewers agree, and which of two runs they prefer. Knows no screen."""

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd
import plotly.graph_objects as go

from components import numerals
from components.charts import SIGNED_ROW_HEIGHT, Chart, bars, figure_text, new_figure
from components.i18n import _, language, n_
from components.palette import GRAY, GREEN, TOWARDS, faint
from vitrine.evaluate.agreement import Kappa, Preferences
from vitrine.messages import chance

_SURE = 0.05  # of a sign test


@dataclass(frozen=True)
class Pair:
    """Two who judged, by name for people, and their agreement."""

    first: str
    second: str
    kappa: Kappa

    @property
    def name(self) -> str:
        """Both."""
        return f"{self.first} · {self.second}"


def kappa_chart(pairs: Sequence[Pair]) -> Chart:
    """A mark for each pair with its 95 % interval; pairs for which there is no number stand in the
    table alone."""
    known = [pair for pair in pairs if pair.kappa.value is not None]
    rows = list(range(len(known)))
    values = [pair.kappa.value or 0.0 for pair in known]
    trace = go.Scatter(
        x=values,
        y=rows,
        mode="markers",
        marker={"color": GREEN, "size": 11},
        error_x={
            "array": [(pair.kappa.high or 0.0) - value for pair, value in zip(known, values)],  # noqa: B905
            "arrayminus": [value - (pair.kappa.low or 0.0) for pair, value in zip(known, values)],  # noqa: B905
            "color": GRAY,
            "thickness": 1.5,
            "width": 4,
        },
        customdata=[figure_text(f"{pair.name}: {_told(pair.kappa)}", 160) for pair in known],
        hovertemplate="%{customdata}<extra></extra>",
    )
    figure = new_figure(SIGNED_ROW_HEIGHT * max(2, len(rows)) + 64, trace)
    figure.update_xaxes(
        title_text=_("Cohen’s kappa"), range=[-0.35, 1.05], zeroline=True, zerolinecolor=GRAY
    )
    figure.update_yaxes(
        tickvals=rows,
        ticktext=[figure_text(pair.name, 34) for pair in known],
        range=[len(rows) - 0.5, -0.5],
        showgrid=False,
    )
    return Chart(figure, _kappa_sentence(known), kappa_table(pairs))


def kappa_table(pairs: Sequence[Pair]) -> pd.DataFrame:
    """Every pair; no number where both have nothing in common or say one label of everything."""
    return pd.DataFrame(
        {
            _("Between"): [pair.first for pair in pairs],
            _("and"): [pair.second for pair in pairs],
            _("Kappa"): [_rounded(pair.kappa.value) for pair in pairs],
            _("Interval, low"): [_rounded(pair.kappa.low) for pair in pairs],
            _("Interval, high"): [_rounded(pair.kappa.high) for pair in pairs],
            _("Agree"): [numerals.percent(pair.kappa.observed, language()) for pair in pairs],
            _("Products of both"): [pair.kappa.products for pair in pairs],
        }
    )


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 2)


def _told(found: Kappa) -> str:
    return n_(
        "{value} (95 % between {low} and {high}; {count} product)",
        "{value} (95 % between {low} and {high}; {count} products)",
        found.products,
        value=numerals.signed(found.value or 0.0, language()),
        low=numerals.signed(found.low or 0.0, language()),
        high=numerals.signed(found.high or 0.0, language()),
    )


def _kappa_sentence(known: Sequence[Pair]) -> str:
    if not known:
        return _("Nobody has judged what another has judged: there is no agreement to measure yet.")
    best = max(known, key=lambda pair: pair.kappa.value or 0.0)
    worst = min(known, key=lambda pair: pair.kappa.value or 0.0)
    meaning = _("1 is perfect agreement on the category, 0 what chance would give.")
    if best is worst:
        return meaning + " " + _("{pair}: {kappa}.", pair=best.name, kappa=_told(best.kappa))
    return (
        meaning
        + " "
        + _(
            "Most: {best} ({most}). Least: {worst} ({least}).",
            best=best.name,
            worst=worst.name,
            most=numerals.signed(best.kappa.value or 0.0, language()),
            least=numerals.signed(worst.kappa.value or 0.0, language()),
        )
    )


def preferences_chart(found: Preferences, first: str, second: str) -> Chart:
    """The four kinds of vote; the two runs by name."""
    names = [first, second, _("Both as good"), _("Neither")]
    sizes = list(found.counts.values())
    shares = [numerals.percent(size / max(1, found.votes), language()) for size in sizes]
    texts = [
        f"{numerals.whole(size, language())} · {share}"
        for size, share in zip(sizes, shares, strict=True)
    ]
    figure = bars(names, sizes, texts, [GREEN, TOWARDS, faint(GRAY, 0.8), GRAY])
    figure.update_xaxes(range=[0, max(1, *sizes) * 1.32])
    table = pd.DataFrame({_("Preferred"): names, _("Votes"): sizes, _("Share"): shares})
    return Chart(figure, _preferences_sentence(found, first, second), table)


def _preferences_sentence(found: Preferences, first: str, second: str) -> str:
    won, lost = found.counts["first"], found.counts["second"]
    if found.p is None:
        return n_(
            "{count} vote so far, and none prefers one of the runs.",
            "{count} votes so far, and none prefers one of the runs.",
            found.votes,
        )
    details = {
        "votes": n_("{count} vote", "{count} votes", found.votes),
        "first": first,
        "second": second,
        "won": won,
        "lost": lost,
        "p": numerals.number(chance(found.p), language()),
    }
    if found.p < _SURE:
        better = _("the first") if won > lost else _("the second")
        return _(
            "{votes}: {won} prefer the first run, {lost} the second; chance alone would hardly do that "
            "(sign test, p {p}): {better} is preferred.",
            better=better,
            **details,
        )
    return _(
        "{votes}: {won} prefer the first run, {lost} the second; that may well be chance (sign test, "
        "p {p}).",
        **details,
    )
