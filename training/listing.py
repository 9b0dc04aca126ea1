"""Writes a product as a marketplace seller would: a title, prose, feature and specification lists.

Everything random comes from the `random.Random` that is handed in; the words come from the lexicon,
the sentence patterns from `phrases.py`. Knows nothing of prompts or of models.
"""

import string
from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

from training import phrases
from training.lexicon import ProductType

ASIDES = 0.35  # how often a listing speaks of other products, unless it needs the words anyway


@dataclass(frozen=True)
class Vocabulary:
    """What one writer may draw from: some of the product types, brands and sentence patterns."""

    types: dict[str, tuple[ProductType, ...]]  # by category
    brands: dict[str, tuple[str, ...]]  # by category
    patterns: phrases.Patterns
    title_weights: tuple[float, ...] = phrases.TITLE_WEIGHTS


@dataclass(frozen=True)
class Listing:
    """A product as the marketplace shows it. Prices in rupees."""

    kind: ProductType
    title: str
    brand: str
    name: str
    description: str
    retail_price: int
    discounted_price: int
    specifications: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class _Draft:
    """What all parts of one listing agree on."""

    kind: ProductType
    brand: str
    name: str
    color: str
    material: str
    title: str
    code: str
    price: int


def write_listing(
    rng: Random, vocabulary: Vocabulary, kind: ProductType, words: int | None = None
) -> Listing:
    """Writes one listing; with `words`, its description has exactly that many (at least 13)."""
    draft = _draft(rng, vocabulary, kind)
    specifications = tuple(_specifications(rng, draft))
    chunks = _chunks(rng, vocabulary, draft, specifications, words)
    return Listing(
        kind=kind,
        title=draft.title,
        brand=draft.brand,
        name=draft.name,
        description=_cut(" ".join(chunks), words),
        retail_price=_round_price(draft.price * rng.uniform(1.0, 2.4)),
        discounted_price=draft.price,
        specifications=specifications,
    )


def title_case(rng: Random, text: str) -> str:
    """Mostly Title Case, as listings are; at times as it came, at times all capitals."""
    dice = rng.random()
    if dice < 0.85:
        return " ".join(word[:1].upper() + word[1:] for word in text.split())
    return text if dice < 0.95 else text.upper()


def model_code(rng: Random) -> str:
    """A style or model code: `TX-4471`, `0934BRN`, `KM_22L`."""
    letters = "".join(rng.choices(string.ascii_uppercase, k=rng.randint(1, 4)))
    digits = "".join(rng.choices(string.digits, k=rng.randint(2, 5)))
    tail = "".join(rng.choices(string.ascii_uppercase, k=rng.choice((0, 0, 1, 2))))
    joint = rng.choice(("", "", "-", "_"))
    return rng.choice((letters + joint + digits + tail, digits + joint + letters + tail, digits))


def _draft(rng: Random, vocabulary: Vocabulary, kind: ProductType) -> _Draft:
    brand = rng.choice(vocabulary.brands[kind.category])
    name, color = rng.choice(kind.names), rng.choice(phrases.COLORS)
    material, code = rng.choice(kind.materials), model_code(rng)
    return _Draft(
        kind=kind,
        brand=brand,
        name=name,
        color=color,
        material=material,
        title=_title(rng, vocabulary, kind, brand, name, color, material, code),
        code=code,
        price=_round_price(rng.lognormvariate(6.3, 0.8)),
    )


def _title(
    rng: Random,
    vocabulary: Vocabulary,
    kind: ProductType,
    brand: str,
    name: str,
    color: str,
    material: str,
    code: str,
) -> str:
    shape = rng.choices(phrases.TITLE_SHAPES, vocabulary.title_weights)[0]
    theme, other = (rng.sample(kind.themes, 2) * 2)[:2] if len(kind.themes) > 1 else kind.themes * 2
    filled = shape.format(
        brand="{brand}",
        code=code,
        theme=theme,
        other=other,
        material=material,
        color=color,
        name=name,
        size=rng.choice(phrases.SIZES),
        pack=rng.choice(phrases.PACKS),
        audience=rng.choice(phrases.AUDIENCES),
        motif=rng.choice(phrases.MOTIFS),
    )
    return " ".join(
        title_case(rng, filled)
        .replace("{BRAND}", "{brand}")
        .replace("{Brand}", "{brand}")
        .replace("{brand}", brand)
        .split()
    )


def _specifications(rng: Random, draft: _Draft) -> list[tuple[str, str]]:
    chosen = rng.sample(draft.kind.specs, rng.randint(2, len(draft.kind.specs)))
    rows = [(spec[0], rng.choice(spec[1:])) for spec in chosen]
    general = [
        ("Brand", draft.brand),
        ("Type", draft.name.title()),
        ("Material", draft.material.title()),
        ("Color", draft.color.title()),
        ("Model Number", draft.code),
        ("Model Name", rng.choice(draft.kind.themes).title()),
        ("Sales Package", rng.choice(draft.kind.contents)),
        ("Ideal For", rng.choice(phrases.AUDIENCES)),
        ("Warranty", rng.choice(phrases.WARRANTIES)),
        ("Weight", f"{rng.choice((80, 120, 250, 300, 500, 750, 900))} g"),
        ("Width", f"{rng.randint(3, 220)} cm"),
        ("Height", f"{rng.randint(3, 240)} cm"),
        ("Pack of", str(rng.randint(1, 6))),
    ]
    named = {name for name, _ in rows}
    rows += [row for row in rng.sample(general, rng.randint(2, 8)) if row[0] not in named]
    rng.shuffle(rows)
    return rows


