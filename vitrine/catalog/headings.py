"""What column headings say, in English and French."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable
from typing import Literal

Role = Literal["text", "category", "id", "name"]

# How surely a word in a heading names a part, from 0 to 1; without accents and capitals.
ROLE_WORDS: dict[Role, dict[str, float]] = {
    "text": {
        "description": 1.0, "descriptions": 1.0, "desc": 0.9, "descriptif": 0.9,
        "text": 0.8, "texte": 0.8, "body": 0.6, "corps": 0.6, "content": 0.6, "contenu": 0.6,
        "details": 0.6, "detail": 0.6, "summary": 0.6, "resume": 0.6, "presentation": 0.5,
        "about": 0.5, "features": 0.4, "caracteristiques": 0.4, "libelle": 0.3,
        "specifications": 0.2,
    },
    "category": {
        "category": 1.0, "categories": 1.0, "categorie": 1.0, "cat": 0.7, "taxonomy": 0.8,
        "taxonomie": 0.8, "rayon": 0.7, "department": 0.7, "departement": 0.7, "famille": 0.7,
        "family": 0.7, "univers": 0.6, "section": 0.5, "segment": 0.5, "class": 0.5,
        "classe": 0.5, "label": 0.5, "type": 0.5, "subcategory": 0.5, "genre": 0.4,
        "group": 0.4, "groupe": 0.4,
    },
    "id": {
        "id": 1.0, "identifier": 1.0, "identifiant": 1.0, "uid": 0.9, "uuid": 0.9, "guid": 0.9,
        "uniq": 0.9, "sku": 0.9, "asin": 0.9, "ean": 0.8, "gtin": 0.8, "isbn": 0.8, "pid": 0.8,
        "ref": 0.7, "reference": 0.7, "code": 0.6, "key": 0.5, "cle": 0.5, "index": 0.5,
        "number": 0.4, "numero": 0.4,
    },
    "name": {
        "name": 1.0, "nom": 1.0, "title": 1.0, "titre": 1.0, "libelle": 0.9, "intitule": 0.9,
        "designation": 0.9, "headline": 0.7, "product": 0.5, "produit": 0.5, "article": 0.5,
        "item": 0.5,
    },
}  # fmt: skip
# Words that turn another one's meaning: a brand's name is not the product's, a subcategory is second.
SPOILERS: dict[Role, frozenset[str]] = {
    "text": frozenset({"url", "id", "code", "length", "longueur", "category", "categorie"}),
    "category": frozenset({"id", "code", "url", "sub", "sous", "description"}),
    "id": frozenset({"category", "categorie", "brand", "marque", "seller", "vendor", "parent"}),
    "name": frozenset(
        {"brand", "marque", "seller", "vendor", "category", "categorie", "file", "image", "url"}
    ),
}
SPOILED = 0.3
HEADING_WORDS = 4  # a heading is no longer than this
WORD = re.compile(r"[a-z]+|\d+")
CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")


def heading_strength(heading: str, role: Role) -> float:
    """How surely a heading names this part, 0 to 1: "description" 1, "product_description" 0.95."""
    words = heading_words(heading)
    strength = max((ROLE_WORDS[role].get(word, 0.0) for word in words), default=0.0)
    spoiled = SPOILED if SPOILERS[role].intersection(words) else 1.0
    return strength * spoiled * (1 - 0.05 * min(len(words) - 1, 6))


def is_known_heading(text: str) -> bool:
    """Whether a cell of the first line names a part that Vitrine knows."""
    if len(text.split()) > HEADING_WORDS:
        return False
    return any(heading_strength(text, role) > 0 for role in ROLE_WORDS)


def unique_names(names: Iterable[str]) -> list[str]:
    """Repeated names get a number: x, x (2), x (3), whatever the others are called."""
    names = list(names)
    taken, seen = set(names), Counter[str]()
    unique = []
    for name in names:
        seen[name] += 1
        candidate = name
        if seen[name] > 1:
            while (candidate := f"{name} ({seen[name]})") in taken:
                seen[name] += 1
            taken.add(candidate)
        unique.append(candidate)
    return unique


def heading_words(heading: str) -> list[str]:
    """The words of a heading, without capitals and accents: `retailPrice` is retail, price."""
    plain = unicodedata.normalize("NFKD", CAMEL.sub(" ", heading))
    return WORD.findall("".join(c for c in plain if not unicodedata.combining(c)).lower())
