"""The model's part of the bench: references and methods, product by product, each result kept.

One process works on its share of the products; a result that is kept is not computed again.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from bench.explain import measure, order
from bench.explain.figures import BASE, FIRST, SECOND, key_of
from bench.explain.kept import Kept, Key
from bench.explain.methods import Case, Method, all_methods, own_state
from bench.explain.model import InProcessModel
from bench.explain.reference import SLOTS, folder, is_kept, reference
from bench.explain.subjects import Subject
from vitrine.classify.classifier import PROBE, Classifier
from vitrine.explain.asking import Answers, likeliest
from vitrine.settings import Settings

Task = tuple[Subject, Method, int]  # with a seed


@dataclass(frozen=True)
class Plan:
    """What one process does; LIME's default explains those in `second` from a second seed too."""

    subjects: Sequence[Subject]
    methods: Sequence[str]
    second: Sequence[Subject]
    fresh: bool


def classifier(subjects: Sequence[Subject], slots: int = 1) -> Classifier:
    """The demo model in this process, its way to the answer fixed so that all methods share it."""
    model = InProcessModel(Settings.from_environment().demo_model, slots)
    return Classifier(model, subjects[0].categories, "direct")


def kept(asked: Classifier) -> Kept:
    """The results of this model."""
    return Kept(Path(folder(asked)) / "results.jsonl")


def chosen(names: Sequence[str]) -> list[Method]:
    """The methods with these names, the order's measurement among them."""
    known = all_methods() | {"order": order.order_method(own_state())}
    return [known[name] for name in names]


def references(subjects: Sequence[Subject]) -> None:
    """Asks for those that are not kept yet."""
    asked = classifier(subjects, SLOTS)
    for subject in subjects:
        if not is_kept(subject, asked):
            reference(subject, asked)
            print(f"reference: {subject.source} {subject.id}", flush=True)


def results(plan: Plan) -> None:
    """Runs every method on every product of the plan."""
    asked = classifier(plan.subjects)
    store = kept(asked)
    missing = [task for task in _tasks(plan) if plan.fresh or not store.get(_key(task))]
    for method in {task[1].name: task[1] for task in missing}.values():
        _warm_up(method, asked)
    for subject, method, seed in missing:
        run = order.run if method.name == "order" else measure.runner(method)
        store.add(_key((subject, method, seed)), run(subject, asked, seed))
        print(f"{method.name}, seed {seed}: {subject.source} {subject.id}", flush=True)


def _warm_up(method: Method, asked: Classifier) -> None:
    """Explains a short text, so that no product pays for what a package loads and compiles."""
    answers = Answers(asked)
    method.weigh(Case(PROBE, likeliest(answers.of(PROBE)), answers), FIRST)


def _key(task: Task) -> Key:
    subject, method, seed = task
    return key_of(method, subject, seed)


def _tasks(plan: Plan) -> Iterator[Task]:
    """The first seed everywhere, then the second, LIME's default last: what is dear comes late."""
    methods = chosen(plan.methods)
    for subject in plan.subjects:
        yield from ((subject, method, FIRST) for method in methods)
    again = [method for method in methods if method.name != "order"]
    for subject in plan.subjects:
        yield from ((subject, method, SECOND) for method in again if method.name != BASE)
    for subject in plan.second:
        yield from ((subject, method, SECOND) for method in again if method.name == BASE)
