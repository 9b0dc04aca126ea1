"""The guess at which column is which, and the user's correction."""

import pandas as pd
import pytest

from vitrine.catalog.columns import guess_columns, with_columns
from vitrine.catalog.model import Columns
from vitrine.catalog.products import labels, products
from vitrine.errors import ColumnMissing, FileUnreadable

LONG = "a soft red coat for cold days number {} with two pockets and a warm lining inside"


def frame(rows=12, **columns):
    return pd.DataFrame({name: [make(i) for i in range(rows)] for name, make in columns.items()})


def description(i):
    return LONG.format(i)


def test_english_headings():
    table = frame(
        uniq_id=lambda i: f"x{i}",
        product_name=lambda i: f"Coat {i}",
        product_category_tree=lambda i: f'["Home >> {i}"]',
        description=description,
        product_specifications=lambda i: '{"k"=>[' + description(i) * 3,
    )
    assert guess_columns(table) == Columns(
        "description", "product_category_tree", "uniq_id", "product_name"
    )


def test_french_headings():
    table = frame(
        **{
            "Référence": lambda i: f"00{i}",
            "Libellé": lambda i: f"Manteau {i}",
            "Catégorie": lambda i: ["Mode", "Maison"][i % 2],
            "Description du produit": description,
        }
    )
    assert guess_columns(table) == Columns(
        "Description du produit", "Catégorie", "Référence", "Libellé"
    )


def test_content_alone():
    table = frame(
        a=lambda i: f"P{i:04}",
        b=description,
        c=lambda i: ["Home", "Toys"][i % 2],
        d=lambda i: str(i),
    )
    assert guess_columns(table) == Columns("b", "c", "a")


def test_a_category_tree_is_seen_without_its_heading():
    table = frame(b=description, c=lambda i: f"{['Home', 'Toys'][i % 2]} >> Thing {i}")
    assert guess_columns(table).category == "c"


def test_brands_prices_addresses_and_yes_no_play_no_part():
    table = frame(
        brand_name=lambda i: f"B{i}",
        price=lambda i: f"{i},5",
        image_url=lambda i: f"http://x/{i}",
        in_stock=lambda i: ["True", "False"][i % 2],
        description=description,
    )
    assert guess_columns(table) == Columns("description")


def test_the_categorys_own_id_and_the_subcategory_come_second():
    table = frame(
        category_id=lambda i: str(i % 2),
        sub_category=lambda i: f"Thing {i % 3}",
        category_name=lambda i: ["Home", "Toys"][i % 2],
        description=description,
    )
    assert guess_columns(table) == Columns("description", "category_name")


def test_an_empty_description_column_is_passed_over():
    table = frame(description=lambda i: "", body=description)
    assert guess_columns(table).text == "body"


def test_one_column_is_the_text_whatever_it_holds():
    assert guess_columns(frame(n=str)) == Columns("n")


def test_a_file_sorted_by_category_is_sampled_throughout():
    table = frame(5_000, b=description, c=lambda i: "Home" if i < 2_500 else "Toys")
    assert guess_columns(table).category == "c"


CSV = "ref,title,body,kind\n7,Coat,a warm coat,Home\n8,Cup,,Kitchen\n"


def test_the_user_corrects_the_guess_and_gets_rows_back(read):
    first = read(CSV, columns=Columns("body", "kind", "ref"))
    assert [p.line for p in first.problems] == [3]
    other = with_columns(first, Columns("title", "kind", None, "ref"))
    assert [p.description for p in products(other)] == ["Coat", "Cup"]
    assert (other.ids, other.problems) == (("1", "2"), ())
    assert labels(other) == ["Home", "Kitchen"]
    assert other.categories == ("Home", "Kitchen")
    assert (other.source, other.digest) == (first.source, first.digest)
    assert with_columns(other, first.columns).ids == first.ids == ("7",)


@pytest.mark.parametrize("part", ["text", "category", "id", "name"])
def test_a_column_that_is_not_there_is_named(read, part):
    columns = Columns(**{"text": "body", part: "nope"})
    with pytest.raises(ColumnMissing, match=r"“nope”.*ref, title, body, kind"):
        with_columns(read(CSV), columns)
    with pytest.raises(ColumnMissing):
        read(CSV, columns=columns)


def test_an_empty_text_column_is_refused(read):
    with pytest.raises(FileUnreadable, match="“b” holds no text"):
        read("a,b\nx,\ny,\n", columns=Columns("b"))


def test_numbers_for_labels_are_taken_where_the_heading_says_so():
    parts = {"sku": lambda i: f"p{i}", "description": description}
    assert guess_columns(frame(**parts, category=lambda i: str(i % 3))).category == "category"
    assert guess_columns(frame(**parts, rating=lambda i: str(i % 3))).category is None


def test_ids_that_repeat_are_ids_where_the_heading_says_so():
    table = frame(id=lambda i: "p1", description=description, category=lambda i: "Home")
    assert guess_columns(table).id == "id"
