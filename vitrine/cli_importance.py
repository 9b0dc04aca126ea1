"""`python -m vitrine importance`: the words that pull towards each category, over many products."""

import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Annotated, Any

import typer

from vitrine.catalog.model import Catalog
from vitrine.catalog.products import products
from vitrine.classify.categories import categories_of, unknown_to_demo
from vitrine.classify.classifier import Classifier
from vitrine.cli_runs import VISITOR, leave, resumed, work_off
from vitrine.explain.choice import How, choose
from vitrine.explain.importance import WordImportance, away, importance, towards
from vitrine.explain.local import BUDGET, LEAST_BUDGET
from vitrine.explain.telling import most_telling
from vitrine.jobs.importance import Wish, begin, explained_rows
from vitrine.jobs.model import Run
from vitrine.jobs.store import Store, open_store
from vitrine.llm.engines import choose as choose_engine
from vitrine.log import configure
from vitrine.settings import LARGEST_SEED, Settings

SAMPLE = 70
_WORDS_SHOWN = 8
Guard = Callable[[Callable[..., None]], Callable[..., None]]
Read = Callable[[Path], tuple[Settings, Catalog]]


def add_to(app: typer.Typer, guarded: Guard, read: Read) -> None:
    """Makes it a command of `app`; `guarded` ends it with a sentence, `read` reads its file."""

    @app.command(name="importance")
    @guarded
    def command(
        file: Annotated[Path | None, typer.Argument(help="A product file.")] = None,
        sample: Annotated[int, typer.Option(min=1, help="Products to explain.")] = SAMPLE,
        budget: Annotated[
            int, typer.Option(min=LEAST_BUDGET, help="Model calls a product, at most.")
        ] = BUDGET,
        seed: Annotated[
            int | None, typer.Option(min=0, max=LARGEST_SEED, help="Of all that is drawn.")
        ] = None,
        random: Annotated[
            bool, typer.Option("--random", help="Draw the products, whatever their words.")
        ] = False,
        resume: Annotated[str | None, typer.Option(help="Go on with this run instead.")] = None,
        as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
    ) -> None:
        """Say which words pull towards each category, over many products."""
        if (file is None) == (resume is None):
            raise typer.BadParameter("give either a FILE or --resume RUN")
        settings, catalog = (Settings.from_environment(), None) if file is None else read(file)
        configure(settings.log_level)
        store = open_store(settings)
        if catalog is None:
            run = resumed(store, resume or "", "importance")
        else:
            how: How = "random" if random else "recurring"
            drawn = settings.seed if seed is None else seed
            chosen = choose(products(catalog), sample, drawn, how)
            run = _begin(store, settings, Wish(catalog, chosen, budget, drawn, how))
        run = work_off(store, settings, run)
        found = summary(store, run)
        typer.echo(json.dumps(found, ensure_ascii=False) if as_json else as_text(found))
        leave(run, f"importance --resume {run.id}")


def summary(store: Store, run: Run) -> dict[str, Any]:
    """What the run has found and spent, JSON-safe; words that lie in one category come first."""
    rows = list(store.every_row(run.id))
    explained, progress = explained_rows(rows), store.progress(run.id)
    folded = importance(explained)
    return {
        "run": run.id,
        "state": run.state,
        "reason": None if run.reason is None else str(run.reason),
        "model_digest": run.model_digest,
        "products": len(explained),
        "failed": [
            {"product": row.product_id, "reason": str(row.error)}
            for row in rows
            if row.state == "failed"
        ],
        "calls": progress.calls,
        "seconds": round(sum(row.seconds for row in rows), 1),
        "prompt_tokens_computed": progress.tokens_computed,
        "prompt_tokens_cached": progress.tokens_cached,
        "categories": {
            name: {
                "products": folded.products[name],
                "towards": [_word(entry) for entry in towards(words, by_homogeneity=True)],
                "away": [_word(entry) for entry in away(words, by_homogeneity=True)],
            }
            for name, words in folded.words.items()
        },
        "show_most": [
            {
                "product": pick.product,
                "category": pick.category,
                "adds": list(pick.adds),
                "covered": pick.covered,
            }
            for pick in most_telling(explained)
        ],
    }


def as_text(found: dict[str, Any]) -> str:
    """The summary for a terminal."""
    lines = [
        f"{found['products']} products explained, {len(found['failed'])} failed, "
        f"{found['calls']} model calls"
    ]
    for name, part in found["categories"].items():
        lines.append(f"\n{name} ({part['products']} products)")
        lines += _lines(part["towards"]) + _lines(part["away"])
    if found["show_most"]:
        lines.append("\nshow most")
    lines += [
        f"  {pick['product']}  {pick['category']}  {pick['covered']:.0%}"
        for pick in found["show_most"]
    ]
    return "\n".join(lines)


def _lines(words: Sequence[dict[str, Any]]) -> list[str]:
    return [
        f"  {entry['weight']:+7.2f}  [{entry['low']:+.2f}, {entry['high']:+.2f}]  "
        f"{entry['word']} ({entry['products']})"
        for entry in words[:_WORDS_SHOWN]
    ]


def _word(entry: WordImportance) -> dict[str, Any]:
    return {
        "word": entry.word,
        "weight": entry.weight,
        "low": entry.low,
        "high": entry.high,
        "products": entry.products,
        "homogeneity": entry.homogeneity,
    }


def _begin(store: Store, settings: Settings, wish: Wish) -> Run:
    engine = choose_engine(settings)
    categories = categories_of(wish.catalog)
    warning = unknown_to_demo(engine.model, categories)
    if warning is not None:
        typer.echo(str(warning), err=True)
    with engine.client() as client:
        run = begin(store, VISITOR, engine, Classifier(client, categories), wish)
    calls = len(wish.products) * wish.budget
    typer.echo(f"run {run.id}: {run.total} products, {calls} model calls at most", err=True)
    return run
