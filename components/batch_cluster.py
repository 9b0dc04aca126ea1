"""A run on the cluster: which of the shared folder's files, and its start. Nothing of it is on a page
where the settings name no cluster."""

import secrets
from pathlib import Path

import streamlit as st

from components import run_state, runs, show
from components.engine import EngineView, settings
from components.i18n import _, plain
from vitrine.classify.categories import categories_of
from vitrine.cluster.driver import create_run
from vitrine.cluster.plan import ENDINGS, plan
from vitrine.jobs.choices import Mode

OUTPUT = "vitrine-runs"  # beneath the shared folder


def panel(view: EngineView, mode: Mode) -> None:
    """The files to choose from, and the button."""
    address, folder = settings().cluster, settings().cluster_data
    if address is None or folder is None or view.engine is None:
        return
    with st.expander(_("On the cluster"), icon=":material/lan:"):
        names = shared(folder)
        st.markdown(
            _(
                "A file or a folder that is too large for this machine is dealt out to the cluster at "
                "{address}. Its answers are kept beside it, as Parquet.",
                address=plain(address),
            )
        )
        if not names:
            st.markdown(
                _("There is no CSV or Parquet file in {folder}.", folder=plain(str(folder)))
            )
            return
        name = st.selectbox(_("In the shared folder"), names)
        if st.button(_("Start on the cluster"), icon=":material/lan:"):
            with show.errors_as_sentences():
                _start(view, folder, name, address, mode)


def shared(folder: Path) -> list[str]:
    """The files of the shared folder, and its folders that hold some: names alone, so that no path
    leads out of it."""
    if not folder.is_dir():
        return []
    found = [one for one in folder.iterdir() if one.name != OUTPUT and one.name[0] not in "._"]
    return sorted(one.name for one in found if _is_input(one))


def _is_input(path: Path) -> bool:
    if path.is_dir():
        return any(one.suffix.lower() in ENDINGS for one in path.iterdir())
    return path.suffix.lower() in ENDINGS


def _start(view: EngineView, folder: Path, name: str, address: str, mode: Mode) -> None:
    assert view.engine is not None  # the panel is not drawn without one
    with st.spinner(_("Reading {name} through once…", name=plain(name))):
        found = plan(folder / name, settings())
        run = create_run(
            runs.store(),
            found,
            view.engine,
            categories_of(found.sample),
            folder / OUTPUT / secrets.token_hex(8),
            address,
            visitor=runs.visitor(),
            mode=mode,
        )
    runs.wake()
    run_state.open_run("classify", run.id)
    st.rerun()
