"""A batch's results: searched, ordered, page by page; a product opened in Classify; files to keep."""

import io
from collections.abc import Sequence

import pandas as pd
import streamlit as st

from components import guard_panel, run_state, runs, show
from components.batch_view import answers_table, columns
from components.engine import settings
from components.i18n import _, n_, plain
from components.opening import open_in_classify
from vitrine.jobs import browsing
from vitrine.jobs.answer_parts import folder_of
from vitrine.jobs.choices import RunChoices
from vitrine.jobs.export import FORMATS, Format, export
from vitrine.jobs.model import UNFINISHED, Row, Run
from vitrine.jobs.wanted import ENDINGS, ORDERS, Ending, Wanted

PAGE_ROWS = 100
MOST_KEPT = 200_000  # products of a run in files that are made into one file for a browser
_TYPES = {
    "csv": "text/csv",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "parquet": "application/vnd.apache.parquet",
}


def panel(run: Run) -> None:
    """The filters, a page of rows, the way to one product, and the files."""
    st.divider()
    st.header(_("Results"), anchor=False)
    if run.state in UNFINISHED:
        st.caption(_("The run goes on: what is chosen here shows its state of that moment."))
    wanted = _wanted(run)
    total = browsing.count(runs.store(), run, wanted)
    if not total:
        st.markdown(_("No product matches. Choose less, or search for fewer words."))
    else:
        _page(run, wanted, total)
    _files(run)


def _wanted(run: Run) -> Wanted:
    categories = RunChoices.of(run).categories
    first, second = st.columns(2)
    with first:
        search = st.text_input(
            _("Search in ids and texts"),
            key=run_state.SEARCH,
            icon=":material/search:",
            on_change=run_state.first_page,
        )
        endings = st.pills(
            _("What came of it"),
            _endings(run),
            selection_mode="multi",
            format_func={
                "answered": _("Answered"),
                "unanswered": _("None of these"),
                "failed": _("Failed"),
                "open": _("Not yet"),
            }.__getitem__,
            key=run_state.ENDINGS,
            on_change=run_state.first_page,
            wrap=True,
        )
    with second:
        labels = st.multiselect(
            _("Category"),
            categories,
            key=run_state.LABELS,
            placeholder=_("All categories"),
            on_change=run_state.first_page,
        )
        order = st.selectbox(
            _("Order"),
            ORDERS,
            format_func={
                "input": _("As in the file"),
                "lowest": _("Least sure first"),
                "highest": _("Surest first"),
            }.__getitem__,
            key=run_state.ORDER,
            on_change=run_state.first_page,
        )
    return Wanted(tuple(endings), tuple(labels), search, order)


def _endings(run: Run) -> list[Ending]:
    """Of a run in files, what has not ended is nowhere yet."""
    return [one for one in ENDINGS if one != "open" or folder_of(run) is None]


def _page(run: Run, wanted: Wanted, total: int) -> None:
    pages = -(-total // PAGE_ROWS)
    run_state.settle_page(pages)
    told = n_("{count} product", "{count} products", total)
    if pages > 1:
        left, right = st.columns([3, 1], vertical_alignment="bottom")
        left.markdown(_("{products}, {rows} on a page.", products=told, rows=PAGE_ROWS))
        number = right.number_input(
            _("Page, of {pages}", pages=pages), 1, pages, key=run_state.PAGE
        )
    else:
        st.markdown(told)
        number = 1
    first = (int(number) - 1) * PAGE_ROWS
    found = browsing.page(runs.store(), run, wanted, first, PAGE_ROWS)
    texts, categories = [row.text for row in found], RunChoices.of(run).categories
    table = guard_panel.noted(_read_in_part(answers_table(found), found), texts, categories)
    picked = st.dataframe(
        table,
        hide_index=True,
        column_config=columns(),
        on_select="rerun",
        selection_mode="single-row",
        key=run_state.table_key(run.id, (wanted, first)),
    )
    rows = picked["selection"]["rows"]
    chosen = found[rows[0]] if rows and rows[0] < len(found) else None
    _way_to(run, chosen)


def _read_in_part(table: pd.DataFrame, found: Sequence[Row]) -> pd.DataFrame:
    """The table with a column that marks the texts of which the model read the beginning alone."""
    cut = [bool(row.result and row.result.get("truncated")) for row in found]
    if not any(cut):
        return table
    st.markdown(
        ":orange[:material/content_cut:] "
        + n_(
            "{count} description of this page is longer than the model can read: its end was left out.",
            "{count} descriptions of this page are longer than the model can read: their ends were "
            "left out.",
            sum(cut),
        )
    )
    return table.assign(**{_("Read"): [_("the beginning alone") if one else "" for one in cut]})


def _way_to(run: Run, row: Row | None) -> None:
    if row is None:
        st.caption(_("Choose a row at its left edge to open its product in Classify."))
    elif st.button(
        _("Open {product} in Classify", product=plain(row.product_id)),
        icon=":material/label:",
        key=run_state.OPEN,
    ):
        with show.errors_as_sentences():
            open_in_classify(run, row)


def _files(run: Run) -> None:
    st.subheader(_("Keep it as a file"), anchor=False)
    folder = folder_of(run)
    if folder is not None and run.total > MOST_KEPT:
        st.markdown(
            _(
                "The answers lie as Parquet files in the shared folder, under {folder}: with every "
                "column of the input, and beside them what the model said. Read them there; {count} "
                "products are too many for a browser to keep.",
                folder=f"`{'/'.join(folder.parts[-2:])}`",
                count=run.total,
            )
        )
        return
    st.caption(
        _(
            "Every column of the catalogue, and beside them the category, its probability, that of "
            "each other category, what fell outside, and the reason where there is no answer. Formulas "
            "are made plain text in CSV and XLSX."
        )
    )
    with st.container(horizontal=True):
        for format_ in FORMATS:
            st.download_button(
                format_.upper() if format_ != "parquet" else "Parquet",
                data=lambda format_=format_: _written(run.id, format_),
                file_name=f"vitrine-{run.id[:8]}.{format_}",
                mime=_TYPES[format_],
                icon=":material/download:",
                on_click="ignore",
                key=run_state.file_key(run.id, format_),
            )


def _written(run_id: str, format_: Format) -> bytes:
    """The run as it is when the button is clicked."""
    store, file = runs.store(), io.BytesIO()
    export(store, store.run(run_id), format_, file, settings())
    return file.getvalue()
