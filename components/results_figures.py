"""How right a run is: the headline figures with their intervals, and those of each category."""

from collections.abc import Sequence

import pandas as pd
import streamlit as st

from components import numerals, show
from components.i18n import _, language, n_, plain
from components.results_category_charts import categories_chart, interval
from components.results_data import Judged, figure
from vitrine.evaluate.figures import Figure
from vitrine.evaluate.metrics import Evaluation, evaluate


def evaluation(found: Judged) -> Evaluation:
    """All figures of correctness, kept until an answer or a label changes."""
    return figure(found, "evaluation", evaluate)


def headline(found: Judged) -> None:
    """Four figures with their intervals, and one sentence that says how they are meant."""
    figures = evaluation(found)
    with st.container(horizontal=True, key="results_figures"):
        for label, value, help_, is_share in headline_figures(figures):
            _metric(label, value, help_, is_share)
    show.explained(plain(headline_sentence(found, figures)))


def headline_figures(figures: Evaluation) -> tuple[tuple[str, Figure, str, bool], ...]:
    """The four: name, figure, what it says, and whether it is a share."""
    return (
        (_("Accuracy"), figures.accuracy, _("The share of answers that are the label."), True),
        (
            _("Balanced accuracy"),
            figures.balanced_accuracy,
            _("The mean of the categories’ own accuracies: each counts alike, however small."),
            True,
        ),
        (
            _("Macro-F1"),
            figures.macro_f1,
            _("The mean over the categories of F1, which falls with misses and false alarms."),
            False,
        ),
        (
            _("Adjusted Rand index"),
            figures.ari,
            _("How far answers and labels group alike: 1 fully, 0 as chance would."),
            False,
        ),
    )


def _metric(label: str, found: Figure, help_: str, is_share: bool) -> None:
    st.metric(
        label,
        written(found.value, is_share),
        delta=interval(found, is_share),
        delta_color="off",
        delta_arrow="off",
        help=help_,
        border=True,
    )


def written(value: float, is_share: bool) -> str:
    """A share as a percentage, another figure with three digits."""
    if is_share:
        return numerals.percent(value, language())
    return numerals.fixed(value, language(), 3)


def headline_sentence(found: Judged, figures: Evaluation) -> str:
    right = int(found.predictions.right.sum())
    told = n_(
        "{right} of {count} labelled product is answered rightly; intervals are 95 % (bootstrap).",
        "{right} of {count} labelled products are answered rightly; intervals are 95 % (bootstrap).",
        figures.labelled,
        right=right,
    )
    if figures.unanswered or figures.failed:
        told += " " + _(
            "{unanswered} without a category and {failed} without a reply count as wrong.",
            unanswered=figures.unanswered,
            failed=figures.failed,
        )
    missing = figures.products - figures.labelled
    if missing:
        told += " " + n_(
            "{count} product has no label and counts in none of these.",
            "{count} products have no label and count in none of these.",
            missing,
        )
    return told


def panel(found: Judged) -> None:
    """Each category, then the figures of the probabilities."""
    figures = evaluation(found)
    st.header(_("Each category"), anchor=False)
    show.chart(categories_chart(figures.per_category), "results_categories")
    _probabilities(figures)


def _probabilities(figures: Evaluation) -> None:
    """Log loss and its like; nothing where the server gave no numbers."""
    st.header(_("How good the probabilities are"), anchor=False)
    known = probability_figures(figures)
    if not known:
        st.markdown(_("Label only: the server gave no probabilities to judge."))
        return
    st.dataframe(figures_table(known), hide_index=True)


def probability_figures(figures: Evaluation) -> tuple[tuple[str, Figure, str, bool], ...]:
    """Those of the probabilities, as `headline_figures`; none where the server gave no numbers."""
    named = (
        (_("Log loss"), figures.log_loss, _("The surprise at the label: 0 is best, no upper end.")),
        (
            _("Brier score"),
            figures.brier,
            _("The squared distance between probabilities and label: 0 is best, 2 worst."),
        ),
        (
            _("Expected calibration error"),
            figures.ece,
            _("How far confidence and the share that is right lie apart: 0 is best."),
        ),
    )
    return tuple((name, value, says, False) for name, value, says in named if value is not None)


def figures_table(known: Sequence[tuple[str, Figure, str, bool]]) -> pd.DataFrame:
    """Figures with what they say, as text."""
    return pd.DataFrame(
        {
            _("Figure"): [name for name, *_rest in known],
            _("Value"): [written(value.value, share) for _name, value, _says, share in known],
            _("95 % interval"): [interval(value, share) for _name, value, _says, share in known],
            _("What it says"): [says for _name, _value, says, _share in known],
        }
    )
