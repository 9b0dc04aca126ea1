"""A text that speaks to the model: told beside the answer, and left out where that is wanted."""

from collections.abc import Sequence

import pandas as pd
import streamlit as st

from components import trust_state
from components.i18n import _, n_, plain, translate_markdown
from vitrine.classify.guard import guard
from vitrine.classify.prompt import STYLES, PromptStyle


def style() -> PromptStyle:
    """The switch, and how the question is to be put."""
    on = st.toggle(
        _("Leave out what speaks to the model"),
        key=trust_state.GUARDED,
        persist_state="session",
        help=_(
            "Orders to the model that stand in a description, marks of a chat and the like are cut "
            "before it is asked. A text without them is asked as it is."
        ),
    )
    return STYLES["cut" if on else "none"]


def warn(text: str, categories: tuple[str, ...], asked: PromptStyle) -> None:
    """Nothing for an honest text."""
    found = guard(text, categories)
    if not found.cuts:
        return
    reasons = " ".join(translate_markdown(warning) for warning in found.warnings)
    st.warning(f"{_told(asked)} {reasons}", icon=":material/gpp_maybe:")
    with st.expander(_("What it says to the model"), icon=":material/content_cut:"):
        st.markdown("\n".join(f"- {plain(cut.text)}" for cut in found.cuts))


def _told(asked: PromptStyle) -> str:
    if asked.cut:
        return _("This text speaks to the model. What does was left out before it was asked.")
    return _(
        "This text speaks to the model: do not trust the answer before you have read it, or leave out "
        "what speaks to the model and ask again."
    )


def noted(table: pd.DataFrame, texts: Sequence[str], categories: tuple[str, ...]) -> pd.DataFrame:
    """The table with a column of warnings, where a text of its rows deserves one."""
    found = [bool(guard(text, categories).cuts) for text in texts]
    if not any(found):
        return table
    st.markdown(
        ":orange[:material/gpp_maybe:] "
        + n_(
            "{count} product of this page speaks to the model: read it before you trust its answer.",
            "{count} products of this page speak to the model: read them before you trust their "
            "answers.",
            sum(found),
        )
    )
    return table.assign(
        **{_("Warning"): [_("speaks to the model") if one else "" for one in found]}
    )
