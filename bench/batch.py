"""Products a minute of a run, beside a bare loop on the same server: `python -m bench.batch`.

Ours (make bench-batch): the runner as the app and the command line use it, its store included, asking
at the pace it finds. Bare: threads that call the `ollama` package with the same prompts and options,
as many at once as ours came to, and keep nothing. Both in turn, several rounds, on one server: the
embedded engine in a process of its own, or the one named by `--host`.

With `--openai ADDRESS` (and `--host` naming the same Ollama), scikit-llm's zero-shot classifier too,
in an environment of its own (`--peer PYTHON`), one request at a time as it works.
"""

import argparse
import json
import statistics
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import ollama

from bench.engine import machine
from vitrine.catalog.products import products
from vitrine.catalog.read import read_catalog
from vitrine.classify.categories import categories_of
from vitrine.classify.prompt import turns
from vitrine.jobs.runner import Runner
from vitrine.jobs.selection import Selection
from vitrine.jobs.starting import choices_for, start_run
from vitrine.jobs.store import open_store
from vitrine.llm.embedded.process import EngineProcess
from vitrine.llm.engines import choose
from vitrine.settings import Settings

PEER = Path(__file__).with_name("scikit_llm_peer.py")


@dataclass(frozen=True)
class Measured:
    """One pass over the products: wall seconds, requests at once at its end, prompt tokens computed."""

    seconds: float
    at_once: int
    tokens: int


@contextmanager
def server(settings: Settings, host: str | None) -> Iterator[str]:
    """The address to ask: the given one, or the embedded engine's, started for this."""
    if host is not None:
        yield host
        return
    process = EngineProcess(settings.demo_model, threads=1)
    try:
        yield process.address()
    finally:
        process.stop()


def ours(settings: Settings, data: bytes, count: int) -> Measured:
    """A run in a store of its own, from its creation to its last answer written."""
    with tempfile.TemporaryDirectory() as folder:
        settings = replace(settings, state_dir=Path(folder))
        store = open_store(settings)
        catalog = read_catalog(data, "products.csv", settings)
        engine = choose(settings)
        choices = choices_for(catalog, engine, categories_of(catalog), "fast")
        first = Selection("first", count)
        started = time.perf_counter()
        run = start_run(store, catalog, data, choices, engine, visitor="bench", selection=first)
        runner = Runner(store, settings)
        run = runner.finish(run.id)
        seconds = time.perf_counter() - started
        found = store.progress(run.id)
        store.close()
    if run.state != "done" or found.answered != run.total:
        raise SystemExit(f"the run ended as {run.state}: {run.reason}, {found}")
    return Measured(seconds, runner.limits()[settings.ollama_host], found.tokens_computed)


def bare(settings: Settings, texts: Sequence[str], categories: Sequence[str], n: int) -> Measured:
    """The package's client in `n` threads; the answers are read and dropped."""
    client = ollama.Client(host=settings.ollama_host)
    options = {"temperature": 0, "repeat_penalty": 1.0, "seed": 0, "num_ctx": 4096}

    def ask(text: str) -> int:
        found = client.chat(
            model=settings.model or "",
            messages=[
                {"role": turn.role, "content": turn.content}
                for turn in turns(categories, text, "direct")
            ],
            logprobs=True,
            top_logprobs=20,
            options={**options, "num_predict": 1},
        )
        return found.prompt_eval_count or 0

    started = time.perf_counter()
    with ThreadPoolExecutor(n) as pool:
        tokens = sum(pool.map(ask, texts))
    return Measured(time.perf_counter() - started, n, tokens)


def peer(python: str, address: str, model: str, texts: Sequence[str], names: Sequence[str]) -> str:
    """What scikit-llm's process prints: one JSON object."""
    asked = json.dumps({"address": address, "model": model, "texts": texts, "categories": names})
    done = subprocess.run(
        [python, str(PEER)], input=asked, capture_output=True, text=True, check=False
    )
    if done.returncode != 0:
        raise SystemExit(f"scikit-llm failed:\n{done.stderr[-2000:]}")
    return done.stdout.strip().splitlines()[-1]


def main() -> None:
    """Prints each round, then the ratio of the medians."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--products", type=int, default=1000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--host", help="an Ollama to ask instead of the embedded engine")
    parser.add_argument("--model", default="vitrine-demo")
    parser.add_argument("--openai", help="the OpenAI-compatible address of that Ollama")
    parser.add_argument("--peer", default=".venv-scikit-llm/bin/python")
    asked = parser.parse_args()
    settings = Settings()
    data = settings.sample_catalog.read_bytes()
    catalog = read_catalog(data, "products.csv", settings)
    names = categories_of(catalog)
    texts = [item.description for item in products(catalog)[: asked.products]]
    with server(settings, asked.host) as host:
        settings = replace(settings, engine="ollama", ollama_host=host, model=asked.model)
        print(f"machine: {machine()}; server: {asked.host or 'embedded engine, 1 thread'}")
        bare(settings, texts[:20], names, 1)  # the model is loaded
        pairs = []
        for number in range(asked.rounds):
            mine = ours(settings, data, len(texts))
            loop = bare(settings, texts, names, mine.at_once)
            pairs.append((mine, loop))
            print(
                f"round {number + 1}: ours {per_minute(texts, mine):.0f} a minute "
                f"({mine.at_once} at once at the end), bare {per_minute(texts, loop):.0f}, "
                f"ratio {loop.seconds / mine.seconds:.3f}"
            )
        ratios = [loop.seconds / mine.seconds for mine, loop in pairs]
        print(f"ours / bare, median of {len(pairs)}: {statistics.median(ratios):.3f}")
        if asked.openai:
            found = json.loads(peer(asked.peer, asked.openai, asked.model, texts, names))
            mine = pairs[-1][0]
            print(f"scikit-llm: {60 * len(texts) / found['seconds']:.0f} a minute, {found}")
            print(
                f"ours / scikit-llm: {found['seconds'] / mine.seconds:.2f} in products a minute, "
                f"{mine.tokens / max(1, found['prompt_tokens']):.2f} in prompt tokens"
            )


def per_minute(texts: Sequence[str], measured: Measured) -> float:
    """Products a minute."""
    return 60 * len(texts) / measured.seconds


if __name__ == "__main__":
    main()
