"""A visitor's file in, or the sample; what is wrong is said, and the catalogue before stays."""

import streamlit as st

from components import show, state
from components.engine import settings
from components.i18n import _
from components.loaded import LoadedCatalog
from vitrine.catalog.model import Columns
from vitrine.catalog.read import read_catalog, read_catalog_file
from vitrine.errors import CatalogError


@st.cache_resource(show_spinner=False)
def sample() -> LoadedCatalog:
    """The sample catalogue, read once for all visitors; raises `CatalogError`."""
    return LoadedCatalog(read_catalog_file(settings().sample_catalog, settings()), is_sample=True)


def chooser() -> None:
    """The drop zone and the sample's button."""
    file = st.file_uploader(
        _("Drop a product file: CSV, TSV, XLSX or Parquet"),
        key=state.UPLOADER,
        max_upload_size=settings().upload_limit_mb,
        help=_(
            "One product a row, with a column of descriptions. The delimiter, the encoding and the "
            "part of each column are found by themselves. The file stays on this machine."
        ),
    )
    if file is not None and state.is_new_upload(file.file_id):
        with st.spinner(_("Reading the file…")):
            _take(file.getvalue(), file.name)
    loaded = state.catalog()
    if loaded is None or not loaded.is_sample:
        st.button(_("Use the sample catalogue"), icon=":material/storefront:", on_click=use_sample)
    problem = state.upload_error()
    if problem is not None:
        show.error(problem)
        if state.catalog() is not None:
            st.caption(_("The catalogue from before stays in use."))


def use_sample() -> None:
    """Takes the sample catalogue."""
    try:
        state.set_catalog(sample())
    except CatalogError as error:
        state.set_upload_error(error.message)


def follow_address() -> None:
    """Takes the sample where the address names it and the session has no catalogue yet."""
    if state.catalog() is None and state.address_wants_sample():
        wanted = state.address_product()
        use_sample()
        state.write_address(wanted)


def _take(data: bytes, name: str) -> None:
    try:
        state.set_catalog(LoadedCatalog(read_catalog(data, name, settings())))
    except CatalogError as error:
        state.set_upload_error(error.message)


def column_roles(loaded: LoadedCatalog) -> None:
    """Which column plays which part, as guessed, to be corrected."""
    now, names = loaded.catalog.columns, [str(name) for name in loaded.catalog.table.frame.columns]
    st.markdown(_("Vitrine guessed what each column is. Correct it where it is wrong."))
    slots = iter(st.columns(4))

    def role(part: str, label: str, chosen: str | None, optional: bool = True) -> str | None:
        options = [None, *names] if optional else names
        with next(slots):
            return st.selectbox(
                label,
                options,
                index=options.index(chosen),
                format_func=lambda name: _("(none)") if name is None else name,
                key=state.role_key(part, loaded.catalog.digest),
            )

    wanted = Columns(
        text=role("text", _("Description"), now.text, optional=False) or now.text,
        category=role("category", _("Category"), now.category),
        id=role("id", _("Id"), now.id),
        name=role("name", _("Name"), now.name),
    )
    if wanted != now:
        try:
            state.set_catalog(loaded.rearranged(wanted))
        except CatalogError as error:
            show.error(error.message)
            return
        st.rerun()
