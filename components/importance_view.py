"""One importance run on the page: how far it is, how to halt it, and what it has found so far."""

from collections.abc import Callable, Sequence

import pandas as pd
import streamlit as st

from components import (
    importance_compare,
    importance_picture,
    language,
    runs,
    show,
    state,
    upload,
)
from components.i18n import _, about, n_, plain, translate, translate_markdown, use
from components.importance_picture import Found
from components.importance_plan import run_name
from components.loaded import LoadedCatalog
from components.run_controls import LOOK_SECONDS, controls, head
from vitrine.jobs.choices import RunChoices
from vitrine.jobs.importance import Explaining, explained_rows
from vitrine.jobs.model import UNFINISHED, Progress, Row, Run


def run_view(run: Run, loaded: LoadedCatalog | None) -> None:
    """The run's head, then its progress or what came of it."""
    head(run, run_name(run), _("Another run"))
    if run.state in UNFINISHED:
        st.fragment(_live, run_every=LOOK_SECONDS)(run.id, loaded)
    else:
        _body(run, loaded)


def _live(run_id: str, loaded: LoadedCatalog | None) -> None:
    use(language.current())
    run = runs.store().run(run_id)
    if run.state not in UNFINISHED:
        st.rerun()
    _body(run, loaded)


def _body(run: Run, loaded: LoadedCatalog | None) -> None:
    rows = tuple(runs.store().every_row(run.id))
    progress = runs.store().progress(run.id)
    _status(run, progress)
    controls(run, progress.failed)
    _failures([row for row in rows if row.state == "failed"])
    found = Found(
        explained_rows(rows),
        {row.product_id: row.text for row in rows},
        RunChoices.of(run).categories,
    )
    if not found.explained:
        if run.state in UNFINISHED:
            show.hint(_("The picture begins with the first product."), ":material/hourglass_top:")
        return
    st.divider()
    importance_picture.words_by_category(found)
    st.divider()
    importance_picture.telling_products(found, _opener(run, loaded))
    if run.state not in UNFINISHED:
        st.divider()
        importance_compare.panel(run, found, loaded)


def _status(run: Run, progress: Progress) -> None:
    """Where it stands: a bar while it is open, a sentence with its cost once it is over."""
    calls = n_("{count} model call", "{count} model calls", progress.calls)
    share = progress.ended / max(1, progress.total)
    done = _so_far(run, progress, calls)
    if run.state in UNFINISHED:
        st.progress(share, done)
        if run.reason is not None:
            st.warning(translate_markdown(run.reason), icon=":material/hourglass_empty:")
    elif run.state == "paused":
        st.progress(share, done)
    elif run.state == "failed":
        st.progress(share, done)
        if run.reason is not None:
            show.error(run.reason)
    else:
        ending = _("Called off; what was found stays.") if run.state == "cancelled" else ""
        st.markdown(plain(f"{_total(progress, calls)} {ending}".strip()))


def _so_far(run: Run, progress: Progress, calls: str) -> str:
    details = {"ended": progress.answered, "total": progress.total, "calls": calls}
    left = progress.seconds_left
    if run.state == "paused":
        return _("Paused: {ended} of {total} products explained, {calls} so far.", **details)
    if left is None or run.state not in UNFINISHED:
        return _("{ended} of {total} products explained, {calls} so far.", **details)
    return _(
        "{ended} of {total} products explained, {calls} so far; {time} left.",
        time=about(left),
        **details,
    )


def _total(progress: Progress, calls: str) -> str:
    if not progress.calls:
        return n_(
            "{count} product explained, all answers known from before.",
            "{count} products explained, all answers known from before.",
            progress.answered,
        )
    return n_(
        "{count} product explained with {calls}; {computed} prompt tokens computed, {cached} taken "
        "from the prompt cache.",
        "{count} products explained with {calls}; {computed} prompt tokens computed, {cached} taken "
        "from the prompt cache.",
        progress.answered,
        calls=calls,
        computed=progress.tokens_computed,
        cached=progress.tokens_cached,
    )


def _failures(failed: Sequence[Row]) -> None:
    """Each product that could not be explained, and why."""
    if not failed:
        return
    title = n_(
        "{count} product could not be explained",
        "{count} products could not be explained",
        len(failed),
    )
    with st.expander(title, icon=":material/report:"):
        table = pd.DataFrame(
            {
                _("Product"): [row.product_id for row in failed],
                _("Reason"): [translate(row.error) if row.error else "" for row in failed],
            }
        )
        st.dataframe(table, hide_index=True)


def _opener(run: Run, loaded: LoadedCatalog | None) -> Callable[[str], None] | None:
    """How a product is opened in Classify; None where this visitor has not its catalogue."""
    here = loaded is not None and loaded.catalog.digest == Explaining.of(run).catalogue
    if not here and not Explaining.of(run).is_sample:
        return None

    def open_product(product_id: str) -> None:
        if not here:
            upload.use_sample()
        state.open_product(product_id)
        st.switch_page("pages/classify.py")

    return open_product
