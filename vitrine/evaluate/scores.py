"""How good the probabilities are: log loss, Brier score, and the calibration error.

Judged are labelled products that were answered with numbers. All three are functions of sums over
products, which a bootstrap draws again.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from vitrine.evaluate.figures import MARGIN, Figure, resampled
from vitrine.evaluate.predictions import Predictions

BINS = 10
_GAPS, _SPREAD = slice(4, 4 + BINS), slice(4 + BINS, 4 + 2 * BINS)  # columns of the sums
_COLUMNS = 4 + 2 * BINS
_ONE_BY_ONE = (
    5_000  # products are drawn like that up to here, by random groups of equal size beyond
)
_GROUPS = 1_000
_AT_ONCE = 100_000  # products
_DRAWN = 500_000  # likewise, over all resamples
_LEAST = float(np.finfo(np.float64).eps)  # probability, so that one sure error is not infinite


def scored(found: Predictions) -> NDArray[np.bool_]:
    """Which products have a label and an answer with its probability."""
    return found.labelled & np.isfinite(found.confidence)


def log_losses(found: Predictions) -> NDArray[np.float64]:
    """-ln of the label's probability (nats), a product; NaN where the label is none of the categories
    asked, for no model could have given it."""
    labels = found.labels
    told = (labels >= 0) & (labels < found.asked)
    own = found.probabilities[np.arange(len(found)), np.where(told, labels, 0)]
    losses: NDArray[np.float64] = np.where(told, -np.log(np.maximum(own, _LEAST)), np.nan)
    return losses


def brier_scores(found: Predictions) -> NDArray[np.float64]:
    """Σ(p - y)² over the categories, in [0, 2], a product. Brier 1950, "Verification of Forecasts
    Expressed in Terms of Probability": the multi-category form."""
    labels = found.labels
    told = (labels >= 0) & (labels < found.asked)
    own = found.probabilities[np.arange(len(found)), np.where(told, labels, 0)]
    squares = (found.probabilities**2).sum(1)
    scores_: NDArray[np.float64] = squares + 1.0 - 2.0 * np.where(told, own, 0.0)
    return scores_


def bins_of(confidence: NDArray[np.float64], bins: int) -> NDArray[np.intp]:
    """The bin of each confidence: `bins` equal ones, the last with its upper end."""
    return np.minimum((confidence * bins).astype(np.intp), bins - 1)


def calibration_error(sums: NDArray[np.float64], total: NDArray[np.float64]) -> NDArray[np.float64]:
    """Σ over bins of |right - confidence| / products, from the sums of (right - confidence) a bin.

    Naeini, Cooper & Hauskrecht 2015, "Obtaining Well Calibrated Probabilities Using Bayesian Binning",
    in the top-label form of Guo et al. 2017, "On Calibration of Modern Neural Networks".
    """
    error: NDArray[np.float64] = np.abs(sums).sum(-1) / total
    return error


def scores(found: Predictions, resamples: int, seed: int) -> Mapping[str, Figure | None]:
    """`log_loss, brier, ece`; None where no product can be judged."""
    products = int(scored(found).sum())
    if not products:
        return {"log_loss": None, "brier": None, "ece": None}
    sums = _sums(found, products, seed)
    values = _from_sums(sums.sum(0, keepdims=True))
    samples = [_from_sums(drawn) for drawn in _drawn(sums, resamples, seed)]
    together = {name: np.concatenate([part[name] for part in samples]) for name in values}
    together["ece"] = _without_bias(together["ece"], float(values["ece"][0]))
    figures = {
        name: _figure(float(value[0]), together[name], products) for name, value in values.items()
    }
    ece = figures["ece"]
    if ece is not None and ece.value <= _by_chance(sums.sum(0), resamples, seed):
        figures["ece"] = replace(ece, low=0.0)
    return figures


