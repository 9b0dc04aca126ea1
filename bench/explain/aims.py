"""What was to be reached, beside what was measured."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from bench.explain.figures import Study
from bench.explain.tables import OURS, OURS_SHORT, PEERS, SHORT_PEER, saved, table
from vitrine.explain.local import BUDGET


@dataclass(frozen=True)
class Aim:
    """One bound with the figure that it is for."""

    text: str
    measured: str
    met: bool


def aims(study: Study, titles: Mapping[str, str]) -> list[Aim]:
    """Medians over the products, unless said otherwise."""
    ours = study.methods[OURS]
    best = max(PEERS, key=lambda name: float(np.median(study.methods[name].comprehensiveness)))
    first = 100.0 * float(np.max(ours.first_calls / BUDGET))

    def least(text: str, value: float, bound: float, digits: int = 2) -> Aim:
        return Aim(text, f"{value:.{digits}f}", value >= bound)

    def median(name: str, column: str) -> float:
        return float(np.median(getattr(study.methods[name], column)))

    calls = median(OURS, "calls")
    short, recipe = (median(name, "comprehensiveness") for name in (OURS_SHORT, SHORT_PEER))
    return [
        Aim("at most 100 model calls", f"{calls:.0f}", calls <= 100),
        least("top ten shared with the reference: at least 0.90", median(OURS, "agreement"), 0.9),
        least("at least 100 times fewer prompt tokens than LIME's default",
              median(OURS, "fewer_tokens"), 100, 1),
        least(f"comprehensiveness@5 at least the best peer's ({titles[best]}: "
              f"{median(best, 'comprehensiveness'):.3f})",
              median(OURS, "comprehensiveness"), median(best, "comprehensiveness"), 3),
        Aim(f"at 64 calls comprehensiveness@5 above ContextCite's recipe ({recipe:.3f})",
            f"{short:.3f}", short > recipe),
        least("same five words from another seed: at least 0.8", median(OURS, "shared"), 0.8),
        *(least(f"prefix order saves at least 35 %: {name}", float(np.median(saved(tokens))), 35, 0)
          for name, tokens in study.order.items()),
        Aim("first picture after at most 10 % of the budget, on every product", f"{first:.0f} %",
            first <= 10),
    ]  # fmt: skip


def aims_table(study: Study, titles: Mapping[str, str]) -> str:
    rows = [[aim.text, aim.measured, "yes" if aim.met else "**no**"] for aim in aims(study, titles)]
    return table(("Aim", "Measured", "Met"), rows)
