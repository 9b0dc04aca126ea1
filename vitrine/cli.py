"""`python -m vitrine`: the same engine without a browser.

With `--json` the result alone goes to standard output; messages and progress go to standard error.
Exit status 0, or 2 with one sentence for input that cannot be used.
"""

import json
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import wraps
from io import TextIOWrapper
from pathlib import Path
from typing import Annotated, ParamSpec, TypeVar

import typer

from vitrine.catalog.model import Catalog
from vitrine.catalog.products import product
from vitrine.catalog.profile import profile as profile_of
from vitrine.catalog.read import read_catalog_file
from vitrine.classify.categories import categories_of, unknown_to_demo
from vitrine.classify.classifier import Classifier
from vitrine.classify.prompt import STYLES, Defences
from vitrine.cli_cluster import cluster_of, new_cluster_run, on_cluster
from vitrine.cli_evaluate import add_to as add_evaluate
from vitrine.cli_explanation import explanation_json, explanation_lines
from vitrine.cli_importance import add_to as add_importance
from vitrine.cli_runs import (
    check_writable,
    leave,
    new_run,
    resumed,
    show_status,
    work_off,
    write_table,
)
from vitrine.cli_trust import add_to as add_trust
from vitrine.cluster.driver import drive
from vitrine.errors import EngineFailed, VitrineError
from vitrine.explain.asking import Answers
from vitrine.explain.local import BUDGET, Question
from vitrine.explain.local import explain as explanations
from vitrine.jobs.choices import Mode
from vitrine.jobs.model import Run
from vitrine.jobs.results import summary
from vitrine.jobs.store import Store, open_store
from vitrine.jobs.worker import work
from vitrine.llm.embedded.failure import ApiError, reason_of
from vitrine.llm.embedded.gguf import NotGguf
from vitrine.llm.embedded.server import serve, url
from vitrine.llm.engines import choose
from vitrine.llm.health import Health, check
from vitrine.log import configure
from vitrine.settings import LARGEST_SEED, Settings, ollama_addresses

P = ParamSpec("P")
R = TypeVar("R")

