"""A run beside another one of the same products, beside itself calibrated, or beside the yardstick."""

from collections.abc import Sequence
from typing import Literal

import numpy as np
import pandas as pd
import streamlit as st

from components import results_data, results_state, runs, show
from components.batch_view import run_title
from components.i18n import _, one_line, plain
from components.opening import open_in_classify
from components.results_compare_charts import agreement_chart, right_chart, standings_chart
from components.results_data import CALIBRATED, YARDSTICK, Judged, figure
from components.sample_note import sample_note
from vitrine.evaluate.calibration import calibrations
from vitrine.evaluate.compare import Comparison, Standing, compare, pair, standing
from vitrine.evaluate.ids import Places
from vitrine.evaluate.predictions import Predictions
from vitrine.evaluate.review import answer_name, label_name
from vitrine.evaluate.sample import sample
from vitrine.jobs import browsing

_MOST_STANDINGS = 6  # runs in the plot besides this one
_MOST_ROWS = 500
Which = Literal["all", "first", "second", "neither"]


def panel(found: Judged) -> None:
    """The chooser, where the two agree, who is right, where they differ, what quality costs."""
    others = _others(found)
    if not others:
        show.hint(
            _(
                "Nothing to compare with yet: sort the same catalogue with another model on Batch. "
                "Where a catalogue has labels, the yardstick stands here too."
            ),
            ":material/compare_arrows:",
        )
        return
    results_state.settle(results_state.OTHER, list(others))
    name = st.selectbox(
        _("Compare with"),
        list(others),
        format_func=others.__getitem__,
        key=results_state.OTHER,
    )
    with show.loading(_("Comparing…"), 420):
        first, second = _pair(found, name)
        if not len(first):
            show.hint(
                _("These two runs share no product that both have answered."), ":material/compare:"
            )
            return
        facts = figure(
            found, "compare", lambda _answers: compare(first, second), _about(found, name)
        )
    sample_note(found.predictions, len(first) if name in (YARDSTICK, CALIBRATED) else None)
    _side_by_side(facts)
    _differing(found, facts, first, second)
    if first.labelled.any():
        _standings(found, [other for other in others if other != CALIBRATED])


def _others(found: Judged) -> dict[str, str]:
    others = results_data.others(found.run, results_data.answers(found.run))
    numbers = found.predictions.confidence[found.predictions.labelled]
    if np.isfinite(numbers).any():
        others[CALIBRATED] = _("This run, calibrated on the batch")
    return others


def _about(found: Judged, name: str) -> tuple[object, ...]:
    """What besides this run's stamp a comparison depends on."""
    return (name, *results_data.stamp_of(found.run, name))


def _pair(found: Judged, name: str) -> tuple[Predictions, Predictions]:
    """Both over the products that both have answered, held against this run's labels."""
    if name == CALIBRATED:
        tried = figure(found, "calibrations", lambda one: calibrations(sample(one), None), False)
        other = next(one.predictions for one in tried if one.name == "batch")
    else:
        other = results_data.beside(found.run, name)
    return pair(found.predictions, other)


def _side_by_side(facts: Comparison) -> None:
    left, right = st.columns([6, 5], gap="large")
    with left:
        st.subheader(_("Where they agree"), anchor=False)
        st.caption(
            _("Rows are this run’s answers, columns the other’s, under the letters of the rows.")
        )
        show.chart(agreement_chart(facts), "results_agreement")
    with right:
        st.subheader(_("Who is right"), anchor=False)
        show.chart(right_chart(facts), "results_right")


def _differing(found: Judged, facts: Comparison, first: Predictions, second: Predictions) -> None:
    st.subheader(_("Where they differ"), anchor=False)
    if not len(facts.differing):
        st.markdown(_("Nowhere: they give the same answers."))
        return
    places = _of_kind(facts, first, second)
    table = differing_table(first, second, places[:_MOST_ROWS].tolist())
    picked = st.dataframe(
        table,
        hide_index=True,
        on_select="rerun",
        selection_mode="single-row",
        key=results_state.chart_key("differing", found.run.id, found.stamp, places.tobytes()),
        height=min(320, 40 + 35 * max(1, len(table))),
    )
    if len(places) > _MOST_ROWS:
        st.caption(_("The first {count} stand here.", count=_MOST_ROWS))
    rows = picked["selection"]["rows"]
    chosen = int(places[rows[0]]) if rows and rows[0] < len(places) else None
    if chosen is None:
        st.caption(_("Choose a row at its left edge to open its product in Classify."))
        return
    name = plain(first.ids[chosen])
    if st.button(_("Open {product} in Classify", product=name), icon=":material/label:"):
        with show.errors_as_sentences():
            position = int(first.positions[chosen])
            open_in_classify(found.run, browsing.rows_at(runs.store(), found.run, [position])[0])


def _of_kind(facts: Comparison, first: Predictions, second: Predictions) -> Places:
    """The differing products, of those that one alone has right where labels are there."""
    if not first.labelled.any():
        return facts.differing
    kinds: dict[Which, np.ndarray] = {
        "all": np.ones(len(first), np.bool_),
        "first": first.right & ~second.right,
        "second": second.right & ~first.right,
        "neither": first.labelled & ~first.right & ~second.right,
    }
    names: dict[Which, str] = {
        "all": _("All"),
        "first": _("This run is right"),
        "second": _("The other is right"),
        "neither": _("Neither is right"),
    }
    kept = {kind: facts.differing[mask[facts.differing]] for kind, mask in kinds.items()}
    chosen: Which = st.segmented_control(
        _("Which of them"),
        list(kinds),
        default="all",
        required=True,
        format_func=lambda kind: f"{names[kind]} · {len(kept[kind])}",
        key=results_state.DIFFERING,
        label_visibility="collapsed",
        wrap=True,
        persist_state="session",
    )
    return kept[chosen]


def differing_table(first: Predictions, second: Predictions, places: Sequence[int]) -> pd.DataFrame:
    """Products with both answers, and their labels where there are any."""
    labels = [label_name(first, place) for place in places]
    none = _("None of these")
    columns: dict[str, list[object]] = {
        _("Product"): [one_line(first.ids[place]) for place in places],
        _("This run"): [answer_name(first, place) or none for place in places],
        _("The other"): [answer_name(second, place) or none for place in places],
    }
    if any(labels):
        columns[_("Label")] = list(labels)
    return pd.DataFrame(columns)


def _standings(found: Judged, others: Sequence[str]) -> None:
    st.subheader(_("What quality costs"), anchor=False)
    shown = [name for name in others if name != YARDSTICK][:_MOST_STANDINGS]
    shown += [name for name in others if name == YARDSTICK]
    own = (_name(found, found.run.id), figure(found, "standing", standing))
    shared = [name for name in shown if _pair(found, name)[1].labelled.any()]
    beside = [(_name(found, name), _stands(found, name)) for name in shared]
    show.chart(standings_chart([own, *beside]), "results_standings")
    st.caption(_("Each over the products that both it and this run have answered."))


def _stands(found: Judged, name: str) -> Standing:
    return figure(
        found,
        "standing beside",
        lambda _answers: standing(_pair(found, name)[1]),
        _about(found, name),
    )


def _name(found: Judged, name: str) -> str:
    """Short: what tells one run of the same products from another is its model."""
    if name == YARDSTICK:
        return _("Yardstick")
    return run_title(results_data.run_of(found.run, name))
