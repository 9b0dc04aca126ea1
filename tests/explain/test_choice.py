"""A choice has as many of each category, never the same text twice, and is the same next time."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vitrine.catalog.model import Product
from vitrine.explain.choice import How, choose

SHOP = [
    Product(f"{category}{row}", f"{category} number {row}", category)
    for category, many in (("Mugs", 20), ("Watches", 20), ("Rare", 2))
    for row in range(many)
]


def test_each_category_has_its_part_and_a_small_one_all_it_has() -> None:
    counts = Counter(product.category for product in choose(SHOP, 14))
    assert counts == {"Mugs": 6, "Watches": 6, "Rare": 2}


def test_the_same_seed_draws_the_same_and_another_one_others() -> None:
    assert choose(SHOP, 10, 3) == choose(SHOP, 10, 3)
    assert choose(SHOP, 10, 3) != choose(SHOP, 10, 4)


def test_a_larger_sample_begins_with_the_smaller() -> None:
    assert choose(SHOP, 30)[:9] == choose(SHOP, 9)


def test_a_text_counts_once_and_an_empty_one_never() -> None:
    shop = [Product("1", "a  mug"), Product("2", " a mug "), Product("3", "  "), Product("4", "b")]
    assert {product.id for product in choose(shop, 9)} == {"1", "4"}


def test_the_strata_may_be_told() -> None:
    found = choose(SHOP, 2, stratum=lambda product: product.id[-1])
    assert len({product.id[-1] for product in found}) == 2


@pytest.mark.parametrize("size", [0, 5, 1000])
def test_no_more_than_there_are(size: int) -> None:
    assert len(choose(SHOP, size)) == min(size, len(SHOP))
    assert choose([], size) == ()


def test_telling_words_recur_where_a_random_draw_scatters_them() -> None:
    """Of each category's 40 products four say what they are; the others all say different things."""
    shop = [
        Product(
            f"{name}{row}",
            f"{name if row % 10 == 0 else f'thing{row}{name}'} no {row} {name[0]}",
            name,
        )
        for name in ("mug", "watch")
        for row in range(40)
    ]
    chosen = choose(shop, 8)
    assert sum(one.category in one.description.split() for one in chosen) == 8
    drawn = choose(shop, 8, how="random")
    assert sum(one.category in one.description.split() for one in drawn) < 8


def test_of_equally_telling_products_the_shorter_comes_first() -> None:
    shop = [
        Product(f"{name}{row}", f"{name} " + " ".join(f"w{row}{name}{i}" for i in range(row)), name)
        for name in ("mug", "watch")
        for row in range(6)
    ]
    assert [product.id for product in choose(shop, 4)] == ["mug0", "watch0", "mug1", "watch1"]


def test_without_categories_the_draw_is_random() -> None:
    shop = [Product(str(row), f"thing {row}") for row in range(30)]
    assert choose(shop, 5) == choose(shop, 5, how="random")


@given(
    st.lists(st.tuples(st.text(max_size=3), st.sampled_from(["A", "B", None])), max_size=30),
    st.integers(0, 40),
    st.sampled_from(["recurring", "random"]),
)
def test_any_catalogue_gives_distinct_products_of_its_own(
    rows: list[tuple[str, str | None]], size: int, how: How
) -> None:
    shop = [Product(str(row), text, category) for row, (text, category) in enumerate(rows)]
    found = choose(shop, size, how=how)
    assert len({product.id for product in found}) == len(found) <= size
    assert set(found) <= set(shop)
    many = Counter(product.category for product in found)
    whole = Counter(product.category for product in choose(shop, len(shop)))
    short = [many[name] for name in whole if many[name] < whole[name]]
    assert not short or max(many.values(), default=0) - min(short) <= 1
