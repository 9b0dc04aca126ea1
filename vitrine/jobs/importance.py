"""Runs of the kind 'importance': a row is a product, its result the product's explanation in brief."""

from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass, replace

from vitrine.catalog.model import Catalog, Product
from vitrine.classify.classifier import Classifier
from vitrine.explain.choice import How
from vitrine.explain.importance import Explained
from vitrine.explain.local import BUDGET
from vitrine.explain.overall import explain_briefly, explained, result_key, run_key
from vitrine.jobs.choices import RunChoices
from vitrine.jobs.handler import Answer, Stopped
from vitrine.jobs.model import NewRow, NewRun, Row, RowState, Run
from vitrine.jobs.starting import choices_for
from vitrine.jobs.store import Store
from vitrine.llm.client import ModelClient
from vitrine.llm.engines import ConnectedEngine

_ANSWERED: tuple[RowState, ...] = ("answered",)


@dataclass(frozen=True)
class Wish:
    """Which products are to be explained; `budget` bounds the model calls for each, `how` says how
    they were chosen."""

    catalog: Catalog
    products: tuple[Product, ...]
    budget: int = BUDGET
    seed: int = 0
    how: How = "recurring"
    is_sample: bool = False


@dataclass(frozen=True)
class Explaining:
    """What an importance run has beside the choices of every run: `catalogue` is the sha256 of the
    file's bytes; `key` is equal for runs that ask the same."""

    key: str
    catalogue: str
    is_sample: bool
    budget: int
    how: How

    @classmethod
    def of(cls, run: Run) -> "Explaining":
        """What the run was made with."""
        return cls(**RunChoices.of(run).more)


def explaining(wish: Wish, classifier: Classifier) -> Explaining:
    """What a run of this wish would be made with; raises `ModelError`."""
    return Explaining(
        key=run_key(classifier, wish.products, wish.budget, wish.seed),
        catalogue=wish.catalog.digest,
        is_sample=wish.is_sample,
        budget=wish.budget,
        how=wish.how,
    )


def begin(
    store: Store, visitor: str, engine: ConnectedEngine, classifier: Classifier, wish: Wish
) -> Run:
    """A new run, waiting for a worker; raises `ModelError`."""
    choices = replace(
        choices_for(wish.catalog, engine, classifier.categories, mode="reproducible"),
        seed=wish.seed,
        more=asdict(explaining(wish, classifier)),
    )
    origin = classifier.provenance()
    new = NewRun(
        "importance", visitor, choices.as_json(), origin.model_digest, origin.prompt_version
    )
    return store.create(new, (NewRow(one.id, one.description) for one in wish.products))


class Explainer:
    """The work of such a run at one server: explains one product after the other."""

    def __init__(self, run: Run, client: ModelClient) -> None:
        choices = RunChoices.of(run)
        self._classifier = Classifier(client, choices.categories)
        self._budget, self._seed = Explaining.of(run).budget, choices.seed

    def cache_key(self, row: Row) -> str:
        """Equal for the same question about the same text, in whatever run."""
        return result_key(self._classifier, row.text, self._budget, self._seed)

    def answer(self, row: Row, stopped: Callable[[], bool]) -> Answer:
        """Explains; raises `NothingToExplain`, `ModelError`, and `Stopped` before its end."""
        found = explain_briefly(self._classifier, row.text, self._budget, self._seed, stopped)
        if found is None:
            raise Stopped
        return Answer(
            found,
            label=found["category"],
            calls=found["calls"],
            tokens_computed=found["tokens_computed"],
            tokens_cached=found["tokens_cached"],
        )


def runs_of(store: Store, visitor: str) -> tuple[Run, ...]:
    """The visitor's runs of this kind, the newest first."""
    return tuple(run for run in store.runs_of(visitor) if run.kind == "importance")


def same_run(store: Store, visitor: str, key: str) -> Run | None:
    """The visitor's newest run that asked the same and was not called off."""
    same = (run for run in runs_of(store, visitor) if Explaining.of(run).key == key)
    return next((run for run in same if run.state != "cancelled"), None)


def past_calls(store: Store, visitor: str, model_digest: str, budget: int) -> tuple[int, ...]:
    """What each explanation of the newest such run took, for an estimate; none where there is none."""
    for run in runs_of(store, visitor):
        if run.model_digest == model_digest and Explaining.of(run).budget == budget:
            rows = store.every_row(run.id, _ANSWERED)
            found = tuple(row.result["calls"] for row in rows if row.result is not None)
            if found:
                return found
    return ()


def sorting_run(store: Store, visitor: str, catalogue: str) -> Run | None:
    """The visitor's newest finished classification of the file with this sha256: where a file names
    no categories, products are chosen from those that the model put them into."""
    runs = store.runs_of(visitor)
    done = (run for run in runs if run.kind == "classify" and run.state == "done")
    return next((run for run in done if run.input_digest == catalogue), None)


def predictions(store: Store, run_id: str) -> dict[str, str | None]:
    """Each product's category in a classification, by the product's id."""
    return {row.product_id: row.label for row in store.every_row(run_id, _ANSWERED)}


def explained_rows(rows: Iterable[Row]) -> tuple[Explained, ...]:
    """What the answered rows say, in order."""
    return tuple(explained(row.product_id, row.result) for row in rows if row.result is not None)
