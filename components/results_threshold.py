"""The review threshold: how many answers to accept as they are, and how many to leave for people."""

from collections.abc import Iterator

import numpy as np
import streamlit as st

from components import numerals, results_state, review_state, show
from components.i18n import _, language, n_
from components.results_data import Judged, figure
from components.results_threshold_charts import threshold_chart
from vitrine.evaluate.predictions import Predictions
from vitrine.evaluate.threshold import ReviewCurve, ReviewPoint, curve

TARGETS = (0.9, 0.95, 0.98, 0.99, 0.995)
USUAL = 0.98


def panel(found: Judged) -> None:
    """The slider, what it means, the curve, and the way to review what is left."""
    st.header(_("What to leave to people"), anchor=False)
    found_curve = figure(found, "threshold", curve)
    if not len(found.predictions.confidence[~np.isnan(found.predictions.confidence)]):
        show.hint(
            _("The server gave no probabilities: no answer can be told to be surer than another."),
            ":material/label:",
        )
        return
    left, right = st.columns([2, 3], gap="large")
    with left:
        target, promised, chosen = _chosen(found, found_curve)
        if target is not None:
            for sentence in _about(target, promised, found_curve):
                st.markdown(sentence)
        st.caption(
            _(
                "Accepted is every answer with a probability of {threshold} or more; what has no "
                "answer is always left.",
                threshold=numerals.percent(min(1.0, chosen.threshold), language(), 2),
            )
        )
        _send(chosen)
    with right:
        show.chart(threshold_chart(found_curve, chosen), "results_threshold")


def _chosen(
    found: Judged, found_curve: ReviewCurve
) -> tuple[float | None, ReviewPoint | None, ReviewPoint]:
    """By the share that is to be right, which comes along with what it brings, or by the share that is
    accepted: what was moved last."""
    target = results_state.settle_target(USUAL, TARGETS)
    point = None
    if target is not None:
        point = figure(found, "target", lambda _answers: found_curve.for_target(target), target)
    if point is not None:
        results_state.choose(results_state.ACCEPTED, round(100 * point.accepted_share))
    accepted = st.slider(
        _("Accept automatically, in percent"),
        0,
        100,
        key=results_state.ACCEPTED,
        on_change=results_state.forget_target,
        persist_state="session",
    )
    st.segmented_control(
        _("Or so that this many are right"),
        TARGETS,
        format_func=_target,
        key=results_state.TARGET,
        wrap=True,
        persist_state="session",
    )
    results_state.write_target(target, accepted)
    return target, point, point or found_curve.at(threshold_for(found.predictions, accepted / 100))


def _about(target: float, promised: ReviewPoint | None, found_curve: ReviewCurve) -> Iterator[str]:
    """What is to be known of a choice by the share that is to be right."""
    wanted = _target(target)
    if promised is None or promised.right is None:
        yield _(
            "No threshold promises {target} on products that had no part in choosing it.",
            target=wanted,
        )
    elif found_curve.takes_all(promised):
        yield _("All answers together reach {target}: none has to be left.", target=wanted)
    elif promised.right.value < target:
        yield _(
            "That is a little less than {target}, by no more than chance may make it.",
            target=wanted,
        )
        if promised.surer is not None:
            yield n_(
                "To be sure of {target}, {count} product would have to be left.",
                "To be sure of {target}, {count} products would have to be left.",
                promised.surer.left_for_people,
                target=wanted,
            )
    else:
        yield _("Measured on products that had no part in choosing the threshold.")


def _target(rate: float) -> str:
    return numerals.percent(rate, language(), 1 if rate > 0.99 else 0)


def threshold_for(answers: Predictions, share: float) -> float:
    """The confidence from which on at least this share of all products is accepted; above 1 for
    none."""
    known = np.sort(answers.confidence[~np.isnan(answers.confidence)])[::-1]
    wanted = min(round(share * len(answers)), len(known))
    return float(known[wanted - 1]) if wanted else float(np.nextafter(1.0, 2.0))


def _send(chosen: ReviewPoint) -> None:
    label = (
        n_(
            "Send {count} product to Review",
            "Send {count} products to Review",
            chosen.left_for_people,
        )
        if chosen.left_for_people
        else _("Nothing to send to Review")
    )
    if st.button(label, icon=":material/rate_review:", disabled=not chosen.left_for_people):
        review_state.send_below(chosen.threshold)
        results_state.open_panel("review", "one-by-one")
        st.switch_page("pages/review.py")
