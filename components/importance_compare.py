"""An importance run beside another view of the same products: another run, or the yardstick."""

import streamlit as st

from components import runs, show, state
from components.i18n import _
from components.importance_charts import agreement_chart, difference_table
from components.importance_picture import Found
from components.importance_plan import run_name
from components.loaded import LoadedCatalog
from vitrine.classify.baseline import Baseline, fit_baseline
from vitrine.explain.agreement import Scores, agreement, scores
from vitrine.explain.importance import Explained, importance
from vitrine.explain.words import words
from vitrine.jobs.importance import Explaining, explained_rows, runs_of
from vitrine.jobs.model import Run

_YARDSTICK = "yardstick"


def panel(run: Run, found: Found, loaded: LoadedCatalog | None) -> None:
    """The chooser, the correlation for each category, and the words that differ most."""
    with st.expander(_("Compare with another view"), icon=":material/compare_arrows:"):
        others = {other.id: other for other in _comparable(run)}
        has_yardstick = loaded is not None and _is_of(run, loaded)
        options = [*([_YARDSTICK] if has_yardstick else []), *others]
        if not options:
            st.markdown(
                _(
                    "Nothing to compare with yet: load the catalogue of this run for the yardstick, or "
                    "explain the same products with another model."
                )
            )
            return
        chosen = st.selectbox(
            _("Compare with"),
            options,
            index=None,
            placeholder=_("Choose another view"),
            format_func=lambda name: (
                _("TF-IDF and a logistic regression, on the file’s own labels")
                if name == _YARDSTICK
                else run_name(others[name])
            ),
            key=state.IMPORTANCE_OTHER,
        )
        with show.errors_as_sentences():
            if chosen == _YARDSTICK and loaded is not None:
                _beside_yardstick(found, loaded)
            elif chosen in others:
                _beside_run(found, others[chosen])


def _comparable(run: Run) -> list[Run]:
    """This visitor's other runs over the same catalogue that have something to show."""
    catalogue = Explaining.of(run).catalogue
    return [
        other
        for other in runs_of(runs.store(), runs.visitor())
        if other.id != run.id
        and other.state in ("done", "paused", "cancelled")
        and Explaining.of(other).catalogue == catalogue
    ]


def _is_of(run: Run, loaded: LoadedCatalog) -> bool:
    return loaded.catalog.digest == Explaining.of(run).catalogue


def _beside_yardstick(found: Found, loaded: LoadedCatalog) -> None:
    columns = loaded.catalog.columns
    learnt = _baseline((loaded.catalog.digest, columns.text, columns.category), loaded)
    _shown(
        scores(importance(found.explained)), learnt.coefficients, _("the yardstick"), _("yardstick")
    )


def _beside_run(found: Found, other: Run) -> None:
    """Over the products that both explained."""
    theirs = explained_rows(runs.store().every_row(other.id))
    both = {item.product for item in found.explained} & {item.product for item in theirs}
    _shown(_means(found.explained, both), _means(theirs, both), _("the other run"), _("other run"))


def _means(explained: tuple[Explained, ...], products: set[str]) -> Scores:
    return scores(importance(item for item in explained if item.product in products))


def _shown(here: Scores, there: Scores, other: str, short: str) -> None:
    found = agreement(here, there)
    show.chart(agreement_chart(found, other), "importance_agreement")
    compared = [name for name, one in found.items() if one.words]
    if not compared:
        return
    state.settle_choice(state.IMPORTANCE_COMPARED, compared)
    category = st.selectbox(
        _("The words that differ most, of"), compared, key=state.IMPORTANCE_COMPARED
    )
    st.dataframe(difference_table(found[category], _("this run"), short), hide_index=True)


@st.cache_resource(show_spinner=False, max_entries=4)
def _baseline(content: tuple[str | None, ...], _loaded: LoadedCatalog) -> Baseline:
    """`content` tells one catalogue from another; raises `NothingToLearn`."""
    return fit_baseline(_loaded.products, _every_word)


def _every_word(text: str) -> list[str]:
    """As an explanation counts them, once for each place."""
    return [unit.text.casefold() for unit in words(text) for _span in unit.spans]
