"""What the training corpus never sees, so that the sample catalogue can ask about it."""

from random import Random

from training.lexicon import CategoryLexicon, ProductType

HELD_OUT_TYPES = 0.08  # of the product types of each category
HELD_OUT_PATTERNS = 0.2  # of the sentence patterns
SEED = 7


def split_vocabulary(
    lexicons: dict[str, CategoryLexicon], share: float, seed: int
) -> tuple[dict[str, tuple[ProductType, ...]], dict[str, tuple[ProductType, ...]]]:
    """Parts the product types: (seen in training, held out), `share` of each category held out."""
    seen, held = {}, {}
    for category, lexicon in sorted(lexicons.items()):
        types = list(lexicon.types)
        Random(f"{seed}/{category}").shuffle(types)
        count = round(share * len(types))
        held[category], seen[category] = tuple(types[:count]), tuple(types[count:])
    return seen, held
