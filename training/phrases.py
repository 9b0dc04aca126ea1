"""Sentence patterns and small word lists that are common to all categories, written for this project.

A part of each list of patterns is held out of the training corpus; the sample catalogue uses all.
"""

from dataclasses import dataclass, fields
from random import Random

COLORS = (
    "red", "blue", "black", "white", "green", "yellow", "pink", "purple", "brown", "beige", "grey",
    "silver", "gold", "golden", "maroon", "multicolor", "multicolour", "orange", "cream", "ivory",
    "navy blue", "sky blue", "turquoise", "teal", "peach", "magenta", "violet", "copper", "bronze",
    "off white", "dark blue", "light green", "coffee", "khaki", "lavender", "mustard", "rust",
    "charcoal", "rose gold", "transparent", "assorted", "red, black", "blue, white", "pink, white",
)  # fmt: skip
SIZES = (
    "12 cm", "15 inch", "18 inch x 12 inch", "Single", "Double", "King", "Small", "Medium", "Large",
    "500 ml", "1 L", "250 g", "100 ml", "30 ml", "2 m", "90 x 60 cm", "14.1 inch", "15.6 inch", "XL",
    "Free Size", "0-6 months", "1-2 years", "8.5 cm", "22 cm", "Mini", "Jumbo", "16 GB", "40 x 40 cm",
    "350 ml", "7.62 cm", "11.4 cm", "5 ft", "2.4 GHz", "Standard", "6 inch", "Big Size", "750 ml",
)  # fmt: skip
PACKS = (
    "Pack of 1", "Pack of 2", "Pack of 3", "Pack of 4", "Pack of 5", "Pack of 6", "Pack of 12",
    "Set of 2", "Set of 3", "Set of 4", "Set of 6", "Combo", "Combo of 2", "Pair", "1 Piece",
)  # fmt: skip
AUDIENCES = (
    "Men", "Women", "Boys", "Girls", "Men, Women", "Boys, Girls", "Girls, Women", "Boys, Men",
    "Couple", "Kids", "Adults", "Unisex", "Everyone",
)  # fmt: skip
MOTIFS = (
    "floral", "abstract", "geometric", "striped", "checkered", "polka dots", "cartoon", "animal",
    "solid", "printed", "paisley", "self design", "embroidered", "plain", "graphic print", "hearts",
    "stars", "butterfly", "owl", "peacock", "elephant", "tree", "rose", "music", "skull", "superhero",
    "football", "cricket", "flag", "car", "bike", "city skyline", "sunset", "nature", "leaves",
    "zodiac", "quote", "love", "birthday", "friends", "mom", "dad", "king", "queen", "tiger", "horse",
)  # fmt: skip
WARRANTIES = (
    "6 months", "1 year", "1 Year Manufacturer Warranty", "2 years", "No warranty",
    "10 days replacement", "Covered against manufacturing defects", "3 years",
)  # fmt: skip

# Brand first, as on a marketplace; often a code, a theme, a colour; sometimes little else.
TITLE_SHAPES = (
    "{brand} {name}",
    "{brand} {theme} {name}",
    "{brand} {code} {name}",
    "{brand} {code} {theme} {name}",
    "{brand} {color} {name}",
    "{brand} {material} {name}",
    "{brand} {theme} {material} {name}",
    "{brand} {theme} {color} {name}",
    "{brand} {motif} {name}",
    "{brand} {motif} {color} {name}",
    "{brand} {theme} {name} ({pack})",
    "{brand} {material} {name} ({color}, {pack})",
    "{brand} {name} - {size}",
    "{brand} {theme} {name}  -  {size}",
    "{brand} {name} for {audience}",
    "{brand} {theme} and {other} {name}",
    "{brand} {name} {theme} {size} {color}",
    "{brand} {name}, {theme}, {pack}",
    "{brand} {material} {motif} {name} {code}",
    "{theme} {name} by {brand}",
    "{brand} {code}",
    "{brand} {theme} {code}",
    "{brand} {motif} {pack}",
)
TITLE_WEIGHTS = (6, 12, 10, 8, 5, 6, 6, 4, 5, 3, 4, 3, 4, 5, 3, 3, 2, 2, 3, 2, 0.6, 1.2, 0.5)

