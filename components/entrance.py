"""How a page is entered: always through app.py, and with what the address asks for."""

import streamlit as st
from streamlit.navigation.page import Page

from components import run_state, runs, state, upload
from components.i18n import _
from vitrine.errors import RunUnknown, StoreUnusable

(
    HOME,
    DATASET,
    CLASSIFY,
    BATCH,
    RESULTS,
    IMPORTANCE,
    TRUST,
    REVIEW,
    LIMITS,
    HOW_IT_WORKS,
) = PATHS = (
    "pages/home.py",
    "pages/dataset.py",
    "pages/classify.py",
    "pages/batch.py",
    "pages/results.py",
    "pages/importance.py",
    "pages/trust.py",
    "pages/review.py",
    "pages/limits.py",
    "pages/how_it_works.py",
)


def navigation(*, shown: bool = True) -> Page:
    """The pages, and the one that is asked for; not `shown`: nothing of them is to be seen, and their
    addresses stay."""
    return st.navigation(
        [
            st.Page(HOME, title=_("Home"), icon=":material/storefront:", default=True),
            st.Page(DATASET, title=_("Dataset"), icon=":material/bar_chart:"),
            st.Page(CLASSIFY, title=_("Classify"), icon=":material/label:"),
            st.Page(BATCH, title=_("Batch"), icon=":material/checklist:"),
            st.Page(RESULTS, title=_("Results"), icon=":material/fact_check:"),
            st.Page(IMPORTANCE, title=_("Importance"), icon=":material/leaderboard:"),
            st.Page(TRUST, title=_("Trust"), icon=":material/verified_user:"),
            st.Page(REVIEW, title=_("Review"), icon=":material/rate_review:"),
            st.Page(LIMITS, title=_("Limits"), icon=":material/crisis_alert:"),
            st.Page(HOW_IT_WORKS, title=_("How it works"), icon=":material/neurology:"),
        ],
        position="sidebar" if shown else "hidden",
    )


def path_of(page: Page) -> str:
    """Which of `PATHS` a page is."""
    return f"pages/{page.url_path or 'home'}.py"


def page_begins() -> None:
    """Stands first in every page.

    Until st.navigation has been called once, Streamlit finds pages/ by itself, and runs a page alone
    whose address is the first one asked for after a start. One call turns that off for good; the run
    begins again then, through app.py.
    """
    if not state.entered():
        st.navigation(list(PATHS))  # without icons: one would be fetched from the web as favicon
        st.rerun()
    if state.catalog() is None and (state.address_wants_sample() or _run_is_of_sample()):
        wanted = state.address_product()
        upload.use_sample()
        state.write_address(wanted)


def _run_is_of_sample() -> bool:
    """Whether the address names a run of the sample: whoever opens it works with that again."""
    wanted = run_state.address_run()
    if wanted is None:
        return False
    try:
        return upload.is_sample(runs.store().run(wanted).input_digest)
    except (RunUnknown, StoreUnusable):  # the page says so
        return False
