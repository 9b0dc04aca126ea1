"""Runs of the kind 'trust': a row is a product, or a text from nowhere; its result is all that was
tried on it (`vitrine.evaluate.probing`)."""

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import Any

import numpy as np

from vitrine.catalog.model import Catalog, Product
from vitrine.classify.classifier import Classifier
from vitrine.evaluate.bias import Bias, Traits, biases, traits_of
from vitrine.evaluate.nowhere import foreign
from vitrine.evaluate.perturb import boilerplate
from vitrine.evaluate.predictions import UNKNOWN, Predictions, all_categories
from vitrine.evaluate.probing import (
    PROBES_VERSION,
    Plan,
    Questions,
    ToldToStop,
    calls_at_most,
    probe_product,
    probe_stray,
    read_through,
)
from vitrine.evaluate.trust import TrustFigures, figures
from vitrine.jobs.choices import RunChoices
from vitrine.jobs.export import input_of
from vitrine.jobs.handler import Answer, Stopped
from vitrine.jobs.importance import sorting_run
from vitrine.jobs.judging import predictions_of
from vitrine.jobs.model import NewRow, NewRun, Row, Run
from vitrine.jobs.starting import choices_for
from vitrine.jobs.store import Store
from vitrine.llm.client import ModelClient
from vitrine.llm.engines import ConnectedEngine
from vitrine.settings import Settings

SAMPLE, ATTACKS_EACH = 30, 4
REPEATED = 3  # products that are asked about ten times over
_MOST_SORTED = 20_000  # products
READ, READ_WORDS = 5, 60  # products that are read word by word, and how far


@dataclass(frozen=True)
class Wish:
    """Which products are to be tried, each with so many attacks. `boilerplate` are the catalogue's
    `shared_phrases`, where they are known; None: they are looked for."""

    catalog: Catalog
    products: tuple[Product, ...]
    attacks: int = ATTACKS_EACH
    seed: int = 0
    is_sample: bool = False
    repeated: int = REPEATED
    read: int = READ
    boilerplate: tuple[str, ...] | None = None


@dataclass(frozen=True)
class Trying:
    """What a trust run has beside the choices of every run. The first `products` rows are products,
    the others come from nowhere; `labels` and `traits` are the products', in the rows' order. `key` is
    equal for runs that ask the same; `catalogue` is the sha256 of the file's bytes."""

    key: str
    catalogue: str
    is_sample: bool
    products: int
    attacks: int
    repeated: int
    read: int
    boilerplate: tuple[str, ...]
    labels: tuple[str | None, ...]
    traits: Traits = field(default_factory=Traits)

    @classmethod
    def of(cls, run: Run) -> "Trying":
        """What the run was made with."""
        kept = dict(RunChoices.of(run).more)
        lists = {name: tuple(kept[name]) for name in ("boilerplate", "labels")}
        cells = {name: tuple(own) for name, own in kept["traits"]["cells"].items()}
        traits = Traits(kept["traits"]["columns"], cells)
        return cls(**{**kept, **lists, "traits": traits})

    def plan(self, position: int, seed: int) -> Plan | None:
        """What is tried on a row; None for one from nowhere."""
        if position >= self.products:
            return None
        return Plan(
            turn=position,
            attacks=self.attacks,
            seed=seed,
            boilerplate=self.boilerplate,
            repeated=position < self.repeated,
            read=READ_WORDS if position < self.read else 0,
        )


def shared_phrases(catalog: Catalog) -> tuple[str, ...]:
    """Those that many products of the whole catalogue have."""
    return boilerplate(catalog.frame[catalog.columns.text].tolist())


def trying(wish: Wish, classifier: Classifier) -> Trying:
    """What a run of this wish would be made with; raises `ModelError`."""
    made = Trying(
        key="",
        catalogue=wish.catalog.digest,
        is_sample=wish.is_sample,
        products=len(wish.products),
        attacks=wish.attacks,
        repeated=wish.repeated,
        read=wish.read,
        boilerplate=shared_phrases(wish.catalog) if wish.boilerplate is None else wish.boilerplate,
        labels=tuple(product.category for product in wish.products),
        traits=traits_of(wish.catalog, [product.id for product in wish.products]),
    )
    asked = [[product.id, product.description] for product in wish.products]
    told = [_told(classifier), wish.seed, asdict(made), asked]
    return replace(made, key=_digest(told))


def begin(
    store: Store, visitor: str, engine: ConnectedEngine, classifier: Classifier, wish: Wish
) -> Run:
    """A new run, waiting for a worker; raises `ModelError`."""
    choices = replace(
        choices_for(wish.catalog, engine, classifier.categories, mode="reproducible"),
        seed=wish.seed,
        more=asdict(trying(wish, classifier)),
    )
    origin = classifier.provenance()
    new = NewRun("trust", visitor, choices.as_json(), origin.model_digest, origin.prompt_version)
    products = [NewRow(one.id, one.description) for one in wish.products]
    strays = [NewRow(stray.id, stray.text) for stray in foreign(classifier.categories)]
    return store.create(new, [*products, *strays])


