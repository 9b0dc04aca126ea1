"""The yardstick learns what is planted, and says where there is nothing to learn."""

import pytest

from vitrine.catalog.model import Product
from vitrine.classify.baseline import fit_baseline
from vitrine.errors import NothingToLearn

SHOP = [
    Product("1", "a steel watch", "Watches"),
    Product("2", "the watch dial", "Watches"),
    Product("3", "a clay mug", "Mugs"),
    Product("4", "the mug", "Mugs"),
    Product("5", "a bowl of clay", "Bowls"),
    Product("6", "the steel bowl", "Bowls"),
    Product("7", "never labelled", None),
]


def test_each_category_is_told_by_its_own_word() -> None:
    found = fit_baseline(SHOP, str.split)
    assert found.products == 6
    for category, word in (("Watches", "watch"), ("Mugs", "mug"), ("Bowls", "bowl")):
        own = found.coefficients[category]
        assert max(own, key=lambda name: own[name]) == word
        assert own[word] > 0 > found.coefficients["Bowls" if word != "bowl" else "Mugs"][word]
    assert "never" not in found.coefficients["Mugs"]


def test_two_categories_mirror_each_other() -> None:
    found = fit_baseline(SHOP[:4], str.split).coefficients
    assert found["Mugs"]["mug"] == pytest.approx(-found["Watches"]["mug"], abs=1e-3)


@pytest.mark.parametrize("shop", [[], SHOP[:2], SHOP[6:], [Product("1", "", "A"), SHOP[0]]])
def test_without_two_labelled_categories_there_is_a_sentence(shop: list[Product]) -> None:
    with pytest.raises(NothingToLearn, match="two or more"):
        fit_baseline(shop, str.split)
