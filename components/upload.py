"""A visitor's file in, or the sample; what is wrong is said, and the catalogue before stays."""

import streamlit as st

from components import show, state
from components.engine import settings
from components.i18n import _
from components.loaded import LoadedCatalog
from vitrine.catalog.model import Columns
from vitrine.catalog.read import digest_of, read_catalog, read_catalog_file
from vitrine.errors import CatalogError


@st.cache_resource(show_spinner=False)
def sample() -> LoadedCatalog:
    """The sample catalogue, read once for all visitors; raises `CatalogError`."""
    path = settings().sample_catalog
    return LoadedCatalog(read_catalog_file(path, settings()), path.read_bytes(), is_sample=True)


def is_sample(digest: str | None) -> bool:
    """Whether a file of this content is the sample catalogue; it is not read for that."""
    return digest is not None and digest == _sample_digest()


@st.cache_resource(show_spinner=False)
def _sample_digest() -> str | None:
    try:
        return digest_of(settings().sample_catalog.read_bytes())
    except OSError:
        return None


def chooser() -> None:
    """The drop zone and the sample's button."""
    st.html(_uploader_words())
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


def _uploader_words() -> str:
    """A style that has the drop zone speak the visitor's language: Streamlit has its words fixed.

    What a screen reader hears of it stays the widget's label, which is translated.
    """
    limit = _("or drop it here, up to {limit} MB", limit=settings().upload_limit_mb)
    zone = '[data-testid="stFileUploaderDropzone"]'
    words = (
        (f'{zone} [data-testid="stMarkdownContainer"] p', _("Choose a file")),
        (f'{zone} [data-testid="stFileUploaderDropzoneInstructions"] span', limit),
    )
    rules = (
        f"{where} {{ font-size: 0 !important; }} "
        f'{where}::after {{ content: "{text}"; font-size: 0.875rem; }}'
        for where, text in words
    )
    return f"<style>{' '.join(rules)}</style>"


def use_sample() -> None:
    """Takes the sample catalogue."""
    try:
        state.set_catalog(sample())
    except CatalogError as error:
        state.set_upload_error(error.message)


def _take(data: bytes, name: str) -> None:
    try:
        state.set_catalog(LoadedCatalog(read_catalog(data, name, settings()), data))
    except CatalogError as error:
        state.set_upload_error(error.message)


def column_roles(loaded: LoadedCatalog) -> None:
    """Which column plays which part, as guessed, to be corrected."""
    now, names = loaded.catalog.columns, [str(name) for name in loaded.catalog.table.frame.columns]
    st.markdown(_("Vitrine guessed what each column is. Correct it where it is wrong."))
    slots = iter(st.columns(4))

    def role(part: str, label: str, chosen: str | None, optional: bool = True) -> str | None:
        options = ["", *names] if optional else names  # a heading is never empty
        with next(slots):
            picked = st.selectbox(
                label,
                options,
                index=options.index(chosen or ""),
                format_func=lambda name: name or _("(none)"),
                key=state.role_key(part, loaded.catalog.digest),
            )
        return picked or None

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
