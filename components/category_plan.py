"""Which categories the model chooses from, and what is to be said about them. Knows no screen."""

from dataclasses import dataclass

from vitrine.catalog.model import Catalog
from vitrine.classify.categories import categories_of, unknown_to_demo
from vitrine.classify.prompt import NOTE_CATEGORIES, codes
from vitrine.errors import CategoriesUnusable
from vitrine.messages import Message


@dataclass(frozen=True)
class CategoryPlan:
    """The categories in use.

    `warning`: the demo model does not know some of them. `trouble`: why the catalogue's own cannot be
    used; the default seven stand in for them then.
    """

    categories: tuple[str, ...]
    warning: Message | None = None
    trouble: Message | None = None


def plan(catalog: Catalog | None, prefer_default: bool, model: str) -> CategoryPlan:
    """The catalogue's own categories where they can be used, else the default seven."""
    if prefer_default:
        return CategoryPlan(NOTE_CATEGORIES)
    categories = categories_of(catalog)
    try:
        codes(categories)
    except CategoriesUnusable as error:
        return CategoryPlan(NOTE_CATEGORIES, trouble=error.message)
    return CategoryPlan(categories, warning=unknown_to_demo(model, categories))
