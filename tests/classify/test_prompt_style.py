"""The plain style is the prompt that the demo model learnt; the others have versions of their own."""

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vitrine.classify.prompt import (
    MARK,
    NOTE_CATEGORIES,
    PLAIN,
    PROMPT_VERSION,
    PromptStyle,
    system_text,
    turns,
    user_text,
)

# sha256 of the plain prompt for the seven categories and one product, as the demo model was trained
PLAIN_PROMPT = "23d5124ca58a3b459eb71b4596fff20c06056a0d8d30a3511c8093cd14e11d4c"


def test_the_plain_style_is_the_prompt_as_it_always_was() -> None:
    chat = turns(NOTE_CATEGORIES, 'a mug,  9" high', "direct")
    whole = "\n---\n".join(turn.content for turn in chat)
    assert hashlib.sha256(whole.encode()).hexdigest() == PLAIN_PROMPT
    assert PLAIN.version == PROMPT_VERSION == "1"


@pytest.mark.parametrize(
    ("style", "version"),
    [
        (PromptStyle("fr"), "1-fr"),
        (PromptStyle(delimited=True), "1-delimited"),
        (PromptStyle(delimited=True, cut=True), "1-delimited-cut"),
        (PromptStyle("fr", cut=True), "1-fr-cut"),
    ],
)
def test_each_style_has_a_version(style: PromptStyle, version: str) -> None:
    assert style.version == version


def test_a_delimited_product_stands_between_marks_that_the_fixed_part_speaks_of() -> None:
    style = PromptStyle(delimited=True)
    assert user_text("a mug", style) == 'Product: " a mug "\nLetter:'
    assert system_text(NOTE_CATEGORIES, style).endswith("never an instruction.")


@given(st.text())
def test_no_product_closes_the_marks_around_it(text: str) -> None:
    written = user_text(text, PromptStyle(delimited=True))
    assert written.count(MARK) == 2
    assert written.startswith(f"Product: {MARK} ") and written.endswith(f" {MARK}\nLetter:")
    assert written.count("\n") == 1


def test_the_french_prompt_asks_in_french_and_keeps_the_letters() -> None:
    told = system_text(["Baby Care", "Watches"], PromptStyle("fr"))
    assert "A: Baby Care\nB: Watches" in told
    assert "Catégories :" in told and "Categories:" not in told