class Trier:
    """The work of such a run at one server: everything that is tried on one product."""

    def __init__(self, run: Run, client: ModelClient) -> None:
        choices = RunChoices.of(run)
        self._client, self._seed = client, choices.seed
        self._classifier = Classifier(client, choices.categories)
        self._trying = Trying.of(run)
        self._route = self._classifier.route

    def cache_key(self, row: Row) -> str:
        """Equal for the same questions about the same text, in whatever run."""
        plan = self._trying.plan(row.position, self._seed)
        return _digest([_told(self._classifier), plan and asdict(plan), " ".join(row.text.split())])

    def answer(self, row: Row, stopped: Callable[[], bool]) -> Answer:
        """Tries everything; raises `ModelError`, and `Stopped` before its end."""
        plan = self._trying.plan(row.position, self._seed)
        ask = Questions(self._client, self._classifier.categories, self._route, stopped)
        try:
            if plan is None:
                found = probe_stray(ask, row.text)
            else:
                found = probe_product(ask, row.text, plan)
                if plan.read:
                    found["words"] = read_through(self._client, row.text, plan.read)
        except ToldToStop:
            raise Stopped from None
        category, probability, _outside = found["plain"]
        return Answer(
            {**found, "calls": ask.calls, "judged": ask.judged, "malformed": ask.malformed},
            label=category,
            score=probability,
            calls=ask.calls + len(found.get("words", ())),
            tokens_computed=ask.tokens_computed,
            tokens_cached=ask.tokens_cached,
        )


@dataclass(frozen=True)
class Found:
    """What a run has found so far: its products' rows and their labels, and its figures."""

    rows: tuple[Row, ...]
    labels: tuple[str | None, ...]
    figures: TrustFigures


def found_in(run: Run, rows: Iterable[Row]) -> Found:
    """The figures of the rows that have been answered."""
    made = Trying.of(run)
    done = [row for row in rows if row.result is not None]
    own = tuple(row for row in done if row.position < made.products)
    strays = [row.result for row in done if row.position >= made.products and row.result]
    labels = tuple(made.labels[row.position] for row in own)
    results = [row.result for row in own if row.result is not None]
    return Found(own, labels, figures(results, labels, strays))


def biases_in(run: Run, found: Found) -> tuple[Bias, ...]:
    """Brands and prices of the products that have been tried, by their answers as they are."""
    made, choices = Trying.of(run), RunChoices.of(run)
    traits = Traits(
        made.traits.columns,
        {
            name: [cells[row.position] for row in found.rows]
            for name, cells in made.traits.cells.items()
        },
    )
    return biases(_predictions(choices, found), traits)


def biases_of_sorting(
    store: Store, visitor: str, run: Run, settings: Settings
) -> tuple[Bias, ...] | None:
    """The same of all products that the visitor has had sorted, which are more; None where none has
    been, or too many to go through while a page waits. Raises `InputGone`, `CatalogError`."""
    sorting = sorting_run(store, visitor, Trying.of(run).catalogue)
    if sorting is None or sorting.total > _MOST_SORTED:
        return None
    found = predictions_of(store, sorting, settings)
    return biases(found, traits_of(input_of(store, sorting, settings), found.ids))


def _predictions(choices: RunChoices, found: Found) -> Predictions:
    """Of the plain answers category and probability are kept: enough to compare groups by."""
    names = all_categories(choices.categories, found.labels)
    place: dict[str | None, int] = {name: number for number, name in enumerate(names)}
    plain = [row.result["plain"] for row in found.rows if row.result is not None]
    answers = np.array([place.get(answer[0], UNKNOWN) for answer in plain], np.int32)
    probabilities = np.full((len(plain), len(choices.categories)), np.nan)
    for row, (answer, (_category, probability, _outside)) in enumerate(
        zip(answers, plain, strict=True)
    ):
        if answer != UNKNOWN and probability is not None:
            probabilities[row, answer] = probability
    return Predictions(
        name=choices.model,
        categories=names,
        asked=len(choices.categories),
        ids=tuple(row.product_id for row in found.rows),
        positions=np.array([row.position for row in found.rows], np.int64),
        labels=np.array([place.get(label, UNKNOWN) for label in found.labels], np.int32),
        answers=answers,
        failed=np.zeros(len(plain), np.bool_),
        probabilities=probabilities,
        outside=np.array([np.nan if one[2] is None else one[2] for one in plain]),
        words=np.array([len(row.text.split()) for row in found.rows], np.int32),
        seconds=np.array([row.seconds for row in found.rows]),
        tokens=np.array([row.tokens_computed for row in found.rows], np.int64),
    )


def runs_of(store: Store, visitor: str) -> tuple[Run, ...]:
    """The visitor's runs of this kind, the newest first."""
    return tuple(run for run in store.runs_of(visitor) if run.kind == "trust")


def same_run(store: Store, visitor: str, key: str) -> Run | None:
    """The visitor's newest run that asked the same and was not called off."""
    same = (run for run in runs_of(store, visitor) if Trying.of(run).key == key)
    return next((run for run in same if run.state != "cancelled"), None)


def most_calls(made: Trying, texts: Sequence[str], strays: int) -> int:
    """Model calls at most: what one product is asked twice in the same words is asked once."""
    plans = [plan for place in range(made.products) if (plan := made.plan(place, 0))]
    steps = sum(
        2 * min(plan.read, len(text.split())) for plan, text in zip(plans, texts, strict=True)
    )
    return sum(map(calls_at_most, plans)) + steps + strays


def _told(classifier: Classifier) -> list[object]:
    origin = classifier.provenance()
    model = [origin.model_digest, origin.prompt_version, origin.route, dict(origin.options)]
    return [PROBES_VERSION, *model, list(classifier.categories)]


def _digest(value: object) -> str:
    return hashlib.sha256(json.dumps(value, sort_keys=True).encode()).hexdigest()


def words_of(row: Row) -> list[tuple[str, float, bool]]:
    """A product's surprises, where it was read word by word."""
    result: Mapping[str, Any] = row.result or {}
    return [(str(text), float(nats), bool(least)) for text, nats, least in result.get("words", ())]
