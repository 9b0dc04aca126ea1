"""`python -m vitrine trust`: how far a model's answers can be trusted, over a sample of a catalogue."""

import json
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer

from vitrine.catalog.model import Catalog
from vitrine.catalog.products import products
from vitrine.classify.categories import categories_of, unknown_to_demo
from vitrine.classify.classifier import Classifier
from vitrine.cli_runs import VISITOR, leave, resumed, work_off
from vitrine.evaluate.nowhere import foreign
from vitrine.evaluate.perplexity import reading
from vitrine.evaluate.trust import AttackFigures
from vitrine.explain.choice import choose
from vitrine.jobs.model import Run
from vitrine.jobs.store import Store, open_store
from vitrine.jobs.trust import (
    ATTACKS_EACH,
    READ,
    REPEATED,
    SAMPLE,
    Wish,
    begin,
    biases_in,
    found_in,
    most_calls,
    trying,
    words_of,
)
from vitrine.llm.engines import choose as choose_engine
from vitrine.log import configure
from vitrine.settings import LARGEST_SEED, Settings

Guard = Callable[[Callable[..., None]], Callable[..., None]]
Read = Callable[[Path], tuple[Settings, Catalog]]


def add_to(app: typer.Typer, guarded: Guard, read: Read) -> None:
    """Makes it a command of `app`; `guarded` ends it with a sentence, `read` reads its file."""

    @app.command(name="trust")
    @guarded
    def command(
        file: Annotated[Path | None, typer.Argument(help="A product file.")] = None,
        sample: Annotated[int, typer.Option(min=1, help="Products to try.")] = SAMPLE,
        attacks: Annotated[
            int, typer.Option(min=1, help="Hidden instructions tried on each product.")
        ] = ATTACKS_EACH,
        repeated: Annotated[
            int, typer.Option(min=0, help="Products asked about ten times over.")
        ] = REPEATED,
        reading: Annotated[
            int, typer.Option(min=0, help="Products whose description is read word by word.")
        ] = READ,
        seed: Annotated[
            int | None, typer.Option(min=0, max=LARGEST_SEED, help="Of all that is drawn.")
        ] = None,
        resume: Annotated[str | None, typer.Option(help="Go on with this run instead.")] = None,
        as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
    ) -> None:
        """Say how far the answers can be trusted: changed texts, hidden instructions, strange texts."""
        if (file is None) == (resume is None):
            raise typer.BadParameter("give either a FILE or --resume RUN")
        settings, catalog = (Settings.from_environment(), None) if file is None else read(file)
        configure(settings.log_level)
        store = open_store(settings)
        if catalog is None:
            run = resumed(store, resume or "", "trust")
        else:
            drawn = settings.seed if seed is None else seed
            chosen = choose(products(catalog), sample, drawn, "random")
            run = _begin(
                store,
                settings,
                Wish(catalog, chosen, attacks, drawn, repeated=repeated, read=reading),
            )
        run = work_off(store, settings, run)
        found = summary(store, run)
        typer.echo(json.dumps(found, ensure_ascii=False) if as_json else as_text(found))
        leave(run, f"trust --resume {run.id}")


def summary(store: Store, run: Run) -> dict[str, Any]:
    """What the run has found and spent, JSON-safe; shares with their 95 % intervals."""
    rows, progress = tuple(store.every_row(run.id)), store.progress(run.id)
    found = found_in(run, rows)
    figures, read = found.figures, reading([words_of(row) for row in found.rows])
    return {
        "run": run.id,
        "state": run.state,
        "reason": None if run.reason is None else str(run.reason),
        "model_digest": run.model_digest,
        "products": figures.products,
        "failed": progress.failed,
        "calls": progress.calls,
        "seconds": round(sum(row.seconds for row in rows), 1),
        "kept": {name: share.as_json() for name, share in figures.kept.items()},
        "attacks": {
            one.name: _attacks(one)
            for one in (figures.attacks, figures.known, figures.held_out, *figures.by_kind)
            if one is not None
        },
        "mentioned": figures.mentioned.as_json(),
        "right": {name: share.as_json() for name, share in figures.right.items()},
        "cost": dict(figures.cost),
        "false_alarms": figures.false_alarms.as_json(),
        "malformed": figures.malformed.as_json(),
        "repeats": figures.repeats
        and {"same": figures.repeats.same.as_json(), "spread": figures.repeats.spread},
        "nowhere": figures.nowhere
        and {**vars(figures.nowhere), "sure": figures.nowhere.sure.as_json()},
        "surprise": figures.surprise,
        "perplexity": read and asdict(read),
        "bias": [asdict(one) for one in biases_in(run, found)],
    }


def as_text(found: dict[str, Any]) -> str:
    """The summary for a terminal."""
    lines = [f"{found['products']} products, {found['calls']} model calls"]
    lines += ["", "answers that stayed as they were"]
    lines += [_line(name, share) for name, share in found["kept"].items()]
    for name, part in found["attacks"].items():
        lines += ["", f"hidden instructions that moved the answer: {name}"]
        lines += [_line(defence, share) for defence, share in part["moved"].items()]
    lines += ["", "right answers, by defence"]
    lines += [_line(name, share) for name, share in found["right"].items()]
    lines += ["", _line("false alarms", found["false_alarms"])]
    lines += [_line("malformed", found["malformed"])]
    if found["nowhere"]:
        lines += [_line("sure of nowhere", found["nowhere"]["sure"])]
    return "\n".join(lines)


def _line(name: str, share: dict[str, Any]) -> str:
    bounds = f"[{share['low']:.1%}, {share['high']:.1%}]"
    return f"  {name:<16} {share['share']:>6.1%}  {bounds} of {share['trials']}"


def _attacks(one: AttackFigures) -> dict[str, Any]:
    return {
        "moved": {name: share.as_json() for name, share in one.moved.items()},
        "changed": {name: share.as_json() for name, share in one.changed.items()},
        "flagged": one.flagged.as_json(),
    }


def _begin(store: Store, settings: Settings, wish: Wish) -> Run:
    engine = choose_engine(settings)
    categories = categories_of(wish.catalog)
    warning = unknown_to_demo(engine.model, categories)
    if warning is not None:
        typer.echo(str(warning), err=True)
    with engine.client() as client:
        asked = Classifier(client, categories)
        run = begin(store, VISITOR, engine, asked, wish)
        made = trying(wish, asked)
    texts = [product.description for product in wish.products]
    calls = most_calls(made, texts, len(foreign(categories)))
    typer.echo(f"run {run.id}: {made.products} products, {calls} model calls at most", err=True)
    return run
