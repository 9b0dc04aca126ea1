"""The Dataset page's sections: figures of a catalogue, its charts, its rows."""

import pandas as pd
import streamlit as st

from components import catalog_charts, numerals, show, upload
from components.i18n import _, language, n_, plain, translate
from components.loaded import LoadedCatalog
from vitrine.catalog.model import Catalog
from vitrine.catalog.profile import Profile

PREVIEW_ROWS = 200
PROBLEMS_SHOWN = 1_000


def invitation() -> None:
    """What will be here, while there is no catalogue."""
    show.hint(
        _(
            "Here will stand the categories and their balance, the duplicates, and how long the "
            "descriptions are in words and characters."
        ),
        ":material/bar_chart:",
    )


def overview(loaded: LoadedCatalog) -> None:
    """The counts, the columns' parts and the rows that broke."""
    figures_ = loaded.profile
    st.header(_("At a glance"), anchor=False)
    with st.container(horizontal=True, key="glance"):
        _metric(_("Products"), figures_.rows)
        _metric(_("Categories"), len(figures_.categories))
        _metric(_("Repeated ids"), figures_.duplicate_ids)
        _metric(_("Repeated descriptions"), figures_.duplicate_descriptions)
    if origin := _origin(loaded):
        st.caption(origin)
    with st.expander(_("Columns and their parts"), icon=":material/view_column:"):
        upload.column_roles(loaded)
    if figures_.problems:
        _problems(figures_)


def _metric(label: str, value: int) -> None:
    st.metric(label, numerals.whole(value, language()), border=True, width="stretch")


def _origin(loaded: LoadedCatalog) -> str:
    """What was found out about the file, and what lacks."""
    catalog, parts = loaded.catalog, []
    if catalog.encoding:
        parts.append(_("Encoding {encoding}", encoding=plain(catalog.encoding)))
    if catalog.delimiter:
        shown = _("tab") if catalog.delimiter == "\t" else f"`{catalog.delimiter}`"
        parts.append(_("delimiter {delimiter}", delimiter=shown))
    lacking = loaded.profile.uncategorised
    if catalog.columns.category is None:
        parts.append(_("no column of categories"))
    else:
        if _has_levels(catalog):
            parts.append(
                _(
                    "of “{column}”, the first level is the category",
                    column=plain(catalog.columns.category),
                )
            )
        if lacking:
            parts.append(
                n_(
                    "{count} product without a category",
                    "{count} products without a category",
                    lacking,
                )
            )
    return " · ".join(parts)


def _has_levels(catalog: Catalog) -> bool:
    """Whether the file says more of a product than its category."""
    values = catalog.frame[catalog.columns.category].unique().tolist()
    known = set(catalog.categories)
    return any(" ".join(value.split()) not in known for value in values if value.strip())


def _problems(figures_: Profile) -> None:
    problems = figures_.problems[:PROBLEMS_SHOWN]
    with st.expander(catalog_charts.problems_sentence(figures_), icon=":material/report:"):
        table = {
            _("Line"): [problem.line for problem in problems],
            _("What was found"): [translate(problem.reason) for problem in problems],
        }
        st.dataframe(pd.DataFrame(table), hide_index=True)
        if len(problems) < len(figures_.problems):
            st.caption(_("The first {count} are listed.", count=len(problems)))


def figures(profile: Profile) -> None:
    """The four figures and the table."""
    st.header(_("How it is distributed"), anchor=False)
    left, right = st.columns(2, gap="large")
    with left:
        st.subheader(_("Products by category"), anchor=False)
        if profile.categories:
            show.chart(catalog_charts.category_chart(profile), "categories")
        else:
            st.markdown(plain(catalog_charts.balance_sentence(profile)))
    with right:
        st.subheader(_("Words by category"), anchor=False)
        if profile.words_by_category:
            show.chart(catalog_charts.words_by_category_chart(profile), "words_by_category")
    left, right = st.columns(2, gap="large")
    with left:
        st.subheader(_("Words in a description"), anchor=False)
        show.chart(catalog_charts.word_count_chart(profile), "words")
    with right:
        st.subheader(_("Characters in a description"), anchor=False)
        show.chart(catalog_charts.character_count_chart(profile), "characters")
    st.subheader(_("Lengths in figures"), anchor=False)
    lengths = catalog_charts.lengths_table(profile)
    st.dataframe(
        lengths,
        hide_index=True,
        column_config={
            name: st.column_config.NumberColumn(format="localized") for name in lengths.columns[1:]
        },
    )


def preview(loaded: LoadedCatalog) -> None:
    """The first rows, as the file has them."""
    st.header(_("First rows"), anchor=False)
    st.dataframe(loaded.catalog.frame.head(PREVIEW_ROWS), hide_index=True)
