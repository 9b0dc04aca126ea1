"""`python -m bench.explain` (make bench-explain): asks, then writes the report.

Everything is kept under var/bench/explain, so a run that is interrupted goes on, and a method that has
changed is asked alone. `--quick` is a smoke run on two products; it writes to the screen.
"""

import argparse
import multiprocessing
from collections.abc import Callable, Sequence
from itertools import chain, zip_longest
from pathlib import Path

from bench.explain import report, work
from bench.explain.methods import all_methods
from bench.explain.subjects import Subject, draw
from vitrine.settings import Settings

FLIPKART = Path("../shared/flipkart/products_350.csv")  # real products, where they are present
EACH = 30  # products of a source
SEED = 0  # that draws them
QUICK = 1
STAGES = ("references", "methods", "report")


def main() -> None:
    """Runs the stages that were asked for."""
    options = _options()
    subjects = _subjects(QUICK if options.quick else EACH)
    jobs = min(options.jobs, len(subjects))
    shares = [subjects[start::jobs] for start in range(jobs)]
    if "references" in options.stages:
        _side_by_side(work.references, [(share,) for share in shares])
    if "methods" in options.stages:
        twice = subjects[: options.second]
        plans = [
            work.Plan(share, options.only, [s for s in share if s in twice], options.fresh)
            for share in shares
        ]
        _side_by_side(work.results, [(plan,) for plan in plans])
    if "report" in options.stages:
        report.write(subjects, to_screen=options.quick)


def _options() -> argparse.Namespace:
    names = [*all_methods(), "order"]
    parser = argparse.ArgumentParser(prog="python -m bench.explain", description=__doc__)
    add = parser.add_argument
    add(
        "--quick", action="store_true", help=f"{QUICK} product of each source, report on the screen"
    )
    add("--jobs", type=int, default=1, help="processes, each with its share of the products")
    add("--only", nargs="+", default=names, choices=names, help="ask these methods only")
    add("--fresh", action="store_true", help="ask them again even where a result is kept")
    twice = "products that LIME's default explains from a second seed, the sources in turn"
    add("--second", type=int, default=2 * EACH, help=twice)
    add("--stages", nargs="+", default=STAGES, choices=STAGES, help="default: all")
    return parser.parse_args()


def _subjects(each: int) -> list[Subject]:
    """The sources take turns: a run that ends early has both."""
    paths = [Settings.from_environment().sample_catalog, FLIPKART]
    drawn = [draw(path, EACH, SEED)[:each] for path in paths if path.exists()]
    return [subject for subject in chain(*zip_longest(*drawn)) if subject]


def _side_by_side(stage: Callable[..., None], arguments: Sequence[tuple[object, ...]]) -> None:
    """One process for each; a single one stays in this process."""
    if len(arguments) == 1:
        stage(*arguments[0])
        return
    with multiprocessing.get_context("spawn").Pool(len(arguments)) as pool:
        pool.starmap(stage, arguments)


if __name__ == "__main__":
    main()
