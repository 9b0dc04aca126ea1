"""Makes a run of a catalogue: its input is kept, its products become rows."""

from collections.abc import Sequence
from dataclasses import replace

from vitrine.catalog.model import Catalog
from vitrine.catalog.products import Descriptions
from vitrine.classify.prompt import PLAIN, PromptStyle, codes
from vitrine.jobs.choices import Mode, RunChoices
from vitrine.jobs.model import Kind, NewRow, NewRun, Run
from vitrine.jobs.selection import EVERYTHING, Selection
from vitrine.jobs.store import Store
from vitrine.llm.engines import ConnectedEngine


def choices_for(
    catalog: Catalog,
    engine: ConnectedEngine,
    categories: Sequence[str],
    mode: Mode = "fast",
    style: PromptStyle = PLAIN,
) -> RunChoices:
    """What a run of this catalogue with this engine is asked to do."""
    return RunChoices(
        engine=engine.kind,
        model=engine.model,
        mode=mode,
        seed=engine.seed,
        categories=tuple(categories),
        columns=catalog.columns,
        source=catalog.source,
        style=style,
    )


def start_run(
    store: Store,
    catalog: Catalog,
    data: bytes,
    choices: RunChoices,
    engine: ConnectedEngine,
    *,
    visitor: str,
    kind: Kind = "classify",
    selection: Selection = EVERYTHING,
) -> Run:
    """A new run of the products that are selected, waiting for a worker; `data` are the file's bytes.

    Raises `CategoriesUnusable` before anything is kept.
    """
    codes(choices.categories)
    digest = store.keep_input(catalog.source, data)
    new = NewRun(
        kind=kind,
        visitor=visitor,
        settings=replace(
            choices, columns=catalog.columns, source=catalog.source, more=selection.as_json()
        ).as_json(),
        model_digest=engine.digest,
        prompt_version=choices.style.version,
        input_digest=digest,
    )
    ids = catalog.ids
    chosen = selection.rows(len(ids))
    texts = Descriptions(catalog, chosen)
    return store.create(
        new, (NewRow(ids[row], text) for row, text in zip(chosen, texts, strict=True))
    )
