"""A figure with its 95 % interval: Wilson's for a share, by resampling for all else."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.stats import norm

MARGIN = 0.025  # of probability to either side of a 95 % interval
REACH = float(norm.isf(MARGIN))  # standard errors of a 95 % interval to either side
RESAMPLES = 2_000
_SAME = 1e-12  # two values apart by rounding alone


@dataclass(frozen=True)
class Figure:
    """A value, and the ends of its 95 % interval; never NaN."""

    value: float
    low: float
    high: float

    @property
    def margin(self) -> float:
        """The larger of the two distances from the value to an end: what stands behind ±."""
        return max(self.value - self.low, self.high - self.value)

    def as_json(self) -> dict[str, float]:
        """JSON-safe."""
        return {"value": self.value, "low": self.low, "high": self.high}


def share(count: int, total: int) -> Figure:
    """A share of independent products, `total` 1 or more, with Wilson's score interval.

    Wilson 1927, "Probable Inference, the Law of Succession, and Statistical Inference". It holds for
    few products and for shares at 0 and 1, where resampling sees no spread.
    """
    rate, squared = count / total, REACH**2
    centre = (rate + squared / (2 * total)) / (1 + squared / total)
    half = REACH * np.sqrt(rate * (1 - rate) / total + squared / (4 * total**2))
    half /= 1 + squared / total
    low, high = max(0.0, float(centre - half)), min(1.0, float(centre + half))
    return Figure(rate, min(low, rate), max(high, rate))


def resampled(value: float, samples: NDArray[np.float64], products: int) -> Figure:
    """The percentile interval of a bootstrap (Efron 1979): `samples` are the figure's values over sets
    of `products` drawn with replacement, NaN where such a set gives none.

    Where all of them are equal, as where every category is wholly right or wholly wrong, resampling
    has nothing to say about what was not drawn: then the figure is held for a share of `products`,
    and the interval is Wilson's.
    """
    kept = samples[np.isfinite(samples)]
    if not len(kept) or (0.0 <= value <= 1.0 and np.ptp(kept) < _SAME):
        return share(round(min(1.0, max(0.0, value)) * products), products)
    low, high = np.quantile(kept, [MARGIN, 1 - MARGIN])
    return Figure(value, min(float(low), value), max(float(high), value))
