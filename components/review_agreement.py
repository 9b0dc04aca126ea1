"""How far reviewers agree, with each other, with the file and with the model; and the file to keep."""

from collections.abc import Callable, Mapping, Sequence
from itertools import combinations

import numpy as np
import pandas as pd
import streamlit as st

from components import runs, show
from components.i18n import _, n_
from components.review_charts import Pair, kappa_chart
from vitrine.evaluate.agreement import kappa
from vitrine.evaluate.ids import Ids
from vitrine.evaluate.predictions import Predictions
from vitrine.evaluate.review import ANOTHER, CRITERIA, Review, answer_name, label_name
from vitrine.jobs import reviews
from vitrine.jobs.model import Run
from vitrine.jobs.review_export import reviews_csv

Given = Mapping[str, Sequence[Review]]


def panel(run: Run, found: Predictions) -> None:
    """Who has said what, the agreement of each two, the file."""
    given = reviews.reviews_of(runs.store(), run)
    said = [one for several in given.values() for one in several]
    if not said:
        show.hint(
            _("No product has been reviewed yet. Begin with those that are least sure."),
            ":material/rate_review:",
        )
        return
    st.subheader(_("Who has said what"), anchor=False)
    st.markdown(
        n_(
            "{count} product has been reviewed. For its label, Results takes the category that most "
            "reviewers give; a tie leaves the file’s.",
            "{count} products have been reviewed. For a product’s label, Results takes the category "
            "that most reviewers give; a tie leaves the file’s.",
            len(given),
        )
    )
    st.dataframe(reviewers_table(said), hide_index=True)
    st.subheader(_("How far they agree"), anchor=False)
    show.chart(kappa_chart(pairs(given, found)), "review_kappa")
    st.download_button(
        _("Keep the reviews as CSV"),
        data=lambda: reviews_csv(runs.store(), run),
        file_name=f"vitrine-reviews-{run.id[:8]}.csv",
        mime="text/csv",
        icon=":material/download:",
        on_click="ignore",
    )


def reviewers_table(said: Sequence[Review]) -> pd.DataFrame:
    """A line a reviewer: verdicts, and the mean of each criterion that was judged."""
    frame = pd.DataFrame([vars(one) for one in said])
    lines = []
    for name, own in frame.groupby("reviewer", sort=True):
        counts = own["verdict"].value_counts()
        means = {label: own[part].mean() for part, label in _criteria().items()}
        lines.append(
            {
                _("Reviewer"): name,
                _("Reviewed"): len(own),
                _("Right"): int(counts.get("right", 0)),
                _("Wrong"): int(counts.get("wrong", 0)),
                _("Unsure"): int(counts.get("unsure", 0)),
                **{
                    label: None if mean != mean else round(mean, 1) for label, mean in means.items()
                },
            }
        )
    return pd.DataFrame(lines).dropna(axis=1, how="all")


def _criteria() -> dict[str, str]:
    labels = (_("Usefulness"), _("Clarity"), _("Safety"), _("Agreement with intent"))
    return dict(zip(CRITERIA, labels, strict=True))


def pairs(given: Given, found: Predictions) -> list[Pair]:
    """Each two reviewers, and each with the file's labels and with the model's answers."""
    by_name: dict[str, dict[str, str]] = {}
    for id_, several in given.items():
        for one in several:
            if one.verdict != "unsure":
                by_name.setdefault(one.reviewer, {})[id_] = one.category or ANOTHER
    people = dict(sorted(by_name.items()))
    others = {
        _("The file"): _known(found, given, label_name),
        _("The model"): _known(found, given, answer_name),
    }
    two = list(combinations(people.items(), 2))
    two += [(one, other) for one in people.items() for other in others.items() if other[1]]
    return [Pair(first[0], second[0], kappa(first[1], second[1])) for first, second in two]


def _known(
    found: Predictions, given: Given, named: Callable[[Predictions, int], str | None]
) -> dict[str, str]:
    """Of the products that people have said something of."""
    places = np.flatnonzero(Ids.of(found.ids).among(given)).tolist()
    names = {found.ids[place]: named(found, place) for place in places}
    return {id_: name for id_, name in names.items() if name is not None}
