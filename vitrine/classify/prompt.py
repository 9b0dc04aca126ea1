"""The prompt: what a model is told before it answers, and how its answer position is reached.

The fixed part comes first (instructions and the category list), the product last, so that a server's
prompt cache serves every product of a run. Each category has a one-token code, a letter.
"""

import string
from collections.abc import Sequence
from typing import Literal

from vitrine.errors import CategoriesUnusable
from vitrine.llm.reply import Turn

PROMPT_VERSION = "1"
CODES = string.ascii_uppercase[:20]  # a server lists at most 20 logprobs

NOTE_CATEGORIES = (
    "Home Furnishing",
    "Baby Care",
    "Watches",
    "Home Decor & Festive Needs",
    "Kitchen & Dining",
    "Beauty and Personal Care",
    "Computers",
)

# direct: the model's first token is read. opened: the answer is begun for it ("Category:"), so that
# a chatty model cannot say "Sure!" first. quoted: a JSON string enum makes it write `"` and then the
# code; the second token is read.
Route = Literal["direct", "opened", "quoted"]
ROUTES: tuple[Route, ...] = ("direct", "opened", "quoted")
OPENING = "Category:"

_INSTRUCTION = (
    "You sort the products of a shop into categories. Read the product, then answer with the letter "
    "of the one category it belongs to, and nothing else."
)


def codes(categories: Sequence[str]) -> dict[str, str]:
    """The code of each category, in the order given: `{"A": "Home Furnishing", …}`.

    Raises `CategoriesUnusable` for fewer than 2 or more than 20, or where one stands twice.
    """
    if not 2 <= len(set(categories)) == len(categories) <= len(CODES):
        raise CategoriesUnusable(found=len(set(categories)), limit=len(CODES))
    return dict(zip(CODES, categories, strict=False))


def system_text(categories: Sequence[str]) -> str:
    """The fixed part: the same for every product of a run."""
    lines = [f"{code}: {_one_line(name)}" for code, name in codes(categories).items()]
    return "\n".join([_INSTRUCTION, "", "Categories:", *lines])


def user_text(description: str) -> str:
    """The part that changes: the product."""
    return f"Product: {_one_line(description)}\nLetter:"


def turns(categories: Sequence[str], description: str, route: Route) -> tuple[Turn, ...]:
    """The chat that asks for one product's category."""
    chat = (
        Turn("system", system_text(categories)),
        Turn("user", user_text(description)),
    )
    return (*chat, Turn("assistant", OPENING)) if route == "opened" else chat


def answer_format(categories: Sequence[str], route: Route) -> dict[str, object] | None:
    """The JSON schema that the `quoted` route sends as `format`; None on the other routes."""
    if route != "quoted":
        return None
    return {"type": "string", "enum": list(codes(categories))}


def _one_line(text: str) -> str:
    return " ".join(text.split())
