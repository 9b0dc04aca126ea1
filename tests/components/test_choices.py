"""Which products a search finds, and which categories are used."""

from components.category_plan import plan
from components.loaded import LoadedCatalog
from components.product_chooser import label, matching
from vitrine.catalog.model import Catalog, Product
from vitrine.catalog.read import read_catalog
from vitrine.classify.prompt import NOTE_CATEGORIES
from vitrine.settings import Settings

PRODUCTS = (
    Product("A1", "Steel bottle, 750 ml", None, "Bottle"),
    Product("B2", "Café mug of clay", None, None),
    Product("C3", "A bottle of shampoo", None, "Hair care"),
)


def catalogue(categories: list[str]) -> Catalog:
    rows = "".join(
        f"{row},text of product {row},{name}\n" for row, name in enumerate(categories * 2)
    )
    return read_catalog(f"id,description,category\n{rows}".encode(), "c.csv", Settings())


SHOP = LoadedCatalog(
    read_catalog(
        b"id,name,description\n"
        + "".join(f'{p.id},{p.name or ""},"{p.description}"\n' for p in PRODUCTS).encode(),
        "shop.csv",
        Settings(),
    ),
    b"",
)


def found(search: str) -> list[str]:
    return [product.id for product in matching(SHOP, search)]


def test_every_word_must_be_somewhere_in_the_product() -> None:
    assert found("bottle") == ["A1", "C3"]
    assert found("BOTTLE hair") == ["C3"]
    assert found("b2") == ["B2"]
    assert found("CAFÉ") == ["B2"]
    assert found("") == ["A1", "B2", "C3"]
    assert found("bottle mug") == []


def test_without_a_search_nothing_is_folded() -> None:
    shop = LoadedCatalog(SHOP.catalog, SHOP.data)
    assert matching(shop, " ") is shop.products
    assert "searchable" not in vars(shop)
    matching(shop, "mug")
    assert "searchable" in vars(shop)


def test_a_product_is_listed_by_its_name_else_its_text() -> None:
    assert label(PRODUCTS[0]) == "Bottle · A1"
    assert label(PRODUCTS[1]) == "Café mug of clay · B2"
    long = label(Product("L", "word " * 100))
    assert long.endswith("… · L")
    assert len(long) < 100


def test_without_a_catalogue_the_seven_are_used() -> None:
    assert plan(None, False, "llama2").categories == NOTE_CATEGORIES


def test_the_catalogues_own_categories_are_used() -> None:
    found = plan(catalogue(["Cars", "Boats"]), False, "llama2")
    assert found.categories == ("Cars", "Boats")
    assert found.warning is None
    assert found.trouble is None


def test_the_demo_model_is_warned_about_what_it_does_not_know() -> None:
    found = plan(catalogue(["Cars", "Boats"]), False, "vitrine-demo")
    assert found.warning is not None
    assert "Cars" in str(found.warning)
    assert plan(catalogue(["Cars", "Boats"]), True, "vitrine-demo").categories == NOTE_CATEGORIES


def test_too_many_categories_are_said_and_replaced() -> None:
    found = plan(
        catalogue([f"Category {letter}" for letter in "abcdefghijklmnopqrstuv"]), False, "m"
    )
    assert found.categories == NOTE_CATEGORIES
    assert found.trouble is not None
    assert "22 categories" in str(found.trouble)