app = typer.Typer(
    help="Sorts a product catalogue with a local language model, and shows why.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
model_app = typer.Typer(help="The embedded model.", no_args_is_help=True)
app.add_typer(model_app, name="model")

File = Annotated[Path, typer.Argument(help="A product file: CSV, TSV, XLSX or Parquet.")]
Json = Annotated[bool, typer.Option("--json", help="Print one JSON object on standard output.")]


def sentence_or_exit(command: Callable[P, R]) -> Callable[P, R]:
    """Ends a command with status 2 and the error's sentence, where Vitrine raised it on purpose."""

    @wraps(command)
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            return command(*args, **kwargs)
        except VitrineError as error:
            typer.echo(str(error), err=True)
            raise typer.Exit(2) from None

    return run


@app.command()
@sentence_or_exit
def profile(file: File, as_json: Json = False) -> None:
    """Show how a catalogue is distributed."""
    _, catalog = _read(file)
    found = profile_of(catalog).as_json()
    if as_json:
        _print_json(found)
        return
    typer.echo(f"{found['rows']} products")
    for part in ("categories", "duplicates", "words", "characters"):
        typer.echo(f"\n{part}")
        for name, value in dict(found[part]).items():  # type: ignore[call-overload]
            typer.echo(f"  {name:<28} {_number(value)}")


@app.command()
@sentence_or_exit
def classify(
    output: Annotated[Path, typer.Option(help="The CSV to write, a line a product.")],
    file: Annotated[Path | None, typer.Argument(help="A product file.")] = None,
    limit: Annotated[int | None, typer.Option(min=1, help="Only the first N products.")] = None,
    resume: Annotated[str | None, typer.Option(help="Go on with this run, not a file.")] = None,
    mode: Annotated[
        Mode, typer.Option(help="One request at a time, in order; or as many as pay.")
    ] = "fast",
    hosts: Annotated[
        str, typer.Option(help="Ollama servers that share the work, with commas.")
    ] = "",
    cluster: Annotated[
        str | None,
        typer.Option(
            help="A Dask scheduler (tcp://host:8786) whose workers share the work: FILE may be larger "
            "than memory, or a folder; --output is then a folder of Parquet."
        ),
    ] = None,
    defences: Annotated[
        Defences,
        typer.Option(
            help="Against orders in a text: quote the product, cut what speaks to the model."
        ),
    ] = "none",
    as_json: Json = False,
) -> None:
    """Sort a catalogue's products into its categories; what was answered is never lost."""
    if (file is None) == (resume is None):
        raise typer.BadParameter("give either a FILE or --resume RUN")
    settings = Settings.from_environment()
    configure(settings.log_level)
    if hosts:
        settings = replace(settings, hosts=ollama_addresses(hosts))
    if cluster and (limit or defences != "none"):
        raise typer.BadParameter("--cluster goes with neither --limit nor --defences")
    started = time.perf_counter()
    store = open_store(settings)
    if file is None:
        begun = resumed(store, resume or "", "classify")
        cluster = cluster or cluster_of(begun)
    if cluster:
        run = (
            begun if file is None else new_cluster_run(store, settings, file, output, cluster, mode)
        )
        run = on_cluster(store, run, cluster)
        _tell(store, run, output, started, as_json)
        leave(run, f"classify --resume {run.id} --cluster {cluster} --output {output}")
        return
    check_writable(output)
    if file is None:
        run = begun
    else:
        settings, catalog = _read(file, settings)
        run = new_run(store, settings, catalog, file.read_bytes(), mode, limit, STYLES[defences])
    run = work_off(store, settings, run)
    write_table(store, run, output)
    _tell(store, run, output, started, as_json)
    leave(run, f"classify --resume {run.id} --output {output}")


def _tell(store: Store, run: Run, output: Path, started: float, as_json: bool) -> None:
    found = summary(run, store.progress(run.id), time.perf_counter() - started)
    if as_json:
        _print_json(found)
    else:
        typer.echo(
            f"{found['answered']} answered, {found['unanswered']} unanswered, "
            f"{found['failed']} failed in {found['seconds']} s; written to {output}"
        )


@app.command()
@sentence_or_exit
def worker() -> None:
    """Work on the runs of the store until stopped; any number of workers may share it."""
    settings = Settings.from_environment()
    configure(settings.log_level)
    work(settings, drive)


@app.command()
@sentence_or_exit
def explain(
    file: Annotated[Path | None, typer.Argument(help="A product file.")] = None,
    id_: Annotated[str | None, typer.Option("--id", help="The product's id in the file.")] = None,
    text: Annotated[str | None, typer.Option(help="A description, instead of a file.")] = None,
    budget: Annotated[int, typer.Option(help="Model calls at most.")] = BUDGET,
    seed: Annotated[
        int | None, typer.Option(min=0, max=LARGEST_SEED, help="Of the random subsets.")
    ] = None,
    as_json: Json = False,
) -> None:
    """Say which words made the model decide."""
    if (text is None) == (file is None) or (file is None) != (id_ is None):
        raise typer.BadParameter("give either --text TEXT, or a FILE and --id ID")
    settings, catalog = (Settings.from_environment(), None) if file is None else _read(file)
    configure(settings.log_level)
    description = text if catalog is None else product(catalog, id_ or "").description
    with _classifier(settings, catalog) as classifier:
        question = Question(
            description or "", budget=budget, seed=settings.seed if seed is None else seed
        )
        last = None
        for last in explanations(Answers(classifier), question):
            show_status(f"explain {last.calls}/{last.budget}")
        show_status("")
    assert last is not None  # a generator that ends without a picture raised
    if as_json:
        _print_json(explanation_json(last))
        return
    for line in explanation_lines(last):
        typer.echo(line)


@app.command()
@sentence_or_exit
def delete(run: Annotated[str, typer.Argument(help="The run's id.")]) -> None:
    """Delete a run: its answers, the reviews of them, and its file where no other run is made of it."""
    settings = Settings.from_environment()
    configure(settings.log_level)
    open_store(settings).delete(run)
    typer.echo(f"run {run} is deleted")


@app.command()
@sentence_or_exit
def doctor(as_json: Json = False) -> None:
    """Say which engine answers, what is wrong with it, and how to mend that."""
    settings = Settings.from_environment()
    configure(settings.log_level)
    health = check(settings)
    if as_json:
        _print_json(_health_json(health))
    else:
        state = "well" if health.well else "not well"
        typer.echo(f"{health.engine} at {health.host}: {state}, model {health.model}")
        for trouble in health.troubles:
            typer.echo(f"- {trouble.what} {trouble.mend}")
    raise typer.Exit(0 if health.well else 1)


@model_app.command("serve")
@sentence_or_exit
def serve_model(
    port: Annotated[int, typer.Option(min=0, max=65535, help="0: a free one.")] = 11435,
    host: Annotated[str, typer.Option(help="The address to listen at.")] = "127.0.0.1",
) -> None:
    """Serve the demo model over Ollama's API, for any Ollama client."""
    settings = Settings.from_environment()
    configure(settings.log_level)
    typer.echo(f"Serving {settings.demo_model.name} at {url(host, port)}", err=True)
    try:
        serve(host, port, settings.demo_model, threads=settings.threads)
    except (OSError, NotGguf, ApiError) as error:
        raise EngineFailed(host=url(host, port), reason=reason_of(error)) from error


def _read(file: Path, settings: Settings | None = None) -> tuple[Settings, Catalog]:
    """The settings and the file's catalogue; what is wrong with the file goes to standard error."""
    settings = settings or Settings.from_environment()
    configure(settings.log_level)
    catalog = read_catalog_file(file, settings)
    for problem in catalog.problems:
        typer.echo(f"line {problem.line}: {problem.reason}", err=True)
    if not catalog.categories:
        typer.echo(
            "no column of categories was found: call one “category” where the file has one",
            err=True,
        )
    return settings, catalog


@contextmanager
def _classifier(settings: Settings, catalog: Catalog | None) -> Iterator[Classifier]:
    engine = choose(settings)
    categories = categories_of(catalog)
    warning = unknown_to_demo(engine.model, categories)
    if warning is not None:
        typer.echo(str(warning), err=True)
    with engine.client() as client:
        yield Classifier(client, categories)


def _print_json(value: object) -> None:
    typer.echo(json.dumps(value, ensure_ascii=False, allow_nan=False))


def _number(value: object) -> str:
    return "-" if value is None else f"{value:,.2f}".rstrip("0").rstrip(".")


def _health_json(health: Health) -> dict[str, object]:
    return {
        "engine": health.engine,
        "host": health.host,
        "reachable": health.reachable,
        "version": health.version,
        "models": [model.name for model in health.models],
        "model": health.model,
        "logprobs": health.logprobs,
        "exposed": health.exposed,
        "outdated": health.outdated,
        "troubles": [{"what": str(t.what), "mend": str(t.mend)} for t in health.troubles],
    }


add_importance(app, sentence_or_exit, _read)
add_evaluate(app, sentence_or_exit, _read)
add_trust(app, sentence_or_exit, _read)


def main() -> None:
    """The entry point of `python -m vitrine`."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):  # what an encoding lacks is shown as its code
            stream.reconfigure(errors="backslashreplace")
    try:
        app()
    except OSError as error:  # of the terminal, the pipe or the disk that is written to
        sys.stderr.write(f"What was found cannot be written: {error.strerror}.\n")
        sys.exit(2)
