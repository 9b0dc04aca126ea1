"""What to explain for the overall picture, and what it will cost, before it starts."""

import streamlit as st

from components import category_panel, run_state, runs, show, state
from components.call_pace import call_pace
from components.engine import EngineView, classifier, settings
from components.i18n import _, about, n_, plain
from components.loaded import LoadedCatalog
from components.run_controls import earlier, no_catalogue, open_again
from vitrine.catalog.model import Product
from vitrine.classify.classifier import Classifier
from vitrine.explain.choice import How, choose
from vitrine.explain.cost import estimate
from vitrine.explain.local import BUDGET
from vitrine.jobs import importance
from vitrine.jobs.choices import RunChoices
from vitrine.jobs.importance import Explaining, Wish
from vitrine.jobs.model import Run
from vitrine.llm.engines import ConnectedEngine

SIZES = (35, 70, 140, 280, 560)
BUDGETS = (50, BUDGET, 200)


def planning(view: EngineView, loaded: LoadedCatalog | None) -> None:
    """The controls and the estimate; a run that asks the same opens at once."""
    if view.engine is None:
        category_panel.no_model(view)
    elif loaded is None:
        no_catalogue(
            _("Overall importance is measured over the products of a catalogue. Choose one first.")
        )
    else:
        left, right = st.columns([5, 6], gap="large")
        with left:
            plan = category_panel.chosen(loaded, view)
            wish = _wish(loaded)
        with right, show.errors_as_sentences():
            if not wish.products:
                st.markdown(_("No product of this catalogue has a text to explain."))
                return
            _offer(view.engine, classifier(view.engine, plan.categories), wish)
    earlier(importance.runs_of(runs.store(), runs.visitor()), run_name)


def _wish(loaded: LoadedCatalog) -> Wish:
    sizes = _sizes(len(loaded.products))
    state.settle_importance_sample(sizes)
    first, second = st.columns(2)
    size = first.select_slider(
        _("Products to explain"),
        sizes,
        key=state.IMPORTANCE_SAMPLE,
        persist_state="session",
        help=_("As many of each category as of the others, where the file names categories."),
    )
    budget = second.select_slider(
        _("Model calls for each, at most"),
        BUDGETS,
        value=BUDGET,
        key=state.IMPORTANCE_BUDGET,
        persist_state="session",
    )
    how: How = st.segmented_control(
        _("Which products"),
        ["recurring", "random"],
        default="recurring",
        required=True,
        format_func={
            "recurring": _("Short ones with words in common"),
            "random": _("Drawn at random"),
        }.__getitem__,
        key=state.IMPORTANCE_HOW,
        persist_state="session",
        help=_(
            "A word’s mean needs several products that have it. The first choice looks for such "
            "products, by their texts alone; the second speaks for the whole catalogue, and says of "
            "fewer words."
        ),
    )
    columns = loaded.catalog.columns
    key = (loaded.catalog.digest, columns.text, columns.category, columns.id)
    seed = settings().seed
    products = _chosen(key, _sorting_run(loaded), size, seed, how, loaded)
    return Wish(loaded.catalog, products, budget, seed, how, loaded.is_sample)


def _sorting_run(loaded: LoadedCatalog) -> str | None:
    """What stands in for the file's categories where it has none."""
    if loaded.catalog.categories:
        return None
    found = importance.sorting_run(runs.store(), runs.visitor(), loaded.catalog.digest)
    return None if found is None else found.id


@st.cache_resource(show_spinner=False, max_entries=16)
def _chosen(
    content: tuple[str | None, ...],
    sorting_run: str | None,
    size: int,
    seed: int,
    how: How,
    _loaded: LoadedCatalog,
) -> tuple[Product, ...]:
    """`content` tells one catalogue from another, `_loaded` need not be looked into for that."""
    if sorting_run is None:
        return choose(_loaded.products, size, seed, how)
    predicted = importance.predictions(runs.store(), sorting_run)
    return choose(_loaded.products, size, seed, how, lambda product: predicted.get(product.id))


def _sizes(products: int) -> list[int]:
    """The sizes up to the whole catalogue, which is the last of them where it is small."""
    found = [size for size in SIZES if size < products]
    return [*found, products] if products <= SIZES[-1] else found


def _offer(engine: ConnectedEngine, asked: Classifier, wish: Wish) -> None:
    """The estimate and the way to start; raises `VitrineError`."""
    store, visitor = runs.store(), runs.visitor()
    before = importance.same_run(store, visitor, importance.explaining(wish, asked).key)
    if before is not None:
        open_again(before)
        return
    with st.spinner(_("Timing a few calls…")):
        pace = call_pace(engine, asked.categories, wish.products[0].description, asked)
    _estimate(asked, wish, pace)
    if st.button(_("Start"), type="primary", icon=":material/play_arrow:"):
        run = importance.begin(store, visitor, engine, asked, wish)
        runs.wake()
        run_state.open_run("importance", run.id)
        st.rerun()


def _estimate(asked: Classifier, wish: Wish, pace: float) -> None:
    past = importance.past_calls(
        runs.store(), runs.visitor(), asked.provenance().model_digest, wish.budget
    )
    found = estimate(len(wish.products), wish.budget, pace, past)
    details = {
        "calls": found.calls,
        "at_most": found.at_most,
        "products": n_("{count} product", "{count} products", len(wish.products)),
        "time": about(found.seconds),
    }
    if found.calls == found.at_most:
        told = _(
            "{products} take {at_most} model calls at most: {time} at the pace of a few calls just "
            "timed.",
            **details,
        )
    else:
        told = _(
            "{products} take about {calls} model calls, as explanations before them did, and {at_most} "
            "at most: {time} at the pace of a few calls just timed.",
            **details,
        )
    st.markdown(told)
    st.caption(
        _(
            "It goes on in the background: you may leave the page, close it, or start Vitrine again. "
            "What was found stays."
        )
    )


def run_name(run: Run) -> str:
    """What tells one run from another, in Markdown."""
    choices, made = RunChoices.of(run), Explaining.of(run)
    return " · ".join(
        [
            _("Sample catalogue") if made.is_sample else plain(choices.source),
            n_("{count} product", "{count} products", run.total),
            plain(choices.model),
            n_("{count} call each", "{count} calls each", made.budget),
        ]
    )
