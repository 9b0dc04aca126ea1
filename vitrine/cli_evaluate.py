"""`python -m vitrine evaluate`: how good a model's answers are, in one go."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any

import typer

from vitrine.catalog.model import Catalog
from vitrine.classify.calibrate import Distributions
from vitrine.classify.classifier import Classifier
from vitrine.classify.prompt import PLAIN
from vitrine.cli_runs import new_run, work_off
from vitrine.errors import ModelError
from vitrine.evaluate.calibration import content_free
from vitrine.evaluate.report import report
from vitrine.jobs.choices import Mode, RunChoices
from vitrine.jobs.judging import predictions_of, texts_of
from vitrine.jobs.model import Run
from vitrine.jobs.servers import servers_of
from vitrine.jobs.store import Store, open_store
from vitrine.log import configure
from vitrine.settings import Settings

Guard = Callable[[Callable[..., None]], Callable[..., None]]
Read = Callable[[Path], tuple[Settings, Catalog]]


def add_to(app: typer.Typer, guarded: Guard, read: Read) -> None:
    """Makes it a command of `app`; `guarded` ends it with a sentence, `read` reads its file."""

    @app.command(name="evaluate")
    @guarded
    def command(
        file: Annotated[Path | None, typer.Argument(help="A product file.")] = None,
        run_id: Annotated[
            str | None, typer.Option("--run", help="Judge this run, as far as it has come.")
        ] = None,
        limit: Annotated[int | None, typer.Option(min=1, help="Only the first N products.")] = None,
        mode: Annotated[
            Mode, typer.Option(help="One request at a time, in order; or as many as pay.")
        ] = "fast",
        as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
    ) -> None:
        """Say how good a model's answers are, where they fail and what to try next."""
        if (file is None) == (run_id is None):
            raise typer.BadParameter("give either a FILE or --run RUN")
        settings, catalog = (Settings.from_environment(), None) if file is None else read(file)
        configure(settings.log_level)
        store = open_store(settings)
        if catalog is None or file is None:
            run = store.run(run_id or "", "classify")
        else:
            run = new_run(store, settings, catalog, file.read_bytes(), mode, limit, PLAIN)
            run = work_off(store, settings, run)
        found = judged(store, run, settings)
        typer.echo(
            json.dumps(found, ensure_ascii=False, allow_nan=False) if as_json else as_text(found)
        )
        if file is not None and run.state != "done":
            _tell_the_way_on(run)
            raise typer.Exit(130 if run.state == "paused" else 2)


def judged(store: Store, run: Run, settings: Settings) -> dict[str, Any]:
    """All figures of the rows that have ended, JSON-safe."""
    found = predictions_of(store, run, settings)
    choices = RunChoices.of(run)
    return {
        "run": run.id,
        "state": run.state,
        "engine": choices.engine,
        "model": choices.model,
        "model_digest": run.model_digest,
        **report(
            found,
            lambda some: texts_of(store, run, some),
            _content_free(run, settings),
            choices.seed,
        ).as_json(),
    }


def as_text(found: dict[str, Any]) -> str:
    """The figures for a terminal."""
    lines = [
        f"{found['model']}, run {found['run']}",
        f"{found['products']} products, {found['labelled']} labelled, "
        f"{found['unanswered']} unanswered, {found['failed']} failed",
    ]
    lines += _quality(found) if found["labelled"] else _answers(found["answers"])
    return "\n".join(lines)


def _quality(found: dict[str, Any]) -> list[str]:
    names = ("accuracy", "balanced_accuracy", "macro_f1", "ari", "log_loss", "brier", "ece")
    lines = [""] + [_line(name, found[name], found[f"{name}_interval"]) for name in names]
    if found["baseline"] is not None:
        lines.append(
            _line("baseline accuracy", found["baseline"]["accuracy"],
                  found["baseline"]["accuracy_interval"])
            + f"  McNemar p = {found['mcnemar_p']:.2g}"
        )  # fmt: skip
    lines += [f"\n{'category':<30} {'products':>8} {'precision':>9} {'recall':>7} {'F1':>7}"]
    lines += [
        f"{name[:30]:<30} {one['support']:>8} {one['precision']['value']:>9.3f} "
        f"{one['recall']['value']:>7.3f} {one['f1']['value']:>7.3f}"
        for name, one in found["per_category"].items()
    ]
    lines += ["", *found["words_and_correctness"]["sentences"]]
    for one in found["limits"]:
        lines.append(f"\n[{one['severity']}] {one['what']} {one['figure']}")
        lines += [f"  {one['try_next']}"] if one["try_next"] else []
    return lines


def _line(name: str, value: float | None, interval: list[float] | None) -> str:
    label = name.replace("_", " ")
    if value is None or interval is None:
        return f"{label:<20}      -"
    return f"{label:<20} {value:>6.3f}  [{interval[0]:.3f}, {interval[1]:.3f}]"


def _answers(found: dict[str, Any]) -> list[str]:
    lines = ["No product has a label: what was answered, and how sure.", ""]
    lines += [f"{name[:30]:<30} {count:>8}" for name, count in found["by_category"].items()]
    if found["confidence"] is not None:
        lines.append(f"\nmedian confidence {found['confidence']['median']:.1%}")
        lines += [f"below {float(at):.0%}: {count}" for at, count in found["below"].items()]
    return lines


def _content_free(run: Run, settings: Settings) -> Distributions | None:
    """The model's answers to texts without content; None where it does not answer now."""
    try:
        engine = servers_of(run, settings)[0].connect()
        with engine.client() as client:
            choices = RunChoices.of(run)
            return content_free(Classifier(client, choices.categories, style=choices.style))
    except ModelError:
        return None


def _tell_the_way_on(run: Run) -> None:
    if run.reason:
        typer.echo(str(run.reason), err=True)
    typer.echo(
        "The run is not done; the figures are those of the products that are. The same command goes "
        "on: what was answered is kept.",
        err=True,
    )