def _chunks(
    rng: Random,
    vocabulary: Vocabulary,
    draft: _Draft,
    specifications: Sequence[tuple[str, str]],
    words: int | None,
) -> list[str]:
    """The parts of a description in order, until there are enough words."""
    style = _style(rng, words)
    chunks = [_opening(rng, vocabulary, draft, style)]
    makers = {
        "shop": [_shop],
        "features": [_features, _price, _prose, _prose, _spec_list],
        "prose": [_price, _prose, _prose, _prose],
        "specs": [_spec_list],
    }[style]
    chunks += [make(rng, vocabulary, draft, specifications) for make in makers]
    if rng.random() < ASIDES:
        chunks.insert(rng.randint(1, len(chunks)), _aside(rng, vocabulary, draft, specifications))
    extras = (_prose, _prose, _prose, _features, _aside, _spec_list, _shop, _care)
    chunks = [chunk for chunk in dict.fromkeys(chunks) if chunk]
    while words is not None and len(" ".join(chunks).split()) < words:
        chunk = rng.choice(extras)(rng, vocabulary, draft, specifications)
        if chunk and chunk not in chunks:
            chunks.append(chunk)
    return chunks


def _style(rng: Random, words: int | None) -> str:
    if words is not None and words < 36:
        return rng.choices(("shop", "specs", "prose"), (0.8, 0.08, 0.12))[0]
    return rng.choices(("shop", "features", "prose", "specs"), (0.34, 0.3, 0.2, 0.16))[0]


def _opening(rng: Random, vocabulary: Vocabulary, draft: _Draft, style: str) -> str:
    pattern = rng.choice(vocabulary.patterns.openings[style])
    return pattern.format(title=draft.title, price=draft.price, code=draft.code)


def _shop(rng: Random, vocabulary: Vocabulary, draft: _Draft, _: Sequence[tuple[str, str]]) -> str:
    detail = ", ".join(title_case(rng, feature) for feature in rng.sample(draft.kind.features, 2))
    pattern = rng.choice(vocabulary.patterns.shop)
    return pattern.format(title=draft.title, price=draft.price, detail=detail)


def _price(rng: Random, vocabulary: Vocabulary, draft: _Draft, _: Sequence[tuple[str, str]]) -> str:
    return rng.choice(vocabulary.patterns.price).format(title=draft.title, price=f"{draft.price:,}")


def _features(
    rng: Random, vocabulary: Vocabulary, draft: _Draft, _: Sequence[tuple[str, str]]
) -> str:
    count = min(len(draft.kind.features), rng.randint(2, 6))
    listed = rng.choice((", ", " ", " - ", "; ", ". ")).join(
        title_case(rng, feature) for feature in rng.sample(draft.kind.features, count)
    )
    return rng.choice(vocabulary.patterns.features).format(title=draft.title, features=listed)


def _prose(rng: Random, vocabulary: Vocabulary, draft: _Draft, _: Sequence[tuple[str, str]]) -> str:
    own = rng.random() < 0.7
    sentence = rng.choice(draft.kind.prose if own else vocabulary.patterns.praise)
    return sentence.format(
        brand=draft.brand,
        name=draft.name,
        color=draft.color,
        material=draft.material,
        feature=rng.choice(draft.kind.features),
        use=rng.choice(draft.kind.uses),
        theme=rng.choice(draft.kind.themes),
    )


def _spec_list(
    rng: Random,
    vocabulary: Vocabulary,
    draft: _Draft,
    specifications: Sequence[tuple[str, str]],
) -> str:
    heading = rng.choice((*draft.kind.sections, "General"))
    joint = rng.choice((" ", " ", ": "))
    rows = " ".join(f"{name}{joint}{value}" for name, value in specifications)
    return rng.choice(vocabulary.patterns.specs).format(
        title=draft.title, heading=heading, rows=rows, box=rng.choice(draft.kind.contents)
    )


def _aside(rng: Random, vocabulary: Vocabulary, draft: _Draft, _: Sequence[tuple[str, str]]) -> str:
    """A word about other products: what a bag of words trips over."""
    others = [rng.choice(_any_type(rng, vocabulary).names) for _ in range(2)]
    return rng.choice(vocabulary.patterns.asides).format(
        one=others[0], two=others[1], name=draft.name, brand=draft.brand
    )


def _care(rng: Random, vocabulary: Vocabulary, draft: _Draft, _: Sequence[tuple[str, str]]) -> str:
    return rng.choice(vocabulary.patterns.returns).format(brand=draft.brand, price=draft.price)


def _any_type(rng: Random, vocabulary: Vocabulary) -> ProductType:
    return rng.choice(vocabulary.types[rng.choice(sorted(vocabulary.types))])


def _cut(text: str, words: int | None) -> str:
    return text if words is None else " ".join(text.split()[:words])


def _round_price(price: float) -> int:
    return max(49, round(price / 10) * 10 - 1)
