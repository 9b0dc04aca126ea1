"""A run of kind "classify" as predictions to judge, beside the labels of its input."""

from collections.abc import Sequence

from vitrine.catalog.products import labels
from vitrine.classify.prediction import Prediction
from vitrine.evaluate.predictions import Predictions, gather
from vitrine.jobs.answer_judging import predictions_in
from vitrine.jobs.answer_parts import parts_of
from vitrine.jobs.answer_rows import texts_at
from vitrine.jobs.choices import RunChoices
from vitrine.jobs.export import input_of
from vitrine.jobs.model import ENDED, Run
from vitrine.jobs.results import prediction_of
from vitrine.jobs.selection import Selection
from vitrine.jobs.store import Store
from vitrine.settings import Settings


def predictions_of(store: Store, run: Run, settings: Settings) -> Predictions:
    """The rows that have ended, with the labels that the run's file gives them.

    Raises `InputGone`, `CatalogError` where the limits have been lowered since, `AnswersGone`, or
    `AnswersUnreadable`.
    """
    choices, parts = RunChoices.of(run), parts_of(run)
    if parts is not None:
        return predictions_in(parts, choices)
    given = labels(input_of(store, run, settings))
    places = Selection.of(choices.more).rows(len(given))
    rows, ids, texts, found_labels, found = [], [], [], [], list[Prediction]()
    for row in store.every_row(run.id, ENDED):
        prediction = prediction_of(run, row)
        assert prediction is not None  # a row that has ended has an answer or a reason
        rows.append(row.position)
        ids.append(row.product_id)
        texts.append(row.text)
        found_labels.append(given[places[row.position]])
        found.append(prediction)
    return gather(choices.model, choices.categories, ids, texts, found_labels, found, rows)


def texts_of(store: Store, run: Run, found: Predictions) -> Sequence[str]:
    """The texts of the products that `found` is about; more of the run may have ended since."""
    parts = parts_of(run)
    if parts is not None:
        return texts_at(parts, found.positions.tolist())
    texts = {row.position: row.text for row in store.every_row(run.id, ENDED)}
    return tuple(texts[position] for position in found.positions.tolist())
