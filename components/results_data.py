"""A run's answers and figures for a page: computed when they are first looked at, kept until an answer
or a review changes them, and never more than a few runs' at once."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar, cast

import streamlit as st

from components import runs
from components.batch_view import run_label
from components.engine import settings
from components.i18n import _
from vitrine.evaluate.predictions import Predictions
from vitrine.evaluate.review import LabelSource, label_names
from vitrine.evaluate.sample import YARDSTICK_MOST, sample
from vitrine.evaluate.yardstick import yardstick
from vitrine.jobs import reviews
from vitrine.jobs.judging import predictions_of, texts_of
from vitrine.jobs.model import Run
from vitrine.jobs.reviews import Stamp

YARDSTICK, CALIBRATED = "yardstick", "calibrated"
_FEW, _MANY = 6, 48  # runs' answers, and figures, that are kept for all visitors

T = TypeVar("T")


@dataclass(frozen=True)
class Judged:
    """A run's answers held against the labels of one source; `stamp` tells it from what it was before
    the next answer or review."""

    run: Run
    source: LabelSource
    stamp: Stamp
    predictions: Predictions


def answers(run: Run) -> Predictions:
    """The rows that have ended, with the file's labels; raises `InputGone`, `CatalogError`."""
    return _answers(run.id, reviews.answered(runs.store(), run))


def judged(run: Run, source: LabelSource) -> Judged:
    """The same, held against the labels that `source` names."""
    stamp = reviews.stamp(runs.store(), run)
    if source == "file":
        return Judged(run, source, stamp, _answers(run.id, stamp[:2]))
    return Judged(run, source, stamp, _judged(run.id, stamp, source))


def figure(found: Judged, name: str, compute: Callable[[Predictions], T], *about: object) -> T:
    """What `compute` makes of the answers, kept under `name` and what else it is `about`."""
    kept = _figure(
        name, about, found.run.id, found.stamp, found.source, lambda: compute(found.predictions)
    )
    return cast(T, kept)


def others(run: Run, found: Predictions) -> dict[str, str]:
    """What a run can be held beside, by name for people: the visitor's other runs of the same products,
    and the yardstick where labels of two categories are there to learn from."""
    beside = {one.id: run_label(one) for one in other_runs(run)}
    labels = found.labels[found.labelled]
    if len(labels) and labels.min() < labels.max():
        beside[YARDSTICK] = _("Yardstick: TF-IDF and a logistic regression")
    return beside


def other_runs(run: Run) -> tuple[Run, ...]:
    """The visitor's other runs of the same products; whoever only follows a run's address is shown
    none of its owner's others."""
    if run.visitor != runs.visitor():
        return ()
    return tuple(one for one in reviews.same_products(runs.store(), run) if one.id != run.id)


def beside(run: Run, name: str) -> Predictions:
    """The answers of one of `others`, with the file's labels; raises `VitrineError`."""
    if name == YARDSTICK:
        return _yardstick(run.id, reviews.answered(runs.store(), run))
    return answers(runs.store().run(name))


def run_of(run: Run, name: str) -> Run:
    """The run that a name stands for: this one for its own id and for what is made of it."""
    return run if name in (YARDSTICK, CALIBRATED, run.id) else runs.store().run(name)


def stamp_of(run: Run, name: str) -> Stamp:
    """Changes with every answer of the run that a name stands for."""
    return reviews.answered(runs.store(), run_of(run, name))


@st.cache_resource(show_spinner=False, max_entries=_FEW)
def _answers(run_id: str, ended: Stamp) -> Predictions:
    return predictions_of(runs.store(), runs.store().run(run_id), settings())


@st.cache_resource(show_spinner=False, max_entries=_FEW)
def _judged(run_id: str, stamp: Stamp, source: LabelSource) -> Predictions:
    run = runs.store().run(run_id)
    return reviews.judged_by(runs.store(), run, _answers(run_id, stamp[:2]), source)


@st.cache_resource(show_spinner=False, max_entries=_FEW)
def _yardstick(run_id: str, ended: Stamp) -> Predictions:
    """Cross-validated: each product is answered by a model that has not seen its label."""
    return yardstick_for(runs.store().run(run_id), _answers(run_id, ended))


def yardstick_for(run: Run, answers: Predictions) -> Predictions:
    """The yardstick's answers for these products, or for a sample of them; raises `NothingToLearn`."""
    found = sample(answers, YARDSTICK_MOST)
    return yardstick(found.ids, texts_of(runs.store(), run, found), label_names(found))


@st.cache_resource(show_spinner=False, max_entries=_MANY)
def _figure(
    name: str,
    about: tuple[object, ...],
    run_id: str,
    stamp: Stamp,
    source: LabelSource,
    _compute: Callable[[], Any],
) -> Any:
    """What it is about is all in what it is kept under: two runs never share a figure."""
    return _compute()