# In training, a bare brand and code comes more often: many a real title says no more.
TRAINING_TITLE_WEIGHTS = (*TITLE_WEIGHTS[:-3], 5, 3, 2)

# What every shop says around a product, in whatever words and order: it tells no category.
SHOP_TALK = (
    "only", "genuine", "products", "product", "original", "authentic", "replacement", "guarantee",
    "guaranteed", "warranty", "day", "days", "30 day", "10 days", "free", "shipping", "delivery",
    "home delivery", "cash on delivery", "COD", "pay", "online", "from", "at", "for", "with", "buy",
    "buy now", "shop", "store", "order", "offer", "is offering", "great", "best", "lowest", "low",
    "price", "prices", "discount", "discounts", "deal", "sale", "India", "in India", "returns",
    "easy", "exchange", "quality", "seller", "fast", "dispatch", "reviews", "ratings", "images",
    "Shopkart.com", "Bazaar.in", "and", "the", "your", "on", "&", "!", ".", ",", "-", "|", "Rs.",
)  # fmt: skip


@dataclass(frozen=True)
class Patterns:
    """Sentence patterns by their place in a listing; `{title}` and the like are filled in."""

    openings: dict[str, tuple[str, ...]]  # by style: shop, features, prose, specs
    shop: tuple[str, ...]
    price: tuple[str, ...]
    features: tuple[str, ...]
    specs: tuple[str, ...]
    praise: tuple[str, ...]
    asides: tuple[str, ...]
    returns: tuple[str, ...]


