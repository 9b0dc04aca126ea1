"""How a catalogue is distributed: the note's four figures and its table."""

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from components import numerals
from components.charts import ROW_HEIGHT, Chart, bars, name_rows, new_figure
from components.i18n import _, language, n_
from components.palette import BRASS, GREEN, faint
from vitrine.catalog.profile import Profile, Summary

MOST_BINS = 40
FEW = 6  # products in the fullest bin, up to which each has its own tick
EVEN = 1.005  # the largest category over the smallest, below which sizes read as equal


def category_chart(profile: Profile) -> Chart:
    """Products in each category, the largest first."""
    names, sizes = list(profile.categories), list(profile.categories.values())
    shares = [numerals.percent(size / profile.rows, language()) for size in sizes]
    texts = [
        f"{numerals.whole(size, language())} · {share}"
        for size, share in zip(sizes, shares, strict=True)
    ]
    table = pd.DataFrame({_("Category"): names, _("Products"): sizes, _("Share"): shares})
    return Chart(bars(names, sizes, texts), balance_sentence(profile), table)


def balance_sentence(profile: Profile) -> str:
    """Whether the categories hold about as many products each."""
    if not profile.categories:
        return _("The file gives no categories.")
    largest, *_between = profile.categories
    smallest = list(profile.categories)[-1]
    if len(profile.categories) == 1:
        return _("All products with a category are in “{category}”.", category=largest)
    if (profile.imbalance or 1.0) < EVEN:
        return _(
            "The {count} categories are balanced: {size} products in each.",
            count=len(profile.categories),
            size=profile.categories[largest],
        )
    return _(
        "The {count} categories are uneven: “{largest}” has {most} products, {ratio} times as many as "
        "“{smallest}” with {least}.",
        count=len(profile.categories),
        largest=largest,
        most=profile.categories[largest],
        ratio=profile.imbalance or 1.0,
        smallest=smallest,
        least=profile.categories[smallest],
    )


def word_count_chart(profile: Profile) -> Chart:
    """How long the descriptions are, in words."""
    sentence = _(
        "Half of the descriptions have between {lower} and {upper} words; the median is {median}, the "
        "longest has {longest}.",
        **_landmarks(profile.words),
    )
    return _histogram(profile.word_counts, profile.words, sentence, _("Words"))


def character_count_chart(profile: Profile) -> Chart:
    """How long the descriptions are, in characters."""
    sentence = _(
        "Half of the descriptions have between {lower} and {upper} characters; the median is {median}, "
        "the longest has {longest}.",
        **_landmarks(profile.characters),
    )
    return _histogram(profile.character_counts, profile.characters, sentence, _("Characters"))


def words_by_category_chart(profile: Profile) -> Chart:
    """A box of the middle half for each category, with whiskers from the shortest to the longest."""
    by_median = sorted(profile.words_by_category.items(), key=lambda entry: -entry[1].median)
    names = [name for name, _summary in by_median]
    parts = [summary for _name, summary in by_median]
    box = go.Box(
        y=list(range(len(names))),
        q1=[part.lower_quartile for part in parts],
        median=[part.median for part in parts],
        q3=[part.upper_quartile for part in parts],
        lowerfence=[part.min for part in parts],
        upperfence=[part.max for part in parts],
        mean=[part.mean for part in parts],
        orientation="h",
        width=0.36,
        line={"color": GREEN, "width": 1.5},
        fillcolor=faint(GREEN),
        hoverinfo="x",
    )
    figure = new_figure(ROW_HEIGHT * len(names) + 60, box)
    figure.update_xaxes(
        title_text=_("Words (box: middle half; whiskers: shortest and longest)"),
        type="log",
        tickvals=[digit * 10**power for power in range(6) for digit in (1, 2, 5)],
        tickformat=",d",
    )
    return Chart(name_rows(figure, names), _box_sentence(by_median), summaries_table(by_median))


def _box_sentence(by_median: list[tuple[str, Summary]]) -> str:
    (longest, most), (shortest, least) = by_median[0], by_median[-1]
    if len(by_median) == 1:
        return _(
            "The median description in “{name}” has {median} words.",
            name=longest,
            median=most.median,
        )
    return _(
        "Descriptions are longest in “{longest}” (median {most} words) and shortest in “{shortest}” "
        "(median {least}).",
        longest=longest,
        most=most.median,
        shortest=shortest,
        least=least.median,
    )


def lengths_table(profile: Profile) -> pd.DataFrame:
    """What pandas' `describe` says of words and characters, one measure a row."""
    return summaries_table([(_("Words"), profile.words), (_("Characters"), profile.characters)])


def summaries_table(summaries: list[tuple[str, Summary]]) -> pd.DataFrame:
    """One row a name: count, mean, standard deviation, extremes and quartiles."""
    return pd.DataFrame(
        [
            {
                "": name,
                _("Count"): part.count,
                _("Mean"): round(part.mean, 1),
                _("Std. deviation"): None if part.std is None else round(part.std, 1),
                _("Minimum"): part.min,
                numerals.percent(0.25, language(), 0): round(part.lower_quartile, 1),
                _("Median"): part.median,
                numerals.percent(0.75, language(), 0): round(part.upper_quartile, 1),
                _("Maximum"): part.max,
            }
            for name, part in summaries
        ]
    )


def problems_sentence(profile: Profile) -> str:
    """How many rows broke or were mended."""
    return n_(
        "{count} row of the file needs a look.",
        "{count} rows of the file need a look.",
        len(profile.problems),
    )


def _landmarks(summary: Summary) -> dict[str, object]:
    return {
        "lower": round(summary.lower_quartile),
        "upper": round(summary.upper_quartile),
        "median": summary.median,
        "longest": summary.max,
    }


def _histogram(counts: pd.Series, summary: Summary, sentence: str, unit: str) -> Chart:
    """Bars over equal ranges of whole numbers, and a line at the median."""
    step = max(1, -(-(summary.max - summary.min + 1) // MOST_BINS))
    edges = np.arange(summary.min, summary.max + step + 1, step)
    sizes, edges = np.histogram(counts, bins=edges)
    first, last = edges[:-1], edges[1:] - 1
    ranges = [f"{_written(low)} – {_written(high)}" for low, high in zip(first, last, strict=True)]
    trace = go.Bar(
        x=(first + last) / 2,
        y=sizes,
        width=step,
        marker={"color": GREEN, "line": {"width": 0}},
        customdata=ranges,
        hovertemplate=f"%{{customdata}} {unit.lower()}: %{{y}}<extra></extra>",
    )
    figure = new_figure(300, trace)
    narrow = summary.max - summary.min <= FEW  # else ticks between whole numbers say them twice
    figure.update_xaxes(
        title_text=unit, showgrid=False, tickformat=",d", dtick=1 if narrow else None
    )
    figure.update_yaxes(
        title_text=_("Products"), tickformat=",d", dtick=1 if max(sizes) <= FEW else None
    )
    figure.add_vline(
        x=summary.median,
        line={"color": BRASS, "width": 2, "dash": "dot"},
        annotation_text=_("median {median}", median=summary.median),
        annotation_position="top right",
    )
    return Chart(figure, sentence, pd.DataFrame({unit: ranges, _("Products"): sizes}))


def _written(value: float) -> str:
    return numerals.whole(value, language())
