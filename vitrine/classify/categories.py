"""Which categories a catalogue is sorted into, and whether the demo model knows them."""

from collections.abc import Sequence

from vitrine.catalog.model import Catalog
from vitrine.classify.prompt import NOTE_CATEGORIES
from vitrine.llm.embedded import DEMO_NAME
from vitrine.messages import N_, Message

_UNKNOWN = N_(
    "The demo model was trained on seven categories alone and does not know: {names}. Expect poor "
    "answers; use the seven categories, or a general model such as llama2 in Ollama."
)


def categories_of(catalog: Catalog | None) -> tuple[str, ...]:
    """The catalogue's own categories, or the seven default ones where it has none.

    The seven keep their usual order whatever the file's, so that the prompt's fixed part stays the
    same from file to file.
    """
    if catalog is None or not catalog.categories:
        return NOTE_CATEGORIES
    if set(catalog.categories) <= set(NOTE_CATEGORIES):
        return tuple(name for name in NOTE_CATEGORIES if name in catalog.categories)
    return catalog.categories


def unknown_to_demo(model: str, categories: Sequence[str]) -> Message | None:
    """A warning where the demo model is asked about categories it was not trained on."""
    unknown = [name for name in categories if name not in NOTE_CATEGORIES]
    if not unknown or not model.startswith(DEMO_NAME):
        return None
    return Message(_UNKNOWN, {"names": ", ".join(unknown)})
