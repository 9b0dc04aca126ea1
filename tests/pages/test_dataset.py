"""Dataset takes any file, shows how it is distributed, and says what is wrong in one sentence."""

import pytest
from streamlit.testing.v1 import AppTest

from tests.pages.conftest import Visit, said

GOOD = b"id;nom;categorie;description\n" + "".join(
    f"{row};Montre {row};{'Montres' if row % 2 else 'Maison'};Texte numéro {row}\n"
    for row in range(1, 11)
).encode("cp1252")


def dropped(page: AppTest, name: str, data: bytes) -> AppTest:
    page.file_uploader[0].upload(name, data, "application/octet-stream").run()
    assert not page.exception
    return page


def test_without_a_catalogue_it_invites(visit: Visit) -> None:
    page = visit("dataset")
    assert not page.exception
    assert "No catalogue yet" in said(page)
    assert not page.metric


def test_the_sample_is_one_click_away(visit: Visit) -> None:
    page = visit("dataset")
    next(button for button in page.button if "sample" in button.label).click().run()
    text = said(page)
    assert "Products: 14" in text
    assert "The 7 categories are balanced: 2 products in each." in text
    assert "Half of the descriptions have" in text


def test_the_address_brings_the_sample_back(visit: Visit) -> None:
    page = visit("home", catalogue="sample")
    assert "Sample catalogue" in said(page)


def test_a_file_from_a_european_spreadsheet_is_read(visit: Visit) -> None:
    text = said(dropped(visit("dataset"), "produits.csv", GOOD))
    assert "Products: 10" in text
    assert "Categories: 2" in text
    assert "Encoding cp1252 · delimiter `;`" in text


def test_broken_rows_are_listed_with_their_lines(visit: Visit) -> None:
    page = dropped(visit("dataset"), "produits.csv", GOOD + b"11;a;b;c;d;e\n12;Montre;Maison;\n")
    assert "2 rows of the file need a look." in [expander.label for expander in page.expander]
    table = next(frame.value for frame in page.dataframe if "Line" in frame.value.columns)
    assert table["Line"].tolist() == [12, 13]
    assert table["What was found"].tolist() == [
        "6 cells where the heading has 4: left out",
        "the description is empty: left out",
    ]


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "This file holds no products."),
        (b"\x7fELF\x00\x01\x02" * 50, "it is a program"),
        (b"%PDF-1.4 ...", "it is a PDF"),
        (b"id,description\n", "This file holds no products."),
        (b"\x00\x01\x02\x03" * 200, "This file cannot be read"),
    ],
)
def test_a_file_that_cannot_be_used_ends_in_a_sentence(
    visit: Visit, data: bytes, sentence: str
) -> None:
    page = dropped(dropped(visit("dataset"), "good.csv", GOOD), "bad.csv", data)
    text = said(page)
    assert sentence in text
    assert "Products: 10" in text, "the catalogue from before stays"
    assert "The catalogue from before stays in use." in text


def test_a_good_file_clears_the_error(visit: Visit) -> None:
    page = dropped(visit("dataset"), "bad.csv", b"%PDF-1.4 ...")
    assert page.error
    page = dropped(page, "good.csv", GOOD)
    assert not page.error


def test_a_column_can_be_corrected(visit: Visit) -> None:
    page = dropped(visit("dataset"), "produits.csv", GOOD)
    category = next(box for box in page.selectbox if box.label == "Category")
    category.select("").run()
    assert not page.exception
    assert "Categories: 0" in said(page)
    assert "The file gives no categories." in said(page)


def test_html_and_markdown_of_a_file_stay_text(visit: Visit) -> None:
    rows = b"".join(b"%d,text number %d,**<script>x</script>**\n" % (row, row) for row in range(8))
    page = dropped(visit("dataset"), "<b>x</b>.csv", b"id,description,category\n" + rows)
    assert not page.exception
    shown = [element.value for element in page.markdown]
    assert not any("<script>" in text or "<b>" in text for text in shown)


def test_dataset_speaks_french(visit: Visit) -> None:
    page = visit("home", lang="fr", catalogue="sample").switch_page("pages/dataset.py").run()
    assert "Les 7 catégories sont équilibrées\u00a0: 2 produits dans chacune." in said(page)
