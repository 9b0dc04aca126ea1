"""Category trees reduced to their first level."""

import pytest

from vitrine.catalog.categories import category_labels, first_level


@pytest.mark.parametrize(
    ("value", "first"),
    [
        ('["Home Furnishing >> Curtains >> Elegance Polyester"]', "Home Furnishing"),
        ("Home > Curtains", "Home"),
        ("Home>Curtains", "Home"),
        ("Maison › Rideaux", "Maison"),
        ("Home → Curtains", "Home"),
        ('["Home", "Curtains"]', "Home"),
        ("['Home']", "Home"),
        ('["Home >> cut off...', '["Home'),
        ('["Watches"]', "Watches"),
        ("  Beauty  and\nCare ", "Beauty and Care"),
        ("Home Decor & Festive Needs", "Home Decor & Festive Needs"),
        ("> 3 years", "> 3 years"),
        ("[]", ""),
        ("[1, 2]", "1, 2"),
        ("", ""),
        ("[" * 9_000 + "]" * 9_000, ""),
    ],
)
def test_first_level(value, first):
    assert first_level(value) == first


def test_paths_are_cut_where_they_are_beyond_doubt():
    paths = ["Home/Curtains", "Home/Beds", "Toys/Cars", "Toys/Dolls", ""]
    assert category_labels(paths) == ["Home", "Home", "Toys", "Toys", None]


@pytest.mark.parametrize(
    "values", [["TV/Video", "Home", "Toys", "Cars"], ["TV/Video", "Arts/Crafts"]]
)
def test_a_slash_in_a_plain_name_stays(values):
    assert category_labels(values) == values
