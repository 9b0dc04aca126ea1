"""Two runs side by side, against tables worked by hand and scipy."""

import numpy as np
import pytest
from scipy.stats import binom

from tests.evaluate.making import planted
from vitrine.errors import RowsDiffer
from vitrine.evaluate.compare import compare, mcnemar, paired_difference, standing


def test_a_table_worked_by_hand() -> None:
    first = planted([0, 0, 1, 1, -1], [0, 0, 0, -1, 1], 2)
    second = planted([0, 0, 1, 1, -1], [0, 1, 1, 1, 1], 2)
    found = compare(first, second)
    assert (found.both_right, found.only_first, found.only_second, found.neither) == (1, 1, 2, 0)
    assert found.agreement.tolist() == [[1, 2, 0], [0, 1, 0], [0, 1, 0]]
    assert found.differing.tolist() == [1, 2, 3] and found.agreeing.value == pytest.approx(2 / 5)
    assert found.difference is not None and found.difference.value == pytest.approx(1 / 4)


def test_mcnemar_is_a_fair_coins_two_tails() -> None:
    """Of 12 differing, 2 to 10: 2·P(X ≤ 2) for 12 fair coins, 158/4096."""
    assert mcnemar(2, 10) == pytest.approx(158 / 4096)
    assert mcnemar(30, 17) == pytest.approx(2 * binom.cdf(17, 47, 0.5))
    assert mcnemar(0, 0) == 1.0 and mcnemar(4, 4) == 1.0


def test_other_names_for_the_same_categories_are_matched_by_name() -> None:
    first = planted([0, 1, 2], [0, 1, 2], 3)
    second = planted([0, 1, 2], [0, 1, 2], 3).with_labels(
        np.arange(3, dtype=np.int32), ["category 2", "category 1", "category 0"]
    )
    found = compare(first, second)
    assert found.both_right == 3 and not len(found.differing)  # the first's labels count


def test_other_products_are_refused() -> None:
    first = planted([0, 1], [0, 1], 2, name="one")
    with pytest.raises(RowsDiffer, match="one"):
        compare(first, planted([0], [0], 2))
    with pytest.raises(RowsDiffer):
        compare(first, planted([0, 1], [0, 1], 2, ids=["x", "y"]))
    with pytest.raises(RowsDiffer):
        compare(planted([], [], 2), planted([], [], 2))


def test_unlabelled_runs_are_compared_by_their_answers() -> None:
    found = compare(planted([-1, -1], [0, 1], 2), planted([-1, -1], [0, 0], 2))
    assert found.mcnemar_p is None and found.difference is None
    assert found.agreeing.value == 0.5


def test_the_differences_interval_covers_as_it_claims() -> None:
    """1,000 catalogues of 120 products; the second is right 5 points more often."""
    rng = np.random.default_rng(0)
    inside = 0
    for _ in range(1000):
        _both, only_first, only_second, _neither = rng.multinomial(120, [0.7, 0.07, 0.12, 0.11])
        found = paired_difference(int(only_first), int(only_second), 120)
        inside += found.low <= 0.05 <= found.high
    assert 0.92 <= inside / 1000 <= 0.98


def test_no_difference_in_few_products_is_not_certain() -> None:
    found = paired_difference(0, 0, 5)
    assert found.value == 0.0 and found.low < 0 < found.high


def test_what_quality_costs() -> None:
    found = standing(planted([0, 1, 0], [0, 1, 1], 2), resamples=50)
    assert found.accuracy.value == pytest.approx(2 / 3)
    assert found.seconds == pytest.approx(0.1) and found.tokens == 30
