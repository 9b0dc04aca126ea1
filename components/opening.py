"""A product of a run opened in Classify, with its catalogue and the run's categories."""

from dataclasses import replace

import streamlit as st

from components import runs, state, trust_state, upload
from components.engine import settings
from components.loaded import LoadedCatalog
from vitrine.catalog.read import read_catalog
from vitrine.classify.categories import categories_of
from vitrine.errors import InputGone
from vitrine.jobs.answer_catalog import one_product
from vitrine.jobs.answer_parts import AnswerParts, parts_of
from vitrine.jobs.choices import RunChoices
from vitrine.jobs.export import input_of
from vitrine.jobs.model import Row, Run


def open_in_classify(run: Run, row: Row) -> None:
    """Goes there; raises `InputGone`, `AnswersGone`, `CatalogError`."""
    parts = parts_of(run)
    if parts is None:
        _use_catalogue_of(run)
        product_id = row.product_id
    else:
        product_id = _use_product(parts, run, row)
    loaded = state.catalog()
    own = categories_of(loaded.catalog if loaded else None)
    if own != RunChoices.of(run).categories:
        state.set_category_choice("default")
    trust_state.guard(RunChoices.of(run).style.cut)
    state.open_product(product_id)
    st.switch_page("pages/classify.py")


def _use_catalogue_of(run: Run) -> None:
    loaded, choices = state.catalog(), RunChoices.of(run)
    same = loaded is not None and loaded.catalog.digest == run.input_digest
    if same and loaded is not None and loaded.catalog.columns == choices.columns:
        return
    if upload.is_sample(run.input_digest) and upload.sample().catalog.columns == choices.columns:
        upload.use_sample()
        return
    catalog = input_of(runs.store(), run, settings())
    kept = runs.store().input(run.input_digest or "")
    state.set_catalog(LoadedCatalog(catalog, kept.data if kept else b""))


def _use_product(parts: AnswerParts, run: Run, row: Row) -> str:
    """Of a file that is too large, the one product is the catalogue; its id there."""
    choices, data = RunChoices.of(run), one_product(parts, row.position)
    if data is None:
        raise InputGone(id=run.id)
    catalog = read_catalog(data, choices.source, settings(), choices.columns)
    state.set_catalog(LoadedCatalog(replace(catalog, categories=choices.categories), data))
    return catalog.ids[0]
