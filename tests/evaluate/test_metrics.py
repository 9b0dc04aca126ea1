"""Figures against scikit-learn, tables worked by hand, and simulations of what intervals promise."""

import json
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn import metrics as reference

from tests.evaluate.making import drawn, planted
from vitrine.errors import NoLabels
from vitrine.evaluate.confusion import FAILED, UNANSWERED, confusion, products_in
from vitrine.evaluate.figures import Figure, resampled, share
from vitrine.evaluate.metrics import evaluate
from vitrine.evaluate.predictions import Predictions

FAST = 200  # resamples, where no interval is looked at


def messy(seed: int, n: int = 400) -> tuple[list[int], list[int], list[int]]:
    """Labels (of which one was not asked, some missing), answers (some missing), failed products."""
    rng = np.random.default_rng(seed)
    labels = rng.choice([0, 1, 2, 3, -1], n, p=[0.4, 0.3, 0.1, 0.1, 0.1])
    answers = np.where(rng.random(n) < 0.7, labels, rng.choice([0, 1, 2, -1], n))
    answers[answers == 3] = 0
    failed = np.flatnonzero(rng.random(n) < 0.05)
    return labels.tolist(), answers.tolist(), failed.tolist()


@pytest.mark.parametrize("seed", range(5))
def test_figures_are_scikit_learns(seed: int) -> None:
    labels, answers, failed = messy(seed)
    found = planted(labels, answers, 3, failed=failed)
    mine = evaluate(found, resamples=FAST)
    kept = found.labelled
    truth, said = found.labels[kept], found.answers[kept].copy()
    groups = said.copy()
    groups[found.failed[kept]] = -2  # failed and unanswered are two groups to the Rand index
    named = np.unique(truth).tolist()
    assert mine.labelled == kept.sum() and mine.products == len(found)
    assert mine.accuracy.value == pytest.approx(reference.accuracy_score(truth, said))
    recalls = reference.recall_score(truth, said, labels=named, average="macro", zero_division=0)
    assert mine.balanced_accuracy.value == pytest.approx(recalls)
    f1 = reference.f1_score(truth, said, labels=named, average="macro", zero_division=0)
    assert mine.macro_f1.value == pytest.approx(f1)
    assert mine.ari.value == pytest.approx(reference.adjusted_rand_score(truth, groups))
    precision, recall, each_f1, support = reference.precision_recall_fscore_support(
        truth, said, labels=range(4), zero_division=0
    )
    for row, one in enumerate(mine.per_category):
        assert (one.precision.value, one.recall.value, one.f1.value) == pytest.approx(
            (precision[row], recall[row], each_f1[row])
        )
        assert one.support == support[row] and one.predicted == (said == row).sum()


def test_probabilities_are_judged_as_scikit_learn_does() -> None:
    found = drawn(np.random.default_rng(1), 600, 4)
    mine = evaluate(found, resamples=FAST)
    assert mine.log_loss is not None and mine.brier is not None
    assert mine.log_loss.value == pytest.approx(
        reference.log_loss(found.labels, found.probabilities, labels=range(4))
    )
    assert mine.brier.value == pytest.approx(
        reference.brier_score_loss(
            found.labels, found.probabilities, labels=range(4), scale_by_half=False
        )
    )


def test_the_calibration_error_by_hand() -> None:
    """Four answers 0.9 sure, three right: a gap of 0.15; two 0.6 sure, one right: 0.1."""
    sure = np.array([0.9] * 4 + [0.6] * 2)
    found = planted([0, 0, 0, 1, 0, 1], [0] * 6, 2, probabilities=np.stack([sure, 1 - sure], 1))
    mine = evaluate(found, resamples=FAST)
    assert mine.ece is not None
    assert mine.ece.value == pytest.approx((4 * 0.15 + 2 * 0.1) / 6)


def test_a_table_worked_by_hand() -> None:
    """Of three a, one right, one taken for b, one unanswered; of two b, one right, one failed; a label
    c that nobody offered; one product without a label."""
    found = planted([0, 0, 0, 1, 1, 2, -1], [0, 1, -1, 1, 0, 0, 1], 2, failed=[4])
    mine = evaluate(found, resamples=FAST)
    assert mine.confusion.columns == ("category 0", "category 1", UNANSWERED, FAILED)
    assert mine.confusion.counts.tolist() == [[1, 1, 1, 0], [0, 1, 0, 1], [1, 0, 0, 0]]
    assert (mine.products, mine.labelled, mine.unanswered, mine.failed) == (7, 6, 1, 1)
    assert mine.accuracy.value == pytest.approx(2 / 6)
    a, b, c = mine.per_category
    assert (a.precision.value, a.recall.value, a.f1.value) == pytest.approx((1 / 2, 1 / 3, 2 / 5))
    assert (b.precision.value, b.recall.value, b.f1.value) == pytest.approx((1 / 2, 1 / 2, 1 / 2))
    assert (c.support, c.predicted, c.f1.value) == (1, 0, 0.0)
    assert mine.macro_f1.value == pytest.approx((2 / 5 + 1 / 2) / 3)
    assert mine.balanced_accuracy.value == pytest.approx((1 / 3 + 1 / 2) / 3)


def test_a_cell_opens_its_products() -> None:
    labels, answers, failed = messy(3)
    found = planted(labels, answers, 3, failed=failed)
    table = confusion(found)
    for row in range(len(table.rows)):
        for column in range(len(table.columns)):
            assert len(products_in(found, row, column)) == table.counts[row, column]
    assert set(products_in(found, 0, 4)) <= set(failed)


