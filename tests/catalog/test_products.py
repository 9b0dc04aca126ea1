"""Products and their ids."""

import pytest

from vitrine.catalog.model import Product
from vitrine.catalog.products import labels, product, products
from vitrine.errors import ProductUnknown

CSV = """id,name,description,category
007,Coat,a warm coat,Home > Coats
007,,a cold coat,
,Cup,a cup,Kitchen
007 (2),Jug,a jug,Kitchen
007,Pot,a pot,Kitchen
"""


def test_products_carry_the_files_own_words(read):
    assert products(read(CSV))[:3] == (
        Product("007", "a warm coat", "Home", "Coat"),
        Product("007 (3)", "a cold coat", None, None),
        Product("3", "a cup", "Kitchen", "Cup"),
    )


def test_ids_are_made_unique_and_each_change_is_named(read):
    catalog = read(CSV)
    assert catalog.ids == ("007", "007 (3)", "3", "007 (2)", "007 (4)")
    assert [p.line for p in catalog.problems] == [3, 4, 6]
    assert "“007” stands above" in str(catalog.problems[0].reason)
    assert "id is missing" in str(catalog.problems[1].reason)


def test_a_product_is_found_by_its_id(read):
    catalog = read(CSV)
    for wanted in products(catalog):
        assert product(catalog, wanted.id) == wanted
    with pytest.raises(ProductUnknown, match="“nope”"):
        product(catalog, "nope")


def test_without_category_or_id_rows_are_numbered(read):
    catalog = read("description\na coat\na cup\n")
    assert products(catalog) == (Product("1", "a coat"), Product("2", "a cup"))
    assert labels(catalog) == [None, None]
    assert catalog.categories == ()
