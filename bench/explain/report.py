"""The report: docs/bench-explain.md with its picture, and its heart in the README."""

import platform
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from bench.engine import machine
from bench.explain import plot, tables, work
from bench.explain.aims import aims_table
from bench.explain.figures import SEEDS, Study, complete, study
from bench.explain.methods import Method, all_methods
from bench.explain.peers import version
from bench.explain.reference import SAMPLES, is_kept, reference
from bench.explain.subjects import Subject

REPORT = Path("docs/bench-explain.md")
PICTURE = Path("docs/bench-explain.svg")
README = Path("README.md")
_SOURCES = {"sample_catalogue": "The sample catalogue", "products_350": "Real products"}
_BEGIN, _END = "<!-- bench-explain: begin -->", "<!-- bench-explain: end -->"

_READING = f"""\
- **Model calls**: different texts that the model was asked about. LIME sends repeats again; they are
  counted once here, which is kind to it.
- **Prompt tokens**: those that the engine computed; the rest came from its prompt cache. Each method
  sends its texts in its own order, and begins with the same prompt in the cache.
- **Times fewer, faster, less**: LIME's default divided by the method, on the same product. Faster is
  by the clock, and other programs may have run; processor time is free of them.
- **Top ten**: share of the ten heaviest words (by absolute weight) that are also the reference's ten:
  {SAMPLES:,} of LIME's own samples, fitted by LIME to exact log-odds.
- **Same five**: Jaccard overlap of the five heaviest words from seeds {SEEDS[0]} and {SEEDS[1]}.
- **Comprehensiveness@5, sufficiency@5** (DeYoung et al., arXiv 1911.03429): the answer's probability
  less what is left of it without the five words of largest positive weight (higher is better), and
  less what those alone give (lower is better). Where fewer weights are positive, fewer words go.

All methods see the same words, leave them out in the same way and explain the model's answer. LIME
runs from its own package with its own settings, on the probability, and weighs all words instead of
ten. SHAP's Partition explainer runs from its own package with 500 evaluations, on the log-odds (its
`rescale_to_logits`), over the tree that its text masker builds from the words. ContextCite's recipe
is written after its published settings: 64 masks that keep each word with probability one half, a
Lasso with alpha 0.01 on standardised columns, the logit as response."""


def write(subjects: Sequence[Subject], to_screen: bool) -> None:
    """Over the products that have all it takes; how many those are stands in the report."""
    asked = work.classifier(subjects)
    methods = list(all_methods().values())
    order = work.chosen(["order"])[0]
    kept = work.kept(asked)
    known = [is_kept(subject, asked) for subject in subjects]
    whole = complete(subjects, [*methods, order], kept, known)
    assert whole, "no product has its reference and the results of all methods"
    references = {subject.key: reference(subject, asked) for subject in whole}
    studies = {
        source: study(those, methods, order, kept, references)
        for source, those in _groups(whole).items()
    }
    text = _report(studies, methods, asked.model.digest(), len(subjects))
    if to_screen:
        print(text)
        return
    REPORT.write_text(text, encoding="utf-8")
    together = next(iter(studies.values()))
    plot.draw(together, _titles(methods), PICTURE)
    _into_readme(together, methods)
    print(aims_table(together, _titles(methods)))


def _groups(subjects: Sequence[Subject]) -> dict[str, list[Subject]]:
    """All first, then each source where there are several."""
    sources = list(dict.fromkeys(subject.source for subject in subjects))
    split = {name: [s for s in subjects if s.source == name] for name in sources}
    named = {_SOURCES[name]: those for name, those in split.items()}
    return {"All products": list(subjects)} | (named if len(sources) > 1 else {})


def _titles(methods: Sequence[Method]) -> dict[str, str]:
    return {method.name: method.title for method in methods}


def _report(studies: dict[str, Study], methods: Sequence[Method], digest: str, drawn: int) -> str:
    titles = _titles(methods)
    together = next(iter(studies.values()))
    parts = [
        "# How explanations compare",
        "Written by `make bench-explain`. Median (quartiles) over the products.",
        _conditions(studies, methods, digest, drawn),
        "## Aims",
        aims_table(together, titles),
    ]
    for name, found in studies.items():
        parts += [f"## {name}", tables.methods_table(found, titles)]
    parts += [
        f"![Agreement and comprehensiveness against prompt tokens]({PICTURE.name})",
        "## Means",
        "Over all products, with 95 % bootstrap intervals.",
        tables.means_table(together, titles),
        "Vitrine less each other method on the same product:",
        tables.differences_table(together, titles),
        "## What the order saves",
        "The same texts sent twice, each different one once.",
        tables.order_table(together),
        "## How to read it",
        _READING,
    ]
    return "\n\n".join(parts) + "\n"


def _conditions(
    studies: dict[str, Study], methods: Sequence[Method], digest: str, drawn: int
) -> str:
    together = next(iter(studies.values()))
    counts = "; ".join(f"{name}: {len(found.subjects)}" for name, found in studies.items())
    first = together.methods["ours"].first_calls
    pairs = {name: len(found.shared) for name, found in together.methods.items()}
    fewest = min(pairs, key=lambda name: pairs[name])
    return "\n".join(
        [
            f"- {counts}. By a fixed seed {drawn} were drawn, all with eleven words or more.",
            f"- Explained from a second seed: {max(pairs.values())} products, "
            f"by {_titles(methods)[fewest]} {pairs[fewest]}.",
            f"- Top ten of the reference's own halves, {SAMPLES // 2:,} samples each: "
            f"{tables.spread(together.halves, 2)}, mean {together.halves.mean():.2f}.",
            f"- Model: the demo model in the embedded engine, sha256 `{digest[:12]}…`, one slot.",
            f"- Machine: {machine()}; Python {platform.python_version()}, "
            f"{', '.join(map(version, ('lime', 'shap', 'scikit-learn', 'xllamacpp')))}.",
            f"- First picture of Vitrine after {np.median(first):.0f} calls, "
            f"at most {np.max(first):.0f}.",
        ]
    )


def _into_readme(found: Study, methods: Sequence[Method]) -> None:
    """Between the two marks that stand there."""
    text = README.read_text(encoding="utf-8")
    before, _, rest = text.partition(_BEGIN)
    _, found_end, after = rest.partition(_END)
    assert found_end, f"README.md has lost the mark {_END}"
    heart = tables.short_table(found, _titles(methods))
    count = f"Medians over {len(found.subjects)} products:"
    README.write_text(
        f"{before}{_BEGIN}\n{count}\n\n{heart}\n{_END}{after}", encoding="utf-8"
    )  # fmt: skip
