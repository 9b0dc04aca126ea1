"""The Classify page's frame: whose categories are used, and what stands where no answer is yet."""

import streamlit as st

from components import show, state, upload
from components.category_plan import CategoryPlan, plan
from components.engine import EngineView
from components.i18n import _, translate_markdown
from components.loaded import LoadedCatalog
from vitrine.messages import Message


def chosen(loaded: LoadedCatalog | None, view: EngineView) -> CategoryPlan:
    """The categories in use, with what there is to know and to do about them."""
    catalog = loaded.catalog if loaded is not None else None
    prefer_default = state.category_choice() == "default"
    found = plan(catalog, prefer_default, view.engine.model if view.engine else "")
    if found.trouble is not None:
        show.error(found.trouble)
        st.caption(_("Meanwhile the seven categories of the sample are used."))
    if found.warning is not None:
        _warned(found.warning)
    if prefer_default and catalog is not None and catalog.categories:
        st.caption(_("The seven categories that the demo model knows are used."))
        st.button(
            _("Use the catalogue’s own categories"),
            on_click=lambda: state.set_category_choice("catalogue"),
            type="tertiary",
            icon=":material/undo:",
        )
    return found


def _warned(warning: Message) -> None:
    with st.container(border=True):
        st.markdown(":orange[:material/warning:] " + translate_markdown(warning))
        with st.container(horizontal=True):
            st.button(
                _("Use the seven it knows"), on_click=lambda: state.set_category_choice("default")
            )
            st.page_link(
                "pages/home.py", label=_("Switch to Llama 2"), icon=":material/swap_horiz:"
            )


def invite_sample() -> None:
    """A way to products for whoever has typed none."""
    st.button(
        _("Use the sample catalogue"),
        on_click=upload.use_sample,
        type="tertiary",
        icon=":material/storefront:",
    )


def invitation() -> None:
    """What will stand here."""
    show.hint(
        _(
            "The answer will stand here: a probability for each category, and what fell outside them."
        ),
        ":material/label:",
    )


def no_model(view: EngineView) -> None:
    """Why nothing can be asked, and what to do."""
    for trouble in view.health.troubles:
        st.error(
            f"{translate_markdown(trouble.what)}  \n{translate_markdown(trouble.mend)}",
            icon=":material/cloud_off:",
        )
