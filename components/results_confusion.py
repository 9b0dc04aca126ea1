"""The confusion matrix, and the products of the cell that is chosen in it."""

from collections.abc import Mapping

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from components import results_figures, results_products, results_state, show
from components.i18n import _, n_
from components.results_confusion_charts import Squares, confusion_chart, largest_error
from components.results_data import Judged
from vitrine.evaluate.confusion import Confusion, products_in
from vitrine.evaluate.predictions import Predictions
from vitrine.evaluate.review import ANOTHER

MOST_ROWS = 30  # labels, those with the most products first
_Place = tuple[int, int]  # row and column of a square
_Cell = tuple[str, str]  # the same by their names, which stay when labels come and go


def panel(found: Judged) -> None:
    """A click on a square, or the list, chooses a cell; its products stand beside."""
    squares = squares_of(results_figures.evaluation(found).confusion, found.predictions)
    cells = _cells(squares)
    worst = largest_error(squares)
    first = next((cell for cell, place in cells.items() if place == worst), next(iter(cells)))
    results_state.settle_cell([first, *cells])
    left, right = st.columns([6, 5], gap="large")
    with left:
        st.header(_("What is taken for what"), anchor=False)
        _matrix(found, squares, cells)
    with right:
        chosen: _Cell = st.selectbox(
            _("Label → answer"),
            list(cells),
            format_func=lambda cell: _told(squares, cells[cell]),
            key=results_state.CELL,
            on_change=lambda: results_state.choose(results_state.CELL_PAGE, 1),
        )
        row, column = cells[chosen]
        places = _products(found.predictions, squares, row, column)
        results_products.products(found.run, found.predictions, places)


def _matrix(found: Judged, squares: Squares, cells: Mapping[_Cell, _Place]) -> None:
    key = results_state.chart_key("confusion", found.run.id, found.stamp, found.source)
    chosen = results_state.chosen_cell()
    st.caption(
        _(
            "Rows are labels, columns answers, under the letter that stands before each label. Choose "
            "a square to see its products."
        )
    )
    show.chart(
        confusion_chart(in_words(squares), cells.get(chosen) if chosen else None),
        key,
        on_click=lambda: results_state.click_cell(
            key, {place: cell for cell, place in cells.items()}
        ),
    )
    if len(squares.rows) == MOST_ROWS:
        st.caption(
            _("Of more labels, the {count} with the most products stand here.", count=MOST_ROWS)
        )


def squares_of(confusion: Confusion, answers: Predictions) -> Squares:
    """Rows with products alone."""
    support = confusion.counts.sum(axis=1)
    largest = sorted(range(len(support)), key=lambda row: -support[row])[:MOST_ROWS]
    rows = [row for row in sorted(largest) if support[row]]
    names = [confusion.rows[row] for row in rows]
    return Squares(names, confusion.columns, confusion.counts[rows], answers.asked)


def in_words(squares: Squares) -> Squares:
    """With the names that are not a catalogue's in the visitor's language."""
    columns = [*squares.columns[: squares.categories], _("None of these"), _("Failed")]
    rows = [_(ANOTHER) if name == ANOTHER else name for name in squares.rows]
    return Squares(rows, columns, squares.counts, squares.categories)


def _cells(squares: Squares) -> dict[_Cell, _Place]:
    """Those with products: the wrong ones first, the fullest first."""
    filled = [(int(row), int(column)) for row, column in np.argwhere(squares.counts)]
    ordered = sorted(
        filled, key=lambda place: (squares.is_right(*place), -squares.counts[place], place)
    )
    return {(squares.rows[row], _column(squares, column)): (row, column) for row, column in ordered}


def _column(squares: Squares, column: int) -> str:
    """A category's name, or one that no category has."""
    return squares.columns[column] if column < squares.categories else f"\0{column}"


def _told(squares: Squares, place: _Place) -> str:
    shown = in_words(squares)
    row, column = place
    return n_(
        "{label} → {answer}: {count} product",
        "{label} → {answer}: {count} products",
        int(squares.counts[place]),
        label=shown.rows[row],
        answer=shown.columns[column],
    )


def _products(answers: Predictions, squares: Squares, row: int, column: int) -> NDArray[np.intp]:
    """Their places, the surest first: a sure error tells most."""
    label = answers.categories.index(squares.rows[row])
    places = products_in(answers, label, column)
    confidence = np.nan_to_num(answers.confidence[places], nan=-1.0)
    return places[np.argsort(-confidence, kind="stable")]
