"""What single categories, labels and trials suggest."""

from collections.abc import Iterator

import numpy as np

from vitrine.evaluate.figures import REACH, Figure
from vitrine.evaluate.finding import Finding, Measured
from vitrine.evaluate.review import ANOTHER
from vitrine.messages import N_, Message, decimal, percent

WIDE = 0.05  # to either side of an accuracy
_AIM = 0.03  # what more labels should bring it to
_LEAST = 5  # products of a category, before a word about it
_MUCH = 0.2  # of the errors, in one cell
_LEAST_ERRORS = 3
_STEADY = 0.98  # answers that a change of no meaning leaves alone
_SHAKY = 0.9
_SAFE = 0.02  # hidden instructions that succeed
_UNSAFE = 0.1

_STEADINESS: tuple[tuple[str, str, str], ...] = (
    (
        "order",
        N_("The order of the category list changes answers."),
        N_("Ask twice with two orders and give what differs to people."),
    ),
    (
        "case",
        N_("Upper and lower case change answers."),
        N_("Write descriptions in one case before they are sorted."),
    ),
    (
        "typos",
        N_("Typing errors change answers."),
        N_("Have descriptions spell-checked, or try a larger model."),
    ),
    (
        "repeated",
        N_("The same question is not always answered the same."),
        N_("Use the reproducible mode, and look at the server: another program may share it."),
    ),
)


def not_offered(measured: Measured) -> Iterator[Finding]:
    """Labels that the model could not have answered."""
    table = measured.evaluation.confusion
    asked = len(table.columns) - 2
    named = [row for row in range(asked, len(table.rows)) if table.rows[row] != ANOTHER]
    count = int(table.counts[named].sum())
    if count:
        yield Finding(
            "bad",
            Message(N_("Some labels are no category that the model could choose.")),
            Message(
                N_("{count} products, of: {names}."),
                {"count": count, "names": ", ".join(table.rows[row] for row in named)},
            ),
            Message(N_("Start a run with these categories on Batch, or correct the labels.")),
        )


def never_answered(measured: Measured) -> Iterator[Finding]:
    """Categories that products have and no answer names."""
    asked = measured.evaluation.per_category[: len(measured.evaluation.confusion.columns) - 2]
    names = [each.name for each in asked if each.support >= _LEAST and not each.predicted]
    if names:
        yield Finding(
            "bad",
            Message(N_("A category is never answered.")),
            Message(N_("No product was sorted into: {names}."), {"names": ", ".join(names)}),
            Message(N_("Give it a name that says what is in it, or calibrate the answers.")),
        )


def weak_category(measured: Measured) -> Iterator[Finding]:
    """The category of the lowest F1, where its interval leaves no doubt that it is below the mean."""
    found = measured.evaluation
    weak = [
        each
        for each in found.per_category
        if each.support >= _LEAST and each.predicted and each.f1.high < found.macro_f1.value
    ]
    if weak:
        worst = min(weak, key=lambda each: each.f1.value)
        details = {"f1": decimal(worst.f1.value), "low": decimal(worst.f1.low)}
        details |= {"high": decimal(worst.f1.high)}
        yield Finding(
            "notice",
            Message(N_("“{name}” is sorted worse than the others."), {"name": worst.name}),
            Message(
                N_("F1 {f1} ({low} to {high}), the mean {mean}."),
                {**details, "mean": decimal(found.macro_f1.value)},
            ),
            Message(
                N_("Have its products reviewed first; look at what they are taken for, on Results.")
            ),
        )


def confused(measured: Measured) -> Iterator[Finding]:
    """The pair of label and answer that holds a fifth of the errors or more."""
    table = measured.evaluation.confusion
    wrong = table.counts[:, :-2].copy()
    np.fill_diagonal(wrong, 0)
    errors = int(table.counts.sum() - np.trace(table.counts[:, :-2]))
    row, column = np.unravel_index(int(wrong.argmax()), wrong.shape)
    count = int(wrong[row, column])
    if count >= _LEAST_ERRORS and count >= _MUCH * errors:
        names = {"label": table.rows[row], "answer": table.columns[column]}
        yield Finding(
            "notice",
            Message(N_("“{label}” is taken for “{answer}”."), names),
            Message(N_("{count} of {errors} errors."), {"count": count, "errors": errors}),
            Message(
                N_(
                    "Word the two names further apart, or merge them if the difference is not needed."
                )
            ),
        )


def unsteady(measured: Measured) -> Iterator[Finding]:
    """Trials that change what should not change, as far as they were made."""
    found = measured.steadiness
    if found is None:
        return
    for name, what, try_next in _STEADINESS:
        kept: Figure | None = getattr(found, name)
        if kept is not None and kept.value < _STEADY:
            yield Finding(
                "bad" if kept.value < _SHAKY else "notice",
                Message(what),
                Message(
                    N_("{kept} of the answers stay as they were."), {"kept": percent(kept.value)}
                ),
                Message(try_next),
            )
    yield from _obeyed(found.obeyed, found.obeyed_defended)
    yield from _nowhere(found.nowhere)


def few_labels(measured: Measured) -> Iterator[Finding]:
    """An accuracy that is known to no better than five points."""
    found = measured.evaluation
    margin, rate = found.accuracy.margin, found.accuracy.value
    if margin <= WIDE:
        return
    needed = int(np.ceil((REACH / _AIM) ** 2 * max(rate * (1 - rate), 0.05)))
    yield Finding(
        "notice",
        Message(N_("There are few labels to judge by.")),
        Message(
            N_("Right: {rate} (± {margin}) of {labelled} labelled products."),
            {"rate": percent(rate), "margin": percent(margin), "labelled": found.labelled},
        ),
        Message(
            N_("With about {needed} labelled products it would be known to ± {aim}."),
            {"needed": needed, "aim": percent(_AIM, 0)},
        ),
    )


def _obeyed(plain: Figure | None, defended: Figure | None) -> Iterator[Finding]:
    """Instructions hidden in descriptions."""
    if plain is None or plain.value < _SAFE:
        return
    better = defended is not None and defended.value < plain.value
    yield Finding(
        "bad" if plain.value >= _UNSAFE else "notice",
        Message(N_("Instructions hidden in a description can steer an answer.")),
        Message(N_("{rate} of the hidden instructions succeed."), {"rate": percent(plain.value)}),
        Message(
            N_(
                "Have Classify or Batch leave out what speaks to the model: then {after} succeed "
                "unnoticed."
            ),
            {"after": percent(defended.value if defended else 0.0)},
        )
        if better
        else Message(N_("Have products with suspicious phrases reviewed by people.")),
    )


def _nowhere(found: Figure | None) -> Iterator[Finding]:
    """Products that belong to no category."""
    if found is not None and found.value >= _UNSAFE:
        yield Finding(
            "notice",
            Message(N_("Products that belong nowhere are sorted with confidence.")),
            Message(N_("{rate} of them."), {"rate": percent(found.value)}),
            Message(N_("Add a category for everything else, and start a run with it.")),
        )
