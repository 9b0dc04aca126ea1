"""Overall importance against tables worked by hand.

Two categories, each product with the weights of its own category:

    product  category  steel  dial  soft
    1        Watches    2.0    1.0   -
    2        Watches    3.0    2.0   0.25
    3        Watches    4.0    3.0   -
    4        Mugs       9.0     -   -1.0
    5        Mugs        -      -   -2.0
    6        Mugs        -      -   -3.0
"""

import math

import pytest

from vitrine.explain.importance import Explained, away, importance, towards

T_2 = 4.302652729911275  # Student's 97.5 % point at two degrees of freedom, from a printed table

TABLE = (
    Explained("1", "Watches", {"steel": 2.0, "dial": 1.0}),
    Explained("2", "Watches", {"steel": 3.0, "dial": 2.0, "soft": 0.25}),
    Explained("3", "Watches", {"steel": 4.0, "dial": 3.0}),
    Explained("4", "Mugs", {"steel": 9.0, "soft": -1.0}),
    Explained("5", "Mugs", {"soft": -2.0}),
    Explained("6", "Mugs", {"soft": -3.0}),
)


def words(category: str, **options: int) -> dict[str, object]:
    return {entry.word: entry for entry in importance(TABLE, **options).words[category]}


def test_a_words_importance_is_its_mean_over_the_products_that_have_it() -> None:
    steel = words("Watches")["steel"]
    assert steel.weight == pytest.approx(3.0)
    assert steel.products == 3
    assert steel.low == pytest.approx(3.0 - T_2 / math.sqrt(3))  # the deviation is 1
    assert steel.high == pytest.approx(3.0 + T_2 / math.sqrt(3))
    assert steel.certain
    assert not words("Watches")["dial"].certain  # 2 ± 2.48


def test_the_sign_stays_and_the_categories_stay_apart() -> None:
    assert words("Mugs")["soft"].weight == pytest.approx(-2.0)
    assert importance(TABLE).products == {"Watches": 3, "Mugs": 3}


def test_a_word_of_too_few_products_is_left_out() -> None:
    assert set(words("Watches")) == {"steel", "dial"}
    assert set(words("Mugs")) == {"soft"}
    assert set(words("Watches", least_products=4)) == set()


def test_homogeneity_is_the_papers() -> None:
    """steel: √9 in Watches, √9 in Mugs, so H = ln 2, the most; dial lies in Watches alone, H = 0, the
    least; soft: √0.25 and √6, H between."""
    shares = (0.5 / (0.5 + math.sqrt(6)), math.sqrt(6) / (0.5 + math.sqrt(6)))
    soft = -sum(share * math.log(share) for share in shares)
    assert words("Watches")["dial"].homogeneity == pytest.approx(1.0)
    assert words("Watches")["steel"].homogeneity == pytest.approx(0.0)
    assert words("Mugs")["soft"].homogeneity == pytest.approx(1.0 - soft / math.log(2))


def test_where_all_words_are_spread_alike_none_is_less_telling() -> None:
    one = [Explained(str(row), "Mugs", {"a": row, "b": 2.0 * row}) for row in (1, 2, 3)]
    assert [entry.homogeneity for entry in importance(one).words["Mugs"]] == [1.0, 1.0]


def test_means_are_shrunk_by_their_errors() -> None:
    """Watches: steel 3 and dial 2, both with a variance of 1 over 3 products, so an error² of 1/3;
    τ² = (9 + 4) / 2 - 1/3."""
    spread = 6.5 - 1 / 3
    assert words("Watches")["dial"].shrunk == pytest.approx(2.0 * spread / (spread + 1 / 3))


def test_what_is_to_be_believed_comes_first_not_the_largest_mean() -> None:
    wild = [Explained(str(row), "Mugs", {"wild": 8.0 * row - 4.0, "calm": 3.0}) for row in range(3)]
    mean = {entry.word: entry.weight for entry in importance(wild).words["Mugs"]}
    assert mean["wild"] > mean["calm"]
    ranked = towards(importance(wild).words["Mugs"])
    assert [entry.word for entry in ranked] == ["calm", "wild"]


def test_a_word_that_does_nothing_every_time_stays_behind() -> None:
    """Its interval's lower end would be the higher one."""
    told = [
        Explained(str(row), "Mugs", {"of": 0.01, "mug": weight})
        for row, weight in enumerate((1, 3, 5))
    ]
    of, mug = sorted(importance(told).words["Mugs"], key=lambda entry: entry.weight)
    assert of.low > mug.low
    assert [entry.word for entry in towards((of, mug))] == ["mug", "of"]


def test_means_that_their_errors_account_for_are_all_shrunk_to_nothing() -> None:
    told = [Explained(str(row), "Mugs", {"of": weight}) for row, weight in enumerate((-1, 0, 1.1))]
    assert [entry.shrunk for entry in importance(told).words["Mugs"]] == [0.0]


def test_away_holds_the_negative_words_alone() -> None:
    found = importance(TABLE).words
    assert [entry.word for entry in away(found["Mugs"])] == ["soft"]
    assert towards(found["Mugs"]) == ()
    assert away(found["Watches"]) == ()


def test_homogeneity_moves_a_shared_word_behind() -> None:
    shared = [
        Explained(str(row), category, {"shop": 3.0, category.casefold(): 2.0})
        for row in range(3)
        for category in ("Mugs", "Watches")
    ]
    found = importance(shared).words["Mugs"]
    assert [entry.word for entry in towards(found)] == ["shop", "mugs"]
    assert [entry.word for entry in towards(found, by_homogeneity=True)] == ["mugs", "shop"]


def test_nothing_explained_has_no_words() -> None:
    assert importance([]).words == {}
    assert importance([Explained("1", "Mugs", {})]).words == {"Mugs": ()}
