"""*Show me*: the sample catalogue, a product, the words that decided, and how good it all is, in four
steps. The pages are the real ones, on the real model; a bar on top says what is to be seen."""

from dataclasses import dataclass
from typing import Literal

import streamlit as st

from components import engine, entrance, results_state, run_chooser, state, tour_state, upload
from components.i18n import _
from components.loaded import LoadedCatalog
from vitrine.messages import N_

Deed = Literal["classify", "explain"]
# Its words are few and tell much: what decided is seen at a glance.
SHOWN = "3bc9ce39df586984d6532cdc0abfd989"


@dataclass(frozen=True)
class Step:
    """A stop of the tour; its `deeds` are done on arriving, as if the visitor had clicked."""

    page: str
    title: str
    sentence: str
    deeds: tuple[Deed, ...] = ()


STEPS = (
    Step(
        entrance.DATASET,
        N_("A catalogue"),
        N_(
            "These are {products} products that come with Vitrine. See how they spread over the "
            "categories, and how long their descriptions are: a file of yours is shown the same way."
        ),
    ),
    Step(
        entrance.CLASSIFY,
        N_("A product"),
        N_(
            "The model has just read this description, without its label. The bars are its own "
            "probability for each category: a long one means that it is sure."
        ),
        ("classify",),
    ),
    Step(
        entrance.CLASSIFY,
        N_("The reasons"),
        N_(
            "Vitrine leaves words out and asks again. Blue words pull towards the answer, orange ones "
            "away from it; the sentence in front says how far to trust that."
        ),
        ("classify", "explain"),
    ),
    Step(
        entrance.RESULTS,
        N_("The results"),
        N_(
            "Once a catalogue is sorted, this page says how often the model is right, what it mixes "
            "up, and what is better left to people. Then see it with a file of your own."
        ),
    ),
)


def offer() -> None:
    """The button that begins it."""
    if st.button(_("Show me"), type="primary", icon=":material/play_circle:"):
        upload.use_sample()
        tour_state.begin()
        st.switch_page(STEPS[0].page)


def bar(page: str) -> None:
    """On top of every page while the tour is on; `page` is the path of the one that is shown."""
    number = tour_state.step(len(STEPS))
    tour_state.write_address(number)
    if number is None:
        return
    step = STEPS[number - 1]
    with st.container(border=True, key="tour"):
        said, ways = st.columns([7, 4], vertical_alignment="center")
        with said:
            st.markdown(
                _(
                    "**{number} of {all} · {title}**  \n{sentence}",
                    number=number,
                    all=len(STEPS),
                    title=_(step.title),
                    sentence=_(step.sentence, products=_products()),
                )
                if page == step.page
                else _("The tour waits at “{title}”.", title=_(step.title))
            )
        with ways, st.container(horizontal=True, horizontal_alignment="right", gap="small"):
            _ways(number, page)


def _products() -> int:
    loaded = state.catalog()
    return loaded.profile.rows if loaded is not None else 0


def _ways(number: int, page: str) -> None:
    if page != STEPS[number - 1].page:
        if st.button(_("Go on with the tour"), type="primary", key="tour_on"):
            _go(number)
    else:
        if number > 1 and st.button(_("Back"), key="tour_back"):
            _go(number - 1)
        if number < len(STEPS):
            if st.button(_("Next"), type="primary", key="tour_next"):
                _go(number + 1)
        elif st.button(_("Use my file"), type="primary", key="tour_file"):
            tour_state.go_to(None)
            st.switch_page(entrance.DATASET)
    if st.button(_("End the tour"), type="tertiary", key="tour_end"):
        tour_state.go_to(None)
        st.rerun()


def _go(number: int) -> None:
    tour_state.go_to(number)
    if STEPS[number - 1].page == entrance.RESULTS:
        results_state.open_panel("results", "categories")
    st.switch_page(STEPS[number - 1].page)


def arrive(page: str) -> None:
    """Before a page of the tour is run: it works with the sample, and shows the tour's product."""
    number = tour_state.step(len(STEPS))
    if number is None or page != STEPS[number - 1].page:
        return
    loaded = state.catalog()
    if loaded is None or not loaded.is_sample:
        upload.use_sample()
        loaded = state.catalog()
    if loaded is None:
        return
    if tour_state.first_time("sort"):
        run_chooser.run_of_sample(engine.view(), loaded)
    if page == entrance.CLASSIFY and tour_state.first_time("product"):
        state.open_product(_product(loaded))


def _product(loaded: LoadedCatalog) -> str:
    return SHOWN if loaded.product(SHOWN) else loaded.catalog.ids[0]


def does(deed: Deed) -> bool:
    """Whether the tour does this now, instead of the visitor: once, on arriving, where the model is
    the demo model. Another one may take minutes, and is asked by a click."""
    number = tour_state.step(len(STEPS))
    if number is None or deed not in STEPS[number - 1].deeds or not engine.view().is_demo:
        return False
    return tour_state.first_time(deed)
