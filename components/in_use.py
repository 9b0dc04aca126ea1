"""The foot of the sidebar: the catalogue, model and run that every page works with, and how to change
them."""

import streamlit as st

from components import engine, entrance, results_state, runs, state, upload
from components.i18n import _, n_, plain
from components.run_controls import STATES
from vitrine.errors import RunUnknown, StoreUnusable
from vitrine.jobs.choices import RunChoices
from vitrine.jobs.model import UNFINISHED, Run


def panel() -> None:
    """Three links: each says what is in use, and leads to where it is changed."""
    st.caption(_("In use"))
    with st.container(gap=None, key="in_use"):
        st.page_link(
            entrance.DATASET,
            label=_catalogue(),
            icon=":material/inventory_2:",
            help=_("The catalogue. Another one is chosen on Dataset."),
        )
        st.page_link(
            entrance.HOME,
            label=_model(),
            icon=":material/memory:",
            help=_("The model that answers. Another one is chosen on Home."),
        )
        run = _run()
        st.page_link(
            entrance.BATCH if run is None else entrance.RESULTS,
            label=_("No run yet") if run is None else _named(run),
            icon=":material/checklist:",
            help=_("The run that is judged. Batch begins one, Results chooses among them."),
        )


def _catalogue() -> str:
    loaded = state.catalog()
    if loaded is None:
        return _("No catalogue yet")
    name = _("Sample catalogue") if loaded.is_sample else plain(loaded.catalog.source)
    return f"{name} · {n_('{count} product', '{count} products', loaded.profile.rows)}"


def _model() -> str:
    view = engine.view()
    if view.engine is None:
        return _("No model answers")
    return _("Demo model") if view.is_demo else plain(view.engine.model)


def _run() -> Run | None:
    """The one that was looked at last, else the visitor's newest; none where the store fails, which
    the pages that need it tell of."""
    try:
        wanted = results_state.judged_run()
        if wanted is not None:
            return runs.store().run(wanted)
        return next(iter(runs.known("classify")), None)
    except (RunUnknown, StoreUnusable):
        return None


def _named(run: Run) -> str:
    """With its state where that stays: the sidebar is not drawn anew while a run goes on."""
    choices = RunChoices.of(run)
    sample = upload.is_sample(run.input_digest)
    mark, source = run.id[:4], _("Sample catalogue") if sample else plain(choices.source)
    if run.state in UNFINISHED:
        return _("Run #{mark}: {source}", mark=mark, source=source)
    state_ = _(STATES[run.state])
    return _("Run #{mark}, {state}: {source}", mark=mark, state=state_, source=source)
