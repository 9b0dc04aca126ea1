"""Terms are found in what is shown, in its language, and nowhere else."""

import pytest

from components import glossary, i18n


@pytest.fixture(autouse=True)
def english() -> object:
    i18n.use("en")
    yield
    i18n.use("en")


@pytest.mark.parametrize(
    ("text", "terms"),
    [
        ("Accuracy is 96.5 %.", ["accuracy"]),
        ("Best is “Watches” with an F1 of 98.6%", ["F1"]),
        ("a macro-F1 of .9", ["F1", "macro-F1"]),
        ("Two tokens; log-odds.", ["token", "log-odds"]),
        ("It is (LIME, on log-odds)", ["log-odds", "LIME"]),
        ("tokenizer, promptly, recalling, medians", ["median"]),
        ("", []),
        ("<b>**[x](y)** no term at all", []),
    ],
)
def test_terms_are_whole_words(text: str, terms: list[str]) -> None:
    found = glossary.help_for(text)
    named = [line.split("**")[1] for line in found.split("\n\n")] if found else []
    assert sorted(named) == sorted(terms)


def test_french_terms_are_found_in_french_text() -> None:
    i18n.use("fr")
    found = glossary.help_for("La description médiane compte 30 mots, en log-cotes.")
    assert found is not None
    assert "**médiane**" in found and "**log-cotes**" in found
    assert glossary.help_for("The median.") is None


@pytest.mark.parametrize("language", i18n.LANGUAGES)
def test_the_list_holds_every_term_in_order(language: str) -> None:
    i18n.use(language)
    names = [line.split("**")[1] for line in glossary.listed().splitlines()]
    assert len(names) == len(glossary.TERMS)
    assert names == sorted(names, key=str.casefold)
