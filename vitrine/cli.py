"""`python -m vitrine`: the same engine without a browser.

With `--json` the result alone goes to standard output; messages and progress go to standard error.
Exit status 0, or 2 with one sentence for input that cannot be used.
"""

import json
import logging
import sys
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Annotated, ParamSpec, TypeVar

import typer

from vitrine.catalog.profile import profile as profile_of
from vitrine.catalog.read import read_catalog_file
from vitrine.errors import VitrineError
from vitrine.settings import Settings

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
