"""Which categories the model chooses from, and whether it knows them. Knows no screen."""

from collections.abc import Sequence
from dataclasses import dataclass

from vitrine.classify.prompt import CODES, NOTE_CATEGORIES
from vitrine.errors import CategoriesUnusable
from vitrine.messages import Message


@dataclass(frozen=True)
class CategoryPlan:
    """The categories in use; `strange` are those that the demo model never saw.

    `trouble` says why the catalogue's own cannot be used; the note's seven stand in for them then.
    """

    categories: tuple[str, ...]
    from_catalog: bool
    strange: tuple[str, ...] = ()
    trouble: Message | None = None


def plan(own: Sequence[str], prefer_note: bool, is_demo: bool) -> CategoryPlan:
    """The catalogue's own categories where there are 2 to 20, else the note's seven."""
    if prefer_note or not own:
        return CategoryPlan(NOTE_CATEGORIES, from_catalog=False)
    if not 2 <= len(own) <= len(CODES):
        trouble = CategoriesUnusable(found=len(own), limit=len(CODES)).message
        return CategoryPlan(NOTE_CATEGORIES, from_catalog=False, trouble=trouble)
    strange = tuple(name for name in own if is_demo and name not in NOTE_CATEGORIES)
    return CategoryPlan(tuple(own), from_catalog=True, strange=strange)
