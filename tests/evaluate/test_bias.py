"""Groups that fare worse, planted and by chance; intervals and corrections against published tables."""

import numpy as np
import pytest

from vitrine.catalog.read import read_catalog
from vitrine.classify.prediction import Distribution, Prediction, Provenance
from vitrine.evaluate.bias import Traits, biases, column_of, holm, traits_of
from vitrine.evaluate.bias import _by_right as by_right
from vitrine.evaluate.predictions import Predictions, gather
from vitrine.evaluate.share import Share
from vitrine.settings import Settings

NAMES = ("Home", "Baby")


def answered(name: str, probability: float) -> Prediction:
    other = NAMES[1 - NAMES.index(name)]
    shares = {name: probability, other: 1 - probability}
    spread = Distribution(shares, {key: float(np.log(p)) for key, p in shares.items()}, 0.0)
    return Prediction("answered", name, "A", spread, Provenance("e", "m", "d", "1", "direct", {}))


def predictions(rights: list[bool], labelled: bool = True, sure: float = 0.9) -> Predictions:
    count = len(rights)
    labels = ["Home" if labelled else None] * count
    found = [answered("Home" if right else "Baby", sure) for right in rights]
    ids = [str(place) for place in range(count)]
    return gather("m", NAMES, ids, ["a text"] * count, labels, found)


def brand(*cells: str) -> Traits:
    return Traits({"brand": "brand"}, {"brand": cells})


def test_a_brand_that_fares_worse_is_named_first_and_stands_out() -> None:
    rights = [place % 10 != 0 for place in range(100)] + [place % 2 == 0 for place in range(40)]
    cells = [f"B{place % 4}" for place in range(100)] + ["Bad"] * 40
    (found,) = biases(predictions(rights), brand(*cells))
    first = found.groups[0]
    assert (first.name, first.products, first.here) == ("Bad", 40, 0.5)
    assert first.elsewhere == pytest.approx(0.9)
    assert first.stands_out and first.high < 0
    assert [group.name for group in found.outstanding if group.difference < 0] == ["Bad"]
    assert found.left_out == 0


def test_brands_that_differ_by_chance_do_not_stand_out() -> None:
    found_by_chance = 0
    for seed in range(40):
        rng = np.random.default_rng(seed)
        cells = [f"B{place % 20}" for place in range(400)]
        (found,) = biases(predictions(list(rng.random(400) < 0.85)), brand(*cells))
        found_by_chance += bool(found.outstanding)
    assert found_by_chance <= 5  # at the level of 0.05, two of forty are to be expected


def test_without_labels_the_answers_probability_is_compared() -> None:
    found = gather(
        "m",
        NAMES,
        [str(place) for place in range(60)],
        ["a text"] * 60,
        [None] * 60,
        [
            answered("Home", (0.95 if place < 40 else 0.6) + 0.001 * (place % 7))
            for place in range(60)
        ],
    )
    (bias,) = biases(found, brand(*["Good"] * 40, *["Bad"] * 20))
    assert [group.of for group in bias.groups] == ["confidence"] * 2
    assert bias.groups[0].name == "Bad"
    assert bias.groups[0].difference == pytest.approx(-0.35, abs=0.005)
    assert bias.groups[0].low < -0.34 and bias.groups[0].high > -0.36 and bias.groups[0].stands_out


def test_small_groups_and_products_without_a_brand_are_left_out() -> None:
    cells = ["Big"] * 10 + ["big "] * 10 + ["Other"] * 12 + ["Rare"] * 3 + [""] * 5
    (found,) = biases(predictions([True] * 40), brand(*cells))
    assert {group.name: group.products for group in found.groups} == {"Big": 20, "Other": 12}
    assert found.left_out == 8


@pytest.mark.parametrize("cells", [["One"] * 30, [f"B{place}" for place in range(30)], [""] * 30])
def test_fewer_than_two_groups_say_nothing(cells: list[str]) -> None:
    assert biases(predictions([True] * 30), brand(*cells)) == ()


def test_prices_are_put_into_four_bands_from_low_to_high() -> None:
    cells = [f"Rs. {price:,}" for price in range(1000, 1080)]
    traits = Traits({"price": "price"}, {"price": cells})
    (found,) = biases(predictions([True] * 80), traits)
    assert [group.name for group in found.groups] == [
        "1000–1019",
        "1020–1039",
        "1040–1059",
        "1060–1079",
    ]
    assert [group.products for group in found.groups] == [20] * 4
    assert found.outstanding == ()


def test_equal_prices_share_a_band() -> None:
    traits = Traits({"price": "price"}, {"price": ["5"] * 40 + ["9"] * 20})
    (found,) = biases(predictions([True] * 60), traits)
    assert [(group.name, group.products) for group in found.groups] == [("5–5", 40), ("9–9", 20)]


@pytest.mark.parametrize(
    ("headings", "trait", "column"),
    [
        (["uniq_id", "retail_price", "discounted_price", "brand"], "price", "discounted_price"),
        (["Prix de vente (€)", "Marque"], "price", "Prix de vente (€)"),
        (["Prix", "Marque"], "brand", "Marque"),
        (["productBrand", "cost"], "brand", "productBrand"),
        (["Manufacturer", "cost"], "price", "cost"),
        (["priceless", "text"], "price", None),
        ([], "brand", None),
    ],
)
def test_a_column_is_found_by_its_heading(
    headings: list[str], trait: str, column: str | None
) -> None:
    assert column_of(headings, trait) == column  # type: ignore[arg-type]


def test_traits_come_in_the_products_order() -> None:
    data = b"id,description,brand,price\n1,a soft mug,Cup,5\n2,a fine watch,Dial,$7\n"
    found = traits_of(read_catalog(data, "s.csv", Settings()), ["2", "1"])
    assert found.columns == {"brand": "brand", "price": "price"}
    assert found.cells == {"brand": ("Dial", "Cup"), "price": ("$7", "5")}


def test_the_interval_of_a_difference_is_newcombes() -> None:
    """Newcombe (Statistics in Medicine 17, 1998), table II, case (a), method 10."""
    found = by_right("x", Share(56, 70), Share(48, 80))
    assert found.difference == pytest.approx(0.2)
    assert (found.low, found.high) == (
        pytest.approx(0.0524, abs=5e-5),
        pytest.approx(0.3339, abs=5e-5),
    )


def test_p_values_are_corrected_by_hand() -> None:
    """0.01, 0.02, 0.03, 0.04: times 4, 3, 2, 1, never falling."""
    assert holm([0.04, 0.01, 0.03, 0.02]) == pytest.approx([0.06, 0.04, 0.06, 0.06])
    assert holm([0.6, 0.9]) == [1.0, 1.0]
    assert holm([]) == []
