"""What one classification costs in the embedded engine: `python -m bench.engine` (make bench-engine).

Processor seconds of the engine's process a product, over the sample catalogue in the app's own
prompt and order, and the time from starting the process to its first answer. Printed with the machine.
"""

import argparse
import os
import platform
import statistics
import time
from pathlib import Path

from vitrine.catalog.products import products
from vitrine.catalog.read import read_catalog_file
from vitrine.classify.categories import categories_of
from vitrine.classify.classifier import Classifier
from vitrine.llm.client import ModelClient
from vitrine.llm.embedded import DEMO_NAME
from vitrine.llm.embedded.process import EngineProcess
from vitrine.settings import Settings


def cpu_seconds(pid: int) -> float:
    """User and system time of a process so far (Linux: /proc/PID/stat, fields 14 and 15)."""
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def machine() -> str:
    """The processor's name and the system, for the record."""
    info = Path("/proc/cpuinfo")
    names = [
        line.partition(":")[2].strip()
        for line in (info.read_text(encoding="utf-8").splitlines() if info.exists() else [])
        if line.startswith("model name")
    ]
    return f"{len(names)} x {names[0] if names else platform.processor()}, {platform.system()}"


def main() -> None:
    """Prints the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--products", type=int, default=300)
    count = parser.parse_args().products
    settings = Settings.from_environment()
    catalog = read_catalog_file(settings.sample_catalog, settings)
    texts = [item.description for item in products(catalog)[:count]]
    process = EngineProcess(settings.demo_model, threads=1)
    started = time.perf_counter()
    address = process.address()
    first_answer = time.perf_counter() - started
    walls = []
    with ModelClient(address, DEMO_NAME, engine="embedded") as client:
        classifier = Classifier(client, categories_of(catalog))
        classifier.classify(texts[0])
        before = cpu_seconds(process.pid or 0)
        for text in texts:
            begun = time.perf_counter()
            classifier.classify(text)
            walls.append(time.perf_counter() - begun)
        used = cpu_seconds(process.pid or 0) - before
    process.stop()
    print(f"machine: {machine()}")
    print(f"start of the engine's process until it answers: {first_answer:.2f} s")
    print(f"processor time of the engine a product: {1000 * used / len(texts):.1f} ms")
    print(f"wall time a product, client included: median {1000 * statistics.median(walls):.1f} ms, "
          f"worst {1000 * max(walls):.1f} ms")  # fmt: skip


if __name__ == "__main__":
    main()
