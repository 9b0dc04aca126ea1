"""Every sentence has its French, with the same details, and nothing of a user acts in Markdown."""

import re
from io import BytesIO
from pathlib import Path
from string import Formatter

import pytest
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

from components import i18n
from vitrine.errors import FileTooLarge, ModelMissing, NothingToExplain
from vitrine.messages import Message

ROOT = Path(__file__).resolve().parents[2]
KEYWORDS = {"_": None, "N_": None, "n_": (1, 2)}


def in_the_code() -> set[str]:
    """The sentences that the code marks, the first form of each."""
    found: set[str] = set()
    for folder in ("components", "pages", "vitrine"):
        for entry in extract_from_dir(
            ROOT / folder, [("**.py", "python")], keywords=KEYWORDS, comment_tags=()
        ):
            message = entry[2]
            found.add(message if isinstance(message, str) else message[0])
    return found


def french() -> Catalog:
    data = (i18n.LOCALE_FOLDER / "fr" / "LC_MESSAGES" / "vitrine.po").read_bytes()
    return read_po(BytesIO(data), locale="fr")


def details(template: str) -> set[str]:
    return {name for _text, name, _spec, _conversion in Formatter().parse(template) if name}


def test_the_extraction_finds_the_sentences() -> None:
    assert {"Classify", "{count} product", ModelMissing.template} <= in_the_code()


def test_every_sentence_has_its_french() -> None:
    catalogue = french()
    missing = []
    for text in sorted(in_the_code()):
        entry = catalogue.get(text)
        forms = () if entry is None else (entry.string if entry.pluralizable else (entry.string,))
        if not forms or not all(forms):
            missing.append(text)
    assert not missing, f"run `make locale`, then translate: {missing}"


def test_details_are_the_same_in_both_languages() -> None:
    for entry in french():
        if entry.id:
            ours = entry.id if entry.pluralizable else (entry.id,)
            theirs = entry.string if entry.pluralizable else (entry.string,)
            for own, text in zip(ours, theirs, strict=True):
                assert details(text) == details(own), own


def test_french_marks_have_their_narrow_spaces() -> None:
    for entry in french():
        for text in entry.string if entry.pluralizable else (entry.string,):
            if entry.id:
                assert not re.search(r" [;!?»%:]|« ", text), text


def test_a_sentence_comes_in_the_language_of_the_thread() -> None:
    i18n.use("fr")
    assert i18n._("Classify") == "Classer"
    assert i18n.n_("{count} product", "{count} products", 1050) == "1\u202f050 produits"
    i18n.use("xx")
    assert i18n._("Classify") == "Classify"


def test_the_reason_inside_a_sentence_is_translated_too() -> None:
    i18n.use("fr")
    message = FileTooLarge(found=12000, measure=Message("rows"), limit=100).message
    assert "12\u202f000 lignes" in i18n.translate(message)
    reason = NothingToExplain(reason="the text holds no word").message
    assert "le texte ne contient aucun mot" in i18n.translate(reason)


@pytest.mark.parametrize(
    ("locale", "language"),
    [("fr-CA", "fr"), ("fr", "fr"), ("FR_fr", "fr"), ("de-DE", "en"), (None, "en"), ("", "en")],
)
def test_the_browsers_language_is_followed_where_there_is_one(
    locale: str | None, language: str
) -> None:
    assert i18n.closest(locale) == language


def test_a_users_text_does_not_act_in_markdown() -> None:
    message = Message("No “{id}”.", {"id": "**x** [a](http://b) <b> $y$ :red[z] `c`"})
    shown = i18n.translate_markdown(message)
    assert not re.search(r"(?<!\\)[*\[\]<>$:`()]", shown)


def test_frenchs_narrow_spaces_survive() -> None:
    assert i18n.plain("a\n b\u202f") == "a b\u202f"


def test_a_command_in_a_sentence_stays_a_command() -> None:
    message = Message("Run `ollama pull {model}` at {host}.", {"model": "a:b`c", "host": "h:1"})
    assert i18n.translate_markdown(message) == "Run `ollama pull a:b'c` at h\\:1."


@pytest.mark.parametrize(
    "text",
    [
        "see :material/home: here",
        "a :smile: of :red[paint]",
        "then -> or <- or <-> or -- or >= or <= or ~= it",
        "at http://evil.example or https://evil.example",
        "at www.evil.example",
        "ask ann@evil.example",
    ],
)
def test_what_streamlit_makes_of_plain_text_is_kept_apart(text: str) -> None:
    """Its icons, emoji, arrows and links are made after Markdown's escapes are gone."""
    made = r":[\w+/-]+:|:\w+\[|<->|->|<-|--|[<>~]=|https?://|www\.|\w@\w"
    unescaped = i18n.plain(text).replace("\\", "")
    assert re.search(made, text) and not re.search(made, unescaped)
    assert unescaped.replace("\u2060", "") == text


def test_times_and_ports_are_left_alone() -> None:
    assert "\u2060" not in i18n.plain("at 12:30 on 127.0.0.1:11434, done")
