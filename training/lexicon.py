"""Reads the lexicon: the words that products are written from (format: `lexicon/README.md`)."""

import string
import sys
import tomllib
from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).parent / "lexicon"
PLACEHOLDERS = {"brand", "name", "color", "material", "feature", "use"}


@dataclass(frozen=True)
class ProductType:
    """One kind of product, with the words that sellers use about it."""

    category: str
    branch: str
    sections: tuple[str, ...]
    names: tuple[str, ...]
    themes: tuple[str, ...]
    materials: tuple[str, ...]
    features: tuple[str, ...]
    uses: tuple[str, ...]
    specs: tuple[tuple[str, ...], ...]
    prose: tuple[str, ...]
    contents: tuple[str, ...]


@dataclass(frozen=True)
class CategoryLexicon:
    """One category: its brands and its product types."""

    category: str
    brands: tuple[str, ...]
    known_brands: tuple[str, ...]
    types: tuple[ProductType, ...]


def read_lexicon(path: Path) -> CategoryLexicon:
    """Reads one category file; raises `ValueError` naming the first thing that is off."""
    with path.open("rb") as file:
        raw = tomllib.load(file)
    sections = {branch["name"]: tuple(branch["sections"]) for branch in raw["branch"]}
    types = []
    for number, entry in enumerate(raw["type"], 1):
        try:
            types.append(_product_type(raw["category"], sections, entry))
        except (KeyError, ValueError, TypeError) as error:
            raise ValueError(
                f"{path.name}, type {number} {entry.get('names')}: {error!r}"
            ) from error
    return CategoryLexicon(
        raw["category"], tuple(raw["brands"]), tuple(raw["known_brands"]), tuple(types)
    )


def read_all(folder: Path = FOLDER) -> dict[str, CategoryLexicon]:
    """Reads every category of the lexicon, by category name."""
    lexicons = [read_lexicon(path) for path in sorted(folder.glob("*.toml"))]
    return {lexicon.category: lexicon for lexicon in lexicons}


def _product_type(category: str, sections: dict[str, tuple[str, ...]], entry: dict) -> ProductType:
    lists = {
        key: tuple(entry[key])
        for key in ("names", "themes", "materials", "features", "uses", "prose", "contents")
    }
    for key, values in lists.items():
        if not values or not all(isinstance(value, str) and value.strip() for value in values):
            raise ValueError(f"{key} must be a list of non-empty texts")
    for sentence in lists["prose"]:
        fields = {
            field for _, field, _, _ in string.Formatter().parse(sentence) if field is not None
        }
        if fields - PLACEHOLDERS:
            raise ValueError(f"unknown placeholder {fields - PLACEHOLDERS} in {sentence!r}")
    specs = tuple(tuple(map(str, spec)) for spec in entry["specs"])
    if any(len(spec) < 2 for spec in specs):
        raise ValueError("a spec needs an attribute and at least one value")
    return ProductType(
        category=category,
        branch=entry["branch"],
        sections=sections[entry["branch"]],
        specs=specs,
        **lists,
    )


def main() -> None:
    """Checks the files named on the command line, or all."""
    paths = [Path(name) for name in sys.argv[1:]] or sorted(FOLDER.glob("*.toml"))
    for path in paths:
        lexicon = read_lexicon(path)
        print(f"{path.name}: {len(lexicon.types)} types, {len(lexicon.brands)} brands")


if __name__ == "__main__":
    main()
