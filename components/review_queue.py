"""In which order a reviewer looks at products, and which of them are left."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import streamlit as st

from components import numerals, results_data, review_state
from components.i18n import _, language
from components.review_state import Queue
from vitrine.evaluate import queue as queues
from vitrine.evaluate.ids import Ids
from vitrine.evaluate.predictions import Predictions
from vitrine.evaluate.queue import Places
from vitrine.evaluate.review import Review
from vitrine.jobs.model import Run


@dataclass(frozen=True)
class Waiting:
    """Places in the run's predictions, in order: all of the queue, and those left to this reviewer."""

    whole: Places
    left: Places

    @property
    def done(self) -> int:
        """How many of the queue this reviewer has said something of."""
        return len(self.whole) - len(self.left)


def waiting(
    run: Run, found: Predictions, reviews: Mapping[str, Sequence[Review]], reviewer: str
) -> Waiting:
    """Draws the chooser; the products put off in this session come last."""
    whole = _chosen(run, found)
    mine = {id_ for id_, given in reviews.items() if any(one.reviewer == reviewer for one in given)}
    ids = Ids.of(found.ids)
    left = whole[~ids.among(mine)[whole]]
    put_off = ids.among(review_state.passed(run.id))[left]
    return Waiting(whole, np.concatenate([left[~put_off], left[put_off]]))


def _chosen(run: Run, found: Predictions) -> Places:
    others = results_data.others(run, found)
    names: list[Queue] = ["least_sure", "random"]
    if others:
        names.insert(1, "disagreements")
    if review_state.threshold() is not None:
        names.insert(1, "threshold")
    review_state.settle_queue(names)
    chosen: Queue = st.segmented_control(
        _("Which products come first"),
        names,
        required=True,
        format_func=_names().__getitem__,
        key=review_state.QUEUE,
        wrap=True,
        persist_state="session",
    )
    if chosen == "disagreements":
        return _differing(run, found, others)
    if chosen == "random":
        return queues.drawn(found)
    limit = review_state.threshold()
    if chosen == "threshold" and limit is not None:
        return queues.below(found, limit)
    return queues.least_sure(found)


def _names() -> dict[Queue, str]:
    limit = review_state.threshold() or 0.0
    return {
        "least_sure": _("Least sure"),
        "threshold": _("Below {share}", share=numerals.percent(min(1.0, limit), language())),
        "disagreements": _("Disagreements"),
        "random": _("By chance"),
    }


def _differing(run: Run, found: Predictions, others: Mapping[str, str]) -> Places:
    other = st.selectbox(
        _("Disagreements with"),
        list(others),
        format_func=others.__getitem__,
        key=review_state.OTHER,
        persist_state="session",
    )
    there = results_data.beside(run, other)
    return queues.disagreements(found, there)
