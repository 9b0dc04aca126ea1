"""One trust run on the page: how far it is, how to halt it, and what it has found so far."""

from collections.abc import Callable, Sequence

import pandas as pd
import streamlit as st

from components import language, runs, show, state, trust_picture, trust_products, upload
from components.engine import settings
from components.i18n import _, about, n_, plain, translate, translate_markdown, use
from components.loaded import LoadedCatalog
from components.run_controls import LOOK_SECONDS, controls, head
from components.trust_plan import run_name
from vitrine.errors import VitrineError
from vitrine.evaluate.bias import Bias
from vitrine.jobs.model import UNFINISHED, Progress, Row, Run
from vitrine.jobs.trust import Found, Trying, biases_in, biases_of_sorting, found_in

_SORTED_SECONDS = 60


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
    found = found_in(run, rows)
    if not found.rows:
        if run.state in UNFINISHED:
            show.hint(_("The picture begins with the first product."), ":material/hourglass_top:")
        return
    trust_picture.picture(run, found)
    if run.state not in UNFINISHED:
        trust_picture.brands_and_prices(_biases(run, found))
        trust_products.products(run, found, _opener(run, loaded))


def _biases(run: Run, found: Found) -> tuple[Bias, ...]:
    """Of the whole catalogue where the visitor has had it sorted, else of the products tried."""
    try:
        whole = _of_sorting(runs.visitor(), run.id)
    except VitrineError:  # its file is no longer there: the run itself is enough
        whole = None
    return biases_in(run, found) if whole is None else whole


@st.cache_resource(show_spinner=False, ttl=_SORTED_SECONDS, max_entries=16)
def _of_sorting(visitor: str, run_id: str) -> tuple[Bias, ...] | None:
    store = runs.store()
    return biases_of_sorting(store, visitor, store.run(run_id), settings())


def _status(run: Run, progress: Progress) -> None:
    """Where it stands: a bar while it is open, a sentence with its cost once it is over."""
    share = progress.ended / max(1, progress.total)
    if run.state in (*UNFINISHED, "paused", "failed"):
        st.progress(share, _so_far(run, progress))
        if run.reason is not None and run.state == "failed":
            show.error(run.reason)
        elif run.reason is not None:
            st.warning(translate_markdown(run.reason), icon=":material/hourglass_empty:")
    else:
        ending = _("Called off; what was found stays.") if run.state == "cancelled" else ""
        st.markdown(plain(f"{_total(run, progress)} {ending}".strip()))


def _so_far(run: Run, progress: Progress) -> str:
    details = {
        "ended": progress.answered,
        "total": progress.total,
        "calls": n_("{count} model call", "{count} model calls", progress.calls),
    }
    left = progress.seconds_left
    if run.state == "paused":
        return _("Paused: {ended} of {total} texts tried, {calls} so far.", **details)
    if left is None or run.state not in UNFINISHED:
        return _("{ended} of {total} texts tried, {calls} so far.", **details)
    return _(
        "{ended} of {total} texts tried, {calls} so far; {time} left.", time=about(left), **details
    )


def _total(run: Run, progress: Progress) -> str:
    made = Trying.of(run)
    return _(
        "Tried on {products} and {strays} that belong nowhere, with {calls}.",
        products=n_("{count} product", "{count} products", made.products),
        strays=n_("{count} text", "{count} texts", run.total - made.products),
        calls=n_("{count} model call", "{count} model calls", progress.calls),
    )


def _failures(failed: Sequence[Row]) -> None:
    """Each text that could not be tried, and why."""
    if not failed:
        return
    title = n_("{count} text could not be tried", "{count} texts could not be tried", len(failed))
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
    made = Trying.of(run)
    here = loaded is not None and loaded.catalog.digest == made.catalogue
    if not here and not made.is_sample:
        return None

    def open_product(product_id: str) -> None:
        if not here:
            upload.use_sample()
        state.open_product(product_id)
        st.switch_page("pages/classify.py")

    return open_product
