"""The words of the trade in plain words: for the hover beside a sentence, and as a list.

A term is looked for in the text that is shown, in the language that it is shown in.
"""

import re
from collections.abc import Mapping

from components.i18n import _
from vitrine.messages import N_

TERMS: Mapping[str, str] = {
    N_("accuracy"): N_("The share of products that are answered with their label."),
    N_("balanced accuracy"): N_(
        "The accuracy of each category, averaged: a small category counts as much as a large one."
    ),
    N_("precision"): N_(
        "Of the products that the model put into a category, the share that belongs."
    ),
    N_("recall"): N_(
        "Of the products that belong to a category, the share that the model put there."
    ),
    N_("F1"): N_(
        "Precision and recall in one figure, their harmonic mean: it is high where both are."
    ),
    N_("macro-F1"): N_(
        "The F1 of each category, averaged: small categories count as much as large ones."
    ),
    N_("adjusted Rand index"): N_(
        "How far two ways to group the same products agree, beyond chance: 1 is the same grouping, 0 "
        "is what chance gives."
    ),
    N_("95 % interval"): N_(
        "Where the figure would fall with other products of the same kind: 95 of 100 such intervals "
        "hold the true one. Few products make it wide."
    ),
    N_("bootstrap"): N_(
        "An interval found by drawing products again and again from those at hand, and looking how far "
        "the figure moves."
    ),
    N_("calibration"): N_(
        "Whether a probability keeps its promise: of the answers that are 80 % sure, 80 in 100 should "
        "be right."
    ),
    N_("log loss"): N_(
        "How much probability the model gave to the true label: 0 is all of it; an answer that is sure "
        "and wrong costs most."
    ),
    N_("Brier score"): N_(
        "The mean square of how far the probabilities lie from what is true: 0 is best."
    ),
    N_("token"): N_("A word or a piece of one: what a language model reads and writes."),
    N_("logprob"): N_("The natural logarithm of a probability: 0 is certain, −2.3 one in ten."),
    N_("log-odds"): N_(
        "A probability on a scale without ends: 0 is one in two, +2.2 is nine in ten, −2.2 one in ten. "
        "What words add to it can be added up."
    ),
    N_("LIME"): N_(
        "A way to explain one answer: leave words out, ask again, and see how far each word moves the "
        "answer (Ribeiro and others, 2016)."
    ),
    N_("TF-IDF"): N_(
        "A text as the words it has, each the heavier the fewer other texts have it. With a logistic "
        "regression it is the classic yardstick."
    ),
    N_("logistic regression"): N_(
        "A simple model that adds up a weight for every word and turns the sum into a probability."
    ),
    N_("McNemar’s test"): N_(
        "Whether two models differ by more than chance, from the products that only one of them has "
        "right."
    ),
    N_("kappa"): N_(
        "How far two people agree beyond what chance gives: 1 is always, 0 no more than chance."
    ),
    N_("perplexity"): N_(
        "How surprised the model is by a text: as if it had to guess each token among so many equally "
        "likely ones."
    ),
    N_("median"): N_("The one in the middle: half lie below it, half above."),
    N_("duplicate"): N_("A product whose description another one has too, word by word."),
    N_("digest"): N_(
        "A fingerprint of a file: the same digest, the same content to the last byte."
    ),
    N_("prompt"): N_(
        "The text that the model is given: the instruction, the categories, the product."
    ),
}


def help_for(text: str) -> str | None:
    """The terms that a text holds, each with its meaning, as Markdown; None where it holds none."""
    found = [
        f"**{_(term)}**: {_(meaning)}"
        for term, meaning in TERMS.items()
        if re.search(rf"(?<!\w){re.escape(_(term))}(?:s|x)?(?!\w)", text, re.IGNORECASE)
    ]
    return "\n\n".join(found) or None


def listed() -> str:
    """All of them in the order of the alphabet, as Markdown."""
    entries = sorted(
        ((_(term), _(meaning)) for term, meaning in TERMS.items()),
        key=lambda entry: entry[0].casefold(),
    )
    return "\n".join(f"- **{term}**: {meaning}" for term, meaning in entries)
