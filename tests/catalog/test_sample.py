"""A sample has as many of each category, never the same text twice, and is the same next time."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vitrine.catalog.model import Product
from vitrine.catalog.sample import stratified

SHOP = [
    Product(f"{category}{row}", f"{category} number {row}", category)
    for category, many in (("Mugs", 20), ("Watches", 20), ("Rare", 2))
    for row in range(many)
]


def test_each_category_has_its_part_and_a_small_one_all_it_has() -> None:
    counts = Counter(product.category for product in stratified(SHOP, 14))
    assert counts == {"Mugs": 6, "Watches": 6, "Rare": 2}


def test_the_same_seed_draws_the_same_and_another_one_others() -> None:
    assert stratified(SHOP, 10, 3) == stratified(SHOP, 10, 3)
    assert stratified(SHOP, 10, 3) != stratified(SHOP, 10, 4)


def test_a_larger_sample_begins_with_the_smaller() -> None:
    assert stratified(SHOP, 30)[:9] == stratified(SHOP, 9)


def test_a_text_counts_once_and_an_empty_one_never() -> None:
    shop = [Product("1", "a  mug"), Product("2", " a mug "), Product("3", "  "), Product("4", "b")]
    assert {product.id for product in stratified(shop, 9)} == {"1", "4"}


def test_the_strata_may_be_told() -> None:
    found = stratified(SHOP, 2, stratum=lambda product: product.id[-1])
    assert len({product.id[-1] for product in found}) == 2


@pytest.mark.parametrize("size", [0, 5, 1000])
def test_no_more_than_there_are(size: int) -> None:
    assert len(stratified(SHOP, size)) == min(size, len(SHOP))
    assert stratified([], size) == ()


@given(
    st.lists(st.tuples(st.text(max_size=3), st.sampled_from(["A", "B", None])), max_size=30),
    st.integers(0, 40),
)
def test_any_catalogue_gives_distinct_products_of_its_own(
    rows: list[tuple[str, str | None]], size: int
) -> None:
    shop = [Product(str(row), text, category) for row, (text, category) in enumerate(rows)]
    found = stratified(shop, size)
    assert len({product.id for product in found}) == len(found) <= size
    assert set(found) <= set(shop)
    many = Counter(product.category for product in found)
    whole = Counter(product.category for product in stratified(shop, len(shop)))
    short = [many[name] for name in whole if many[name] < whole[name]]
    assert not short or max(many.values(), default=0) - min(short) <= 1
