"""What to try a model on, and what that will cost, before it starts."""

import streamlit as st

from components import category_panel, run_state, runs, show, trust_state
from components.call_pace import call_pace
from components.engine import EngineView, classifier, settings
from components.i18n import _, about, n_, plain
from components.loaded import LoadedCatalog
from components.run_controls import earlier, no_catalogue, open_again
from vitrine.catalog.model import Product
from vitrine.classify.classifier import Classifier
from vitrine.evaluate.attack_suite import ATTACKS
from vitrine.evaluate.attacks import KINDS
from vitrine.evaluate.nowhere import foreign
from vitrine.explain.choice import choose
from vitrine.jobs import trust
from vitrine.jobs.choices import RunChoices
from vitrine.jobs.model import Run
from vitrine.jobs.trust import ATTACKS_EACH, READ, Trying, Wish
from vitrine.llm.engines import ConnectedEngine

SIZES = (10, 30, 100, 300)
ATTACK_COUNTS = (2, ATTACKS_EACH, 8)
READINGS = (0, READ, 20)


def planning(view: EngineView, loaded: LoadedCatalog | None) -> None:
    """The controls and the estimate; a run that asks the same opens at once."""
    if view.engine is None:
        category_panel.no_model(view)
    elif loaded is None:
        no_catalogue(_("A model is tried out on the products of a catalogue. Choose one first."))
    else:
        left, right = st.columns([5, 6], gap="large")
        with left:
            plan = category_panel.chosen(loaded, view)
            wish = _wish(loaded)
        with right, show.errors_as_sentences():
            if not wish.products:
                st.markdown(_("No product of this catalogue has a text to try."))
                return
            _offer(view.engine, classifier(view.engine, plan.categories), wish)
    earlier(trust.runs_of(runs.store(), runs.visitor()), run_name)


def _wish(loaded: LoadedCatalog) -> Wish:
    sizes = [size for size in SIZES if size < len(loaded.products)]
    sizes = [*sizes, len(loaded.products)] if len(loaded.products) <= SIZES[-1] else sizes
    trust_state.settle_sample(sizes)
    size = st.select_slider(
        _("Products to try"),
        sizes,
        key=trust_state.SAMPLE,
        persist_state="session",
        help=_("Drawn at random, as many of each category as of the others."),
    )
    first, second = st.columns(2)
    attacks = first.select_slider(
        _("Hidden instructions for each"),
        ATTACK_COUNTS,
        value=ATTACKS_EACH,
        key=trust_state.ATTACKS,
        persist_state="session",
        help=_(
            "Of {attacks} in {kinds} kinds; all come equally often over the products.",
            attacks=len(ATTACKS),
            kinds=len(KINDS),
        ),
    )
    read = second.select_slider(
        _("Products read word by word"),
        READINGS,
        value=READ,
        key=trust_state.READ,
        persist_state="session",
        help=_("For the surprise of each word; a call or two for every word."),
    )
    st.caption(
        _(
            "Of each product the model is asked what it answers when the categories stand in another "
            "order, in small letters and in capitals, with typing slips, without every fifth word, "
            "without the phrases that all products share, with the instruction in French, and with "
            "instructions hidden in the text, without and with each defence."
        )
    )
    columns = loaded.catalog.columns
    content = (loaded.catalog.digest, columns.text, columns.category, columns.id)
    seed = settings().seed
    chosen = _chosen(content, size, seed, loaded)
    shared = _shared(content, loaded)
    return Wish(
        loaded.catalog, chosen, attacks, seed, loaded.is_sample, read=read, boilerplate=shared
    )


@st.cache_resource(show_spinner=False, max_entries=16)
def _shared(content: tuple[str | None, ...], _loaded: LoadedCatalog) -> tuple[str, ...]:
    """The phrases that all products share: the whole catalogue is read for them."""
    return trust.shared_phrases(_loaded.catalog)


@st.cache_resource(show_spinner=False, max_entries=16)
def _chosen(
    content: tuple[str | None, ...], size: int, seed: int, _loaded: LoadedCatalog
) -> tuple[Product, ...]:
    """`content` tells one catalogue from another, `_loaded` need not be looked into for that."""
    return choose(_loaded.products, size, seed, "random")


def _offer(engine: ConnectedEngine, asked: Classifier, wish: Wish) -> None:
    """The estimate and the way to start; raises `VitrineError`."""
    store, visitor = runs.store(), runs.visitor()
    made = trust.trying(wish, asked)
    before = trust.same_run(store, visitor, made.key)
    if before is not None:
        open_again(before)
        return
    with st.spinner(_("Timing a few calls…")):
        pace = call_pace(engine, asked.categories, wish.products[0].description, asked)
    _estimate(asked, wish, made, pace)
    if st.button(_("Start"), type="primary", icon=":material/play_arrow:"):
        run = trust.begin(store, visitor, engine, asked, wish)
        runs.wake()
        run_state.open_run("trust", run.id)
        st.rerun()


def _estimate(asked: Classifier, wish: Wish, made: Trying, pace: float) -> None:
    strays = len(foreign(asked.categories))
    calls = trust.most_calls(made, [product.description for product in wish.products], strays)
    st.markdown(
        _(
            "{products} and {strays} that belong nowhere take {calls} model calls at most: {time} at "
            "the pace of a few calls just timed.",
            products=n_("{count} product", "{count} products", made.products),
            strays=n_("{count} text", "{count} texts", strays),
            calls=calls,
            time=about(calls * pace),
        )
    )
    st.caption(
        _(
            "It goes on in the background: you may leave the page, close it, or start Vitrine again. "
            "What was found stays."
        )
    )


def run_name(run: Run) -> str:
    """What tells one run from another, in Markdown."""
    choices, made = RunChoices.of(run), Trying.of(run)
    return " · ".join(
        [
            _("Sample catalogue") if made.is_sample else plain(choices.source),
            n_("{count} product", "{count} products", made.products),
            plain(choices.model),
            n_("{count} instruction each", "{count} instructions each", made.attacks),
        ]
    )
