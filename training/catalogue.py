"""Makes the sample catalogue: `python -m training.catalogue` writes the same bytes every time.

1,050 products, 150 in each of the seven categories; the words per description follow the reference
distribution (min 13, quartiles 30 / 44 / 94, max 587, mean 76.2, standard deviation 74.85), longer in
some categories than in others.
"""

import argparse
import csv
import hashlib
import json
import re
from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path
from random import Random

from training import phrases
from training.lexicon import read_all
from training.listing import Listing, Vocabulary, write_listing
from vitrine.classify.prompt import NOTE_CATEGORIES

SEED = 20_240
PER_CATEGORY = 150
OUT = Path(__file__).parent.parent / "data" / "sample_catalogue.csv"

# The quantile function of the words per description: (from share, to share, from, to, exponent).
# The exponents are the solution that gives the reference mean and standard deviation.
QUANTILES = (
    (0.00, 0.25, 13, 30, 0.7),
    (0.25, 0.50, 30, 44, 1.0),
    (0.50, 0.75, 44, 94, 1.2),
    (0.75, 0.97, 94, 210, 1.0),
    (0.97, 1.00, 210, 587, 1.5),
)

# How far a category's descriptions lean towards the long end, in standard deviations of rank.
LENGTH_LEAN = {
    "Home Furnishing": -0.1,
    "Baby Care": 0.2,
    "Watches": -0.9,
    "Home Decor & Festive Needs": 0.1,
    "Kitchen & Dining": 0.3,
    "Beauty and Personal Care": 0.0,
    "Computers": 0.5,
}

COLUMNS = (
    "uniq_id", "crawl_timestamp", "product_url", "product_name", "product_category_tree", "pid",
    "retail_price", "discounted_price", "image", "is_express_delivery", "description",
    "product_rating", "overall_rating", "brand", "product_specifications",
)  # fmt: skip


def word_counts(products: int) -> list[int]:
    """The words of each description, rising; `products` values of the quantile function."""
    return [_quantile(rank / (products - 1)) for rank in range(products)]


def _quantile(share: float) -> int:
    for start, end, low, high, exponent in QUANTILES:
        if share <= end:
            return round(low + (high - low) * ((share - start) / (end - start)) ** exponent)
    raise ValueError(f"a share lies between 0 and 1, not {share}")


def make_rows(seed: int = SEED) -> list[dict[str, str]]:
    """The catalogue's rows, shuffled; every id and every description stands once."""
    rng = Random(seed)
    lexicons = read_all()
    vocabulary = Vocabulary(
        types={name: lexicons[name].types for name in NOTE_CATEGORIES},
        brands={name: lexicon.brands for name, lexicon in lexicons.items()},
        patterns=phrases.ALL,
    )
    rows, seen = [], set()
    for category, words in _places(rng):
        kind = rng.choice(vocabulary.types[category])
        listing = write_listing(rng, vocabulary, kind, words)
        while listing.description in seen:
            listing = write_listing(rng, vocabulary, kind, words)
        seen.add(listing.description)
        rows.append(_row(rng, listing, len(rows)))
    return rows


def _places(rng: Random) -> list[tuple[str, int]]:
    """(category, words) of each product, in random order."""
    names = [name for name in NOTE_CATEGORIES for _ in range(PER_CATEGORY)]
    ranked = sorted(names, key=lambda name: rng.gauss(LENGTH_LEAN[name], 1.0))
    places = list(zip(ranked, word_counts(len(names)), strict=True))
    rng.shuffle(places)
    return places


def _row(rng: Random, listing: Listing, number: int) -> dict[str, str]:
    key = hashlib.md5(f"{SEED}/{number}".encode(), usedforsecurity=False).hexdigest()
    pid = "".join(rng.choices("ABCDEFGHJKLMNPQRSTUVWXYZ23456789", k=16))
    slug = "-".join(re.findall(r"[a-z0-9]+", listing.title.lower())[:8])
    moment = datetime(2024, 1, 3, 6, 0) + timedelta(minutes=rng.randrange(300_000))
    rating = rng.choice(("No rating available",) * 4 + ("5", "4.5", "4", "3.8", "3", "2.5"))
    values = (
        key,
        moment.strftime("%Y-%m-%d %H:%M:%S +0000"),
        f"https://shop.example/{slug}/p/{pid.lower()}",
        listing.title,
        json.dumps([_tree(listing)], ensure_ascii=False),
        pid,
        f"{listing.retail_price}.0",
        f"{listing.discounted_price}.0",
        f"{key}.jpg",
        str(rng.random() < 0.1),
        listing.description,
        rating,
        rating,
        listing.brand if rng.random() < 0.7 else "",
        _specifications(listing.specifications),
    )
    return dict(zip(COLUMNS, values, strict=True))


def _tree(listing: Listing) -> str:
    parts = [listing.kind.category, listing.kind.branch, f"{listing.brand} {listing.kind.branch}"]
    return " >> ".join([*parts, listing.title])


def _specifications(specifications: Sequence[tuple[str, str]]) -> str:
    return json.dumps([{"key": key, "value": value} for key, value in specifications])


def main() -> None:
    """Writes the file, UTF-8 with `\\n` line ends whatever the platform."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, default=OUT)
    out: Path = parser.parse_args().out
    with out.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(make_rows())
    print(f"{out}: sha256 {hashlib.sha256(out.read_bytes()).hexdigest()}")


if __name__ == "__main__":
    main()
