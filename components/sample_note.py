"""What stands where figures were found out on a few of very many products."""

import streamlit as st

from components.i18n import _
from vitrine.evaluate.predictions import Predictions


def sample_note(found: Predictions, used: int | None) -> None:
    """Says so where `used` products are fewer than were to be judged; None: all of them were used."""
    labelled = int(found.labelled.sum())
    if used is not None and used < min(labelled, len(found)):
        st.caption(
            _(
                "Computed on {used} of {count} labelled products, drawn at random.",
                used=used,
                count=labelled,
            )
        )
