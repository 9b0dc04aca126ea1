"""Whether a model does worse by some brands or prices than by the rest of a catalogue.

A difference has an interval, and its p-value is corrected for the number of groups that were looked
at (Holm, 1979): of twenty brands one differs by chance.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, get_args

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from vitrine.catalog.headings import heading_words
from vitrine.catalog.model import Catalog
from vitrine.evaluate.predictions import Predictions
from vitrine.evaluate.prices import read_price
from vitrine.evaluate.share import Share, counted

Trait = Literal["brand", "price"]
TRAITS: tuple[Trait, ...] = get_args(Trait)
LEAST = 8  # products of a group; of fewer nothing can be told
LEVEL = 0.05
_BANDS = 4  # of price, with as many products in each
# In a heading: how surely the column is meant, the surest first.
_NAMES: Mapping[Trait, tuple[frozenset[str], ...]] = {
    "brand": (
        frozenset({"brand", "brands", "marque", "marca", "marke"}),
        frozenset({"manufacturer", "maker", "fabricant", "hersteller", "vendor"}),
    ),
    "price": (
        frozenset({"price", "prix", "precio", "preis", "prezzo"}),
        frozenset({"cost", "amount", "tarif", "montant"}),
    ),
}
_PREFERRED = frozenset({"discounted", "selling", "sale", "final", "current", "remise", "vente"})


@dataclass(frozen=True)
class Traits:
    """Of each trait that the catalogue has: its column's heading, and the products' cells."""

    columns: Mapping[str, str] = field(default_factory=dict)
    cells: Mapping[str, Sequence[str]] = field(default_factory=dict)


@dataclass(frozen=True)
class Group:
    """The products of one brand or price band against all others.

    `of` says what is compared: right answers, or, where the catalogue has no labels, the answers'
    probability. `here` and `elsewhere` are its means, `difference` theirs, with a 95 % interval;
    `p` is two-sided and corrected.
    """

    name: str
    products: int
    of: Literal["right", "confidence"]
    here: float
    elsewhere: float
    difference: float
    low: float
    high: float
    p: float

    @property
    def stands_out(self) -> bool:
        """Whether chance is a poor explanation of the difference."""
        return self.p < LEVEL


@dataclass(frozen=True)
class Bias:
    """The groups of one trait, the one that fares worst first; `left_out`: products of groups that are
    too small, or without a value."""

    trait: str
    column: str
    groups: tuple[Group, ...]
    left_out: int

    @property
    def outstanding(self) -> tuple[Group, ...]:
        """Those whose difference is hardly chance."""
        return tuple(group for group in self.groups if group.stands_out)


def column_of(headings: Sequence[str], trait: Trait) -> str | None:
    """The column that holds a trait, by its heading; None where there is none."""
    words = {heading: frozenset(heading_words(heading)) for heading in headings}
    for names in _NAMES[trait]:
        found = [heading for heading in headings if words[heading] & names]
        if found:
            return next((one for one in found if words[one] & _PREFERRED), found[0])
    return None


def traits_of(catalog: Catalog, ids: Sequence[str]) -> Traits:
    """The brands and prices that the catalogue gives these products."""
    place = {id_: row for row, id_ in enumerate(catalog.ids)}
    rows = [place[id_] for id_ in ids]
    columns: dict[str, str] = {
        trait: column
        for trait in TRAITS
        if (column := column_of(list(catalog.frame.columns), trait)) is not None
    }
    cells = {
        trait: tuple(map(str, catalog.frame[column].iloc[rows]))
        for trait, column in columns.items()
    }
    return Traits(columns, cells)


def biases(found: Predictions, traits: Traits) -> tuple[Bias, ...]:
    """For each trait, its groups; a trait with fewer than two groups is left out."""
    looked = (
        _bias(found, trait, traits.columns[trait], traits.cells[trait])
        for trait in TRAITS
        if trait in traits.columns
    )
    return tuple(bias for bias in looked if bias is not None)


def _bias(found: Predictions, trait: Trait, column: str, cells: Sequence[str]) -> Bias | None:
    use = found.labelled if found.labelled.any() else ~np.isnan(found.confidence)
    names = _bands(cells) if trait == "price" else _brands(cells)
    names = [name if kept else None for name, kept in zip(names, use, strict=True)]
    groups = [name for name in dict.fromkeys(names) if name and names.count(name) >= LEAST]
    if len(groups) < 2:
        return None
    masks = [np.array([name == group for name in names]) for group in groups]
    raw = [_group(found, group, mask, use) for group, mask in zip(groups, masks, strict=True)]
    corrected = holm([group.p for group in raw])
    told = [Group(**{**vars(group), "p": p}) for group, p in zip(raw, corrected, strict=True)]
    inside = int(sum(mask.sum() for mask in masks))
    ordered = told if trait == "price" else sorted(told, key=lambda group: group.difference)
    return Bias(trait, column, tuple(ordered), len(found) - inside)


def _brands(cells: Sequence[str]) -> list[str | None]:
    """As the first product writes it: letter case and blanks do not part brands."""
    seen: dict[str, str] = {}
    found: list[str | None] = []
    for cell in cells:
        name = " ".join(cell.split())
        found.append(seen.setdefault(name.casefold(), name) if name else None)
    return found


def _bands(cells: Sequence[str]) -> list[str | None]:
    """Quarters of the catalogue by price, named by their bounds: `120–349`."""
    prices = [read_price(cell) for cell in cells]
    known = sorted(price for price in prices if price is not None)
    if not known:
        return [None] * len(cells)
    edges = np.quantile(known, np.linspace(0, 1, _BANDS + 1)[1:-1])
    place = [None if price is None else int(np.searchsorted(edges, price)) for price in prices]
    members = [
        [
            price
            for price, own in zip(prices, place, strict=True)
            if own == band and price is not None
        ]
        for band in range(_BANDS)
    ]
    names = [f"{min(own):.12g}–{max(own):.12g}" if own else "" for own in members]
    return [None if band is None else names[band] for band in place]


def _group(found: Predictions, name: str, here: NDArray[np.bool_], use: NDArray[np.bool_]) -> Group:
    others = use & ~here
    if found.labelled.any():
        return _by_right(name, counted(list(found.right[here])), counted(list(found.right[others])))
    return _by_confidence(name, found.confidence[here], found.confidence[others])


def _by_right(name: str, here: Share, others: Share) -> Group:
    """Fisher's exact test; the interval is Newcombe's (1998, method 10), of Wilson's two."""
    difference = here.value - others.value
    below = np.hypot(here.value - here.low, others.high - others.value)
    above = np.hypot(here.high - here.value, others.value - others.low)
    table = [[one.hits, one.trials - one.hits] for one in (here, others)]
    p = float(stats.fisher_exact(table).pvalue)
    return Group(
        name=name,
        products=here.trials,
        of="right",
        here=here.value,
        elsewhere=others.value,
        difference=difference,
        low=float(difference - below),
        high=float(difference + above),
        p=p,
    )


def _by_confidence(name: str, here: NDArray[np.float64], others: NDArray[np.float64]) -> Group:
    """Mann and Whitney's test; the interval is Welch's, of the means."""
    welch = stats.ttest_ind(here, others, equal_var=False).confidence_interval()
    return Group(
        name=name,
        products=len(here),
        of="confidence",
        here=float(here.mean()),
        elsewhere=float(others.mean()),
        difference=float(here.mean() - others.mean()),
        low=float(welch.low),
        high=float(welch.high),
        p=float(stats.mannwhitneyu(here, others).pvalue),
    )


def holm(values: Sequence[float]) -> list[float]:
    """p-values corrected for their number (Holm, 1979)."""
    order = np.argsort(values)
    steps = np.array(values)[order] * np.arange(len(values), 0, -1)
    corrected = np.minimum(np.maximum.accumulate(steps), 1.0)
    found = np.empty(len(values))
    found[order] = corrected
    return [float(value) for value in found]