def test_wilsons_interval_of_a_published_example() -> None:
    """Newcombe 1998, Statistics in Medicine 17, table I: 81 of 263 gives 0.2553 to 0.3662."""
    found = share(81, 263)
    assert (found.low, found.high) == pytest.approx((0.2553, 0.3662), abs=1e-4)
    assert share(0, 20).low == 0.0 and share(20, 20).high == 1.0


def test_a_perfect_score_of_few_products_is_not_certain() -> None:
    mine = evaluate(planted([0, 1] * 4, [0, 1] * 4, 2), resamples=FAST)
    assert mine.accuracy.value == 1.0
    assert mine.accuracy.low == pytest.approx(share(8, 8).low)
    assert mine.macro_f1.low < 0.8


def test_without_labels_there_is_a_sentence() -> None:
    with pytest.raises(NoLabels, match="label"):
        evaluate(planted([-1, -1], [0, 1], 2))


def test_the_same_seed_gives_the_same_intervals() -> None:
    found = drawn(np.random.default_rng(2), 300)
    assert evaluate(found).as_json() == evaluate(found).as_json()
    assert evaluate(found, seed=1).macro_f1 != evaluate(found).macro_f1


def test_intervals_cover_as_they_claim() -> None:
    """A fixed model, 400 data sets of 250 products: accuracy and macro-F1 of the whole lie within."""
    rng = np.random.default_rng(5)
    chances = np.array([[0.3, 0.05, 0.02], [0.06, 0.25, 0.04], [0.03, 0.05, 0.2]])
    truth = evaluate(
        planted(*np.repeat(np.indices((3, 3)).reshape(2, -1), (chances * 1000).astype(int).ravel(), 1)),
        resamples=1,
    )  # fmt: skip
    hits = {"accuracy": 0, "macro_f1": 0, "balanced_accuracy": 0, "ari": 0}
    for data in range(400):
        cells = rng.choice(9, 250, p=chances.ravel())
        found = evaluate(planted(cells // 3, cells % 3), resamples=400, seed=data)
        for name in hits:
            figure: Figure = getattr(found, name)
            hits[name] += figure.low <= getattr(truth, name).value <= figure.high
    assert all(0.92 <= count / 400 <= 0.98 for count in hits.values()), hits


def test_the_log_losss_interval_covers_as_it_claims() -> None:
    whole = evaluate(drawn(np.random.default_rng(7), 200_000), resamples=1)
    hits = {"log_loss": 0, "brier": 0}
    for data in range(300):
        found = evaluate(drawn(np.random.default_rng(1000 + data), 250), resamples=400, seed=data)
        for name in hits:
            figure: Figure = getattr(found, name)
            hits[name] += figure.low <= getattr(whole, name).value <= figure.high
    assert all(0.92 <= count / 300 <= 0.98 for count in hits.values()), hits


@pytest.mark.parametrize("factor", [1.0, 2.0])
def test_the_calibration_errors_interval_covers_too(factor: float) -> None:
    """A calibrated model, whose error is near 0, and an overconfident one."""

    def made(seed: int, n: int) -> Predictions:
        found = drawn(np.random.default_rng(seed), n)
        sharper = found.probabilities**factor
        return replace(found, probabilities=sharper / sharper.sum(1, keepdims=True))

    whole, inside = evaluate(made(7, 200_000), resamples=1).ece, 0
    assert whole is not None
    for data in range(200):
        figure = evaluate(made(1000 + data, 250), resamples=400, seed=data).ece
        assert figure is not None
        inside += figure.low <= whole.value <= figure.high
    assert inside / 200 >= 0.92


def test_groups_of_products_spread_as_products_do() -> None:
    """40,000 products are drawn in groups of eight: the interval is the normal one of a mean."""
    found = drawn(np.random.default_rng(9), 40_000)
    mine = evaluate(found, resamples=2_000)
    own = -np.log(found.probabilities[np.arange(len(found)), found.labels])
    assert mine.log_loss is not None
    width = 2 * 1.96 * own.std() / np.sqrt(len(own))
    assert mine.log_loss.high - mine.log_loss.low == pytest.approx(width, rel=0.1)


def test_resamples_without_a_figure_are_left_out() -> None:
    found = resampled(0.5, np.array([0.4, np.nan, 0.6]), 10)
    assert np.isfinite([found.low, found.high]).all() and found.low < 0.5 < found.high


@given(
    st.lists(st.tuples(st.integers(-1, 4), st.integers(-1, 2), st.booleans()), min_size=1, max_size=12),
    st.booleans(),
)  # fmt: skip
def test_any_predictions_give_figures_that_json_can_hold(
    rows: list[tuple[int, int, bool]], numbers: bool
) -> None:
    labels, answers, failed = (list(part) for part in zip(*rows, strict=True))
    spreads = np.full((len(rows), 3), 1 / 3) if numbers else None
    found = planted(labels, answers, 3, failed=np.flatnonzero(failed), probabilities=spreads)
    if not found.labelled.any():
        with pytest.raises(NoLabels):
            evaluate(found, resamples=20)
        return
    mine = evaluate(found, resamples=20)
    json.dumps(mine.as_json(), allow_nan=False)
    assert mine.confusion.counts.sum() == mine.labelled
    for figure in (mine.accuracy, mine.balanced_accuracy, mine.macro_f1, mine.ari):
        assert figure.low <= figure.value <= figure.high
    assert (mine.ece is None) == (not numbers or not (found.labelled & (found.answers >= 0)).any())


def test_where_resampling_sees_no_spread_the_interval_is_wilsons() -> None:
    """Two of three categories are wholly right, one wholly wrong: every resample says two thirds."""
    found = resampled(2 / 3, np.full(50, 2 / 3), 12)
    assert (found.value, found.low, found.high) == (
        pytest.approx(2 / 3),
        share(8, 12).low,
        share(8, 12).high,
    )
