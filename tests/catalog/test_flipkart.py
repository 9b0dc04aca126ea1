"""Real marketplace products, where they are at hand, and a European rendition of our own."""

from pathlib import Path

import pytest

from vitrine.catalog.model import Columns
from vitrine.catalog.profile import profile
from vitrine.catalog.read import read_catalog_file
from vitrine.settings import Settings

REAL = Path(__file__).parents[3] / "shared" / "flipkart" / "products_350.csv"
SEVEN = {
    "Baby Care",
    "Beauty and Personal Care",
    "Computers",
    "Home Decor & Festive Needs",
    "Home Furnishing",
    "Kitchen & Dining",
    "Watches",
}


@pytest.mark.skipif(not REAL.exists(), reason="the real products are not part of the project")
def test_real_products():
    catalog = read_catalog_file(REAL, Settings())
    figures = profile(catalog)
    assert figures.categories == dict.fromkeys(SEVEN, 50)
    assert (figures.rows, figures.duplicate_ids, figures.duplicate_descriptions) == (350, 0, 0)
    assert catalog.columns == Columns(
        "description", "product_category_tree", "uniq_id", "product_name"
    )
    assert (len(catalog.frame.columns), catalog.problems) == (15, ())
    # Counted with pandas' own reader: description.str.split().str.len().describe().
    words = {"count": 350, "mean": 76.72, "std": 73.065786, "min": 13, "max": 404}
    quartiles = {"25%": 30.25, "50%": 45, "75%": 94.5}
    assert figures.words.as_json() == pytest.approx(words | quartiles)


def test_a_european_spreadsheets_export(read):
    rows = [
        f"{i:05};Pièce n° {i};{i},50;Maison > Cuisine;“Théière” en grès émaillé; contenance"
        for i in range(3)
    ]
    rows = [row.replace("; contenance", f", contenance {i} l ") for i, row in enumerate(rows)]
    text = "réf;libellé;prix;catégorie;description\r\n" + "\r\n".join(rows)
    catalog = read(text.encode("cp1252"))
    assert (catalog.encoding, catalog.delimiter) == ("cp1252", ";")
    assert catalog.columns == Columns("description", "catégorie", "réf", "libellé")
    assert catalog.categories == ("Maison",)
    assert catalog.ids == ("00000", "00001", "00002")
    assert catalog.frame["prix"].tolist() == ["0,50", "1,50", "2,50"]
    assert catalog.frame["description"][0].startswith("“Théière” en grès émaillé, contenance 0")