ALL = Patterns(
    openings={
        "shop": (
            "Order {title} for Rs. {price} on the web.",
            "Get {title} online at Rs.{price} only.",
            "{title} - Shop for {title} at Rs.{price} in India.",
            "{title} now at just Rs. {price}!",
            "Shop {title} online for only Rs. {price}.",
            "Buy {title} at the lowest price of Rs.{price}.",
            "{title} - Buy now for Rs.{price} -",
            "Best offer on {title}, Rs {price} only.",
            "Want {title}? Bring it home for Rs. {price}.",
            "{title} is yours for Rs. {price} today.",
            "Find {title} for Rs.{price} at our store.",
            "Purchase {title} from a trusted seller at Rs. {price}.",
        ),
        "features": (
            "Highlights of {title}",
            "What you get with {title}:",
            "Main points of {title}",
            "{title} at a glance",
            "Why choose {title}?",
            "Product highlights {title}",
            "Top features {title}",
        ),
        "prose": (
            "{title}",
            "{title}.",
            "Presenting {title}.",
            "Here is {title}.",
            "New in store: {title}.",
            "About {title}:",
            "{title} ({code})",
        ),
        "specs": (
            "Details of {title}",
            "Technical details of {title}",
            "Product details {title}",
            "Specification sheet: {title}",
            "{title} specifications",
            "Full specification of {title}",
        ),
    },
    shop=(
        "Good prices, free delivery, pay on receipt. Genuine products, 10 day returns.",
        "{title} at great prices with free shipping and cash on delivery. Original products only.",
        "100% genuine products. Free delivery and cash on delivery available. Replacement in 30 days.",
        "{detail}. Great discounts, genuine goods only, easy replacement, free shipping!",
        "Free home delivery. Pay cash when it arrives. Original items with replacement guarantee.",
        "{detail} - best discounts, only original products, 15 day exchange, cash on delivery.",
        "Enjoy free shipping, secure payment and a money back promise on every order.",
        "Limited period offer with free shipping. {detail}. Cash on delivery in most cities.",
        "Lowest price online, quick dispatch and no questions asked returns.",
        "Only authentic products with a 30 day guarantee. Free shipping across India.",
        "{detail}, at the best price. Delivered free to your door.",
        "Check reviews, ratings and offers. Genuine product, guaranteed replacement.",
    ),
    price=(
        "{title} Price: Rs. {price}",
        "Price Rs. {price}.",
        "Offer price: Rs. {price} (inclusive of all taxes).",
        "Our price for {title} is Rs. {price}.",
        "MRP on box, selling price Rs. {price}.",
        "",
        "",
    ),
    features=(
        "Key points: {features}",
        "{features}",
        "Features: {features}.",
        "It comes with: {features}",
        "Highlights - {features}",
        "Product features {features}",
    ),
    specs=(
        "Specification of {title} {heading} {rows} In the package {box}",
        "{heading} {rows} In the box {box}",
        "{heading} details {rows}",
        "Specifications {heading} {rows} Box contents {box}",
        "{rows} Package contains {box}",
        "{title} {heading} {rows}",
    ),
    praise=(
        "{brand} brings you this {name}, made with care and sold at a fair price.",
        "A lovely gift for birthdays, anniversaries, weddings and festivals.",
        "It is well made, looks good and lasts long.",
        "Made from {material} of high quality, it stands up to daily use.",
        "The {color} colour and the fine finish make it stand out.",
        "Please note that the actual colour may differ slightly from the picture.",
        "Slight variation in size and shade is possible as each piece is checked by hand.",
        "Our customers trust {brand} for quality and price.",
        "Easy to use, easy to clean and easy to store.",
        "Give your loved ones something they will remember.",
        "This {theme} piece is ideal for {use}.",
        "With {feature}, it is a smart choice for {use}.",
        "{brand} is known for design and value for money.",
        "You will love the look and the feel of this product.",
        "An ideal gift for friends and family on any occasion.",
        "It is light in weight, compact and simple to carry.",
        "The product goes through strict quality checks before dispatch.",
        "Simple, elegant and affordable, this is a must have.",
        "This product has {feature} and {theme} styling.",
        "Do not buy copies, insist on {brand}.",
        "Designed in India with attention to every detail.",
        "Suitable for {use} and much more.",
    ),
    asides=(
        "People who bought this also looked at {one} and {two}.",
        "Goes well with our {one}.",
        "Also try the {one} and the {two} from {brand}.",
        "This is sold without the {one} shown in the picture.",
        "Makes as good a gift as a {one} or a {two}.",
        "See also: {one}, {two}.",
        "Place it next to your {one} and see the difference.",
        "From the makers of the popular {one}.",
        "Not to be confused with our {one}.",
        "Buy together with {one} and save.",
    ),
    returns=(
        "Returns are accepted within 10 days if the seal is not broken.",
        "For bulk orders and dealer enquiries write to {brand}.",
        "Contact {brand} customer care for any question about this item.",
        "Prices may change without notice.",
        "Delivery takes 4 to 7 working days depending on your city.",
        "All disputes are subject to local law.",
        "Images are for illustration only.",
        "No EMI below Rs. {price} on this offer.",
    ),
)


def training_patterns(held_out: float, seed: int) -> Patterns:
    """The patterns without the `held_out` share of each list that training never sees."""

    def keep(name: str, patterns: tuple[str, ...]) -> tuple[str, ...]:
        shuffled = list(patterns)
        Random(f"{seed}/{name}").shuffle(shuffled)
        return tuple(shuffled[: max(2, round(len(shuffled) * (1 - held_out)))])

    kept = {
        field.name: keep(field.name, getattr(ALL, field.name))
        for field in fields(ALL)
        if field.name != "openings"
    }
    openings = {style: keep(style, patterns) for style, patterns in ALL.openings.items()}
    return Patterns(openings=openings, **kept)
