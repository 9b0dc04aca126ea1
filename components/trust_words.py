"""What is tried on a model, in words: names for charts, tables and sentences. Knows no screen."""

from collections.abc import Mapping

from components.i18n import _
from vitrine.evaluate.attacks import Kind
from vitrine.evaluate.trust import Defence


def change_name(change: str) -> str:
    """A change that ought not to change an answer."""
    names: Mapping[str, str] = {
        "order": _("Categories in another order"),
        "lower": _("All in small letters"),
        "upper": _("ALL IN CAPITALS"),
        "typos": _("A typing slip in every tenth word"),
        "dropped": _("Every fifth word left out"),
        "boilerplate": _("Without the phrases that many products share"),
        "french": _("The instruction in French"),
    }
    return names[change]


def defence_name(defence: Defence) -> str:
    """What is done against an instruction that a text hides."""
    names: Mapping[Defence, str] = {
        "none": _("No defence"),
        "delimited": _("Product between quotation marks"),
        "cut": _("What speaks to the model is cut"),
        "warned": _("Warning on the product"),
        "advised": _("Cut and warning"),
        "all": _("All three together"),
    }
    return names[defence]


def kind_name(kind: str) -> str:
    """A kind of attack."""
    names: Mapping[Kind, str] = {
        "order": _("A plain order"),
        "boundary": _("Pretends that the product is over"),
        "authority": _("Pretends to be in charge"),
        "tokens": _("Marks of a chat’s turns"),
        "answered": _("Pretends that it has been answered"),
        "stuffing": _("A category’s name over and over"),
        "language": _("An order in another language"),
        "encoded": _("Disguised: backwards, in code"),
        "persuasion": _("Asks nicely"),
        "markup": _("Looks like a program’s data"),
        "hidden": _("Where no reader looks"),
        "letters": _("Gives the letters another meaning"),
        "examples": _("Shows false examples"),
        "threat": _("Threatens or bribes"),
        "story": _("Tells a story or plays a game"),
    }
    return next(text for name, text in names.items() if name == kind)