def _by_chance(sums: NDArray[np.float64], resamples: int, seed: int) -> float:
    """The largest error that 97.5 % of calibrated models would show for these confidences: consistency
    resampling (Bröcker & Smith 2007, "Increasing the Reliability of Reliability Diagrams"), a bin's
    hits taken as normal. Up to here, no error at all can be ruled out."""
    spread = np.sqrt(sums[_SPREAD])
    drawn = np.random.default_rng(seed).normal(0.0, spread, (resamples, BINS))
    return float(np.quantile(calibration_error(drawn, sums[:1]), 1 - MARGIN))


def _figure(value: float, samples: NDArray[np.float64], products: int) -> Figure | None:
    return resampled(value, samples, products) if np.isfinite(value) else None


def _without_bias(samples: NDArray[np.float64], value: float) -> NDArray[np.float64]:
    """Chance alone opens gaps, so that the error of few products is too large, and that of a resample
    larger still, by about as much (Efron & Tibshirani 1993, "An Introduction to the Bootstrap", chapter
    10): both are taken off the interval, not off the value, whose definition is fixed."""
    moved: NDArray[np.float64] = np.maximum(samples - 2.0 * (samples.mean() - value), 0.0)
    return moved


def _sums(found: Predictions, products: int, seed: int) -> NDArray[np.float64]:
    """A row for each of the `products` that can be judged; beyond `_ONE_BY_ONE`, a row a random group
    of them.

    The mean of m products in a group has 1/m of their variance, and there are 1/m as many groups, so
    that the spread of a sum stays the same when groups are drawn.
    """
    if products <= _ONE_BY_ONE:
        return _summed(found.where(scored(found)), np.arange(products), products)
    rng, before = np.random.default_rng(seed), 0
    sums = np.zeros((_GROUPS, _COLUMNS))
    for start in range(0, len(found), _AT_ONCE):
        part = found.between(start, start + _AT_ONCE)
        part = part.where(scored(part))
        sums += _summed(part, (before + rng.permutation(len(part))) % _GROUPS, _GROUPS)
        before += len(part)
    return sums


def _summed(found: Predictions, rows: NDArray[np.intp], many: int) -> NDArray[np.float64]:
    """Added up over the products of each of `many` rows: 1, the Brier score, 1 and the log loss where
    there is one; right - confidence a bin; confidence (1 - confidence) a bin."""
    losses, confidence = log_losses(found), found.confidence.astype(np.float64)
    cells = rows * BINS + bins_of(confidence, BINS)
    whole = (None, brier_scores(found), np.isfinite(losses), np.nan_to_num(losses))
    by_bin = (found.right - confidence, confidence * (1.0 - confidence))
    return np.concatenate(
        [
            *(np.bincount(rows, one, many)[:, None] for one in whole),
            *(np.bincount(cells, one, many * BINS).reshape(many, BINS) for one in by_bin),
        ],
        axis=1,
    )


def _from_sums(sums: NDArray[np.float64]) -> dict[str, NDArray[np.float64]]:
    total = sums[:, 0]
    with np.errstate(invalid="ignore"):
        losses = sums[:, 3] / sums[:, 2]
    return {
        "log_loss": losses,
        "brier": sums[:, 1] / total,
        "ece": calibration_error(sums[:, _GAPS], total),
    }


def _drawn(sums: NDArray[np.float64], resamples: int, seed: int) -> Iterator[NDArray[np.float64]]:
    """Sums over rows drawn with replacement, a row a resample."""
    rng = np.random.default_rng(seed)
    at_once = max(1, _DRAWN // len(sums))
    for start in range(0, resamples, at_once):
        rows = min(at_once, resamples - start)
        picked = rng.integers(0, len(sums), (rows, len(sums)))
        picked += np.arange(rows)[:, None] * len(sums)
        times = np.bincount(picked.ravel(), minlength=rows * len(sums)).reshape(rows, len(sums))
        yield times @ sums
