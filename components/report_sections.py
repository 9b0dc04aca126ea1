"""What a report says of a run: the figures and the sentences of the pages, in their words."""

from collections.abc import Mapping, Sequence

import numpy as np

from components import numerals, results_figures
from components.catalog_charts import (
    balance_sentence,
    category_chart,
    lengths_table,
    problems_sentence,
    word_count_chart,
    words_by_category_chart,
)
from components.i18n import _, language, n_, translate
from components.importance_charts import importance_chart
from components.report_curves import curve as curve_picture
from components.report_parts import Exhibit, Section, exhibit, shaded, table
from components.results_answer_charts import confidence_chart, spread_chart
from components.results_calibration_charts import reliability_chart
from components.results_category_charts import categories_chart
from components.results_confusion import in_words, squares_of
from components.results_confusion_charts import confusion_chart
from components.results_data import Judged, figure
from components.results_figures import figures_table, headline_figures, probability_figures
from components.results_threshold import USUAL
from components.results_threshold_charts import threshold_chart
from components.results_words_charts import words_chart
from components.trust_charts import defences_chart, kept_chart, kinds_chart, told
from vitrine.catalog.profile import Profile
from vitrine.evaluate.finding import ORDER, Finding, Severity
from vitrine.evaluate.reliability import reliability
from vitrine.evaluate.threshold import curve
from vitrine.evaluate.trust import SURE, TrustFigures
from vitrine.evaluate.words import words_and_correctness
from vitrine.explain.importance import Explained as ExplainedProduct
from vitrine.explain.importance import importance

_PROBLEMS = 20  # rows that could not be used, named one by one


def catalogue(profile: Profile) -> Section:
    """How the file is distributed."""
    found = [
        exhibit(category_chart(profile), _("Products by category"), bars=_("Products"))
        if profile.categories
        else Exhibit(balance_sentence(profile)),
        Exhibit(
            n_(
                "{count} id stands more than once.",
                "{count} ids stand more than once.",
                profile.duplicate_ids,
            )
            + " "
            + n_(
                "{count} description stands more than once.",
                "{count} descriptions stand more than once.",
                profile.duplicate_descriptions,
            )
        ),
    ]
    if profile.words_by_category:
        found.append(exhibit(words_by_category_chart(profile), _("Words by category")))
    found.append(
        Exhibit(
            word_count_chart(profile).sentence,
            _("Lengths in figures"),
            table(_("Lengths in figures"), lengths_table(profile)),
        )
    )
    if profile.problems:
        named = tuple(
            _("Line {line}: {reason}", line=one.line, reason=translate(one.reason))
            for one in profile.problems[:_PROBLEMS]
        )
        found.append(
            Exhibit(problems_sentence(profile), _("Rows with something to look at"), notes=named)
        )
    return Section("catalogue", _("The catalogue"), tuple(found))


def results(found: Judged) -> Section:
    """With labels how right the answers are; without, how they spread and how sure they are."""
    exhibits = _judged(found) if found.predictions.labelled.any() else _unlabelled(found)
    return Section("results", _("Results"), tuple(exhibits))


def _judged(found: Judged) -> list[Exhibit]:
    figures = results_figures.evaluation(found)
    known = (*headline_figures(figures), *probability_figures(figures))
    squares = in_words(squares_of(figures.confusion, found.predictions))
    confusion = confusion_chart(squares, None)
    shown = exhibit(confusion, _("What is taken for what"))
    assert shown.table is not None  # `exhibit` gives one
    return [
        Exhibit(
            results_figures.headline_sentence(found, figures),
            _("How right it is"),
            table(_("How right it is"), figures_table(known)),
        ),
        exhibit(
            categories_chart(figures.per_category),
            _("Each category"),
            bars=[one.f1.value for one in figures.per_category],
        ),
        Exhibit(
            shown.sentence,
            shown.title,
            shaded(shown.table, np.asarray(squares.counts)),
            notes=(_("Rows are labels, columns answers."),),
        ),
        *_threshold(found),
        *_reliability(found),
        exhibit(
            words_chart(figure(found, "words", words_and_correctness)),
            _("Do more words make better answers?"),
        ),
    ]


def _threshold(found: Judged) -> list[Exhibit]:
    review = figure(found, "threshold", curve)
    if np.isnan(found.predictions.confidence).all():
        return [Exhibit(_("Label only: the server gave no probabilities to judge."))]
    point = figure(found, "target", lambda _answers: review.for_target(USUAL), USUAL)
    if point is None:
        return [
            Exhibit(
                _(
                    "No threshold promises {target} on products that had no part in choosing it.",
                    target=numerals.percent(USUAL, language(), 0),
                ),
                _("What to leave to people"),
            )
        ]
    chart = threshold_chart(review, point)
    known = ~np.isnan(review.right)
    line = list(zip(review.accepted_share[known], review.right[known], strict=True))
    picture = curve_picture(
        line,
        _("Accepted automatically"),
        _("Right among these"),
        chart.sentence,
        chosen=(point.accepted_share, point.right.value) if point.right else None,
    )
    accepted = _(
        "Accepted is every answer with a probability of {threshold} or more; what has no answer is "
        "always left.",
        threshold=numerals.percent(min(1.0, point.threshold), language(), 2),
    )
    return [
        Exhibit(chart.sentence, _("What to leave to people"), picture=picture, notes=(accepted,))
    ]


def _reliability(found: Judged) -> list[Exhibit]:
    kept = figure(found, "reliability", reliability)
    if not kept.bins:
        return []
    chart = reliability_chart(kept, None, None)
    picture = curve_picture(
        [(one.confidence, one.right.value) for one in kept.bins],
        _("Promised"),
        _("Right"),
        chart.sentence,
        diagonal=True,
    )
    shown = chart.table[[column for column in chart.table.columns if column]]
    title = _("Do probabilities keep what they promise?")
    return [Exhibit(chart.sentence, title, table(title, shown), picture)]


def _unlabelled(found: Judged) -> list[Exhibit]:
    return [
        Exhibit(
            n_(
                "The catalogue gives {count} product no label, so nothing can be called right or wrong "
                "yet. Review a few answers: each label that people give counts here.",
                "The catalogue gives none of {count} products a label, so nothing can be called right "
                "or wrong yet. Review a few answers: each label that people give counts here.",
                len(found.predictions),
            )
        ),
        exhibit(spread_chart(found.predictions), _("Answers by category"), bars=_("Answers")),
        exhibit(confidence_chart(found.predictions), _("How sure they are"), bars=_("Products")),
    ]


def importance_of(explained: Sequence[ExplainedProduct], categories: Sequence[str]) -> Section:
    """The words that pull towards and away from each category."""
    folded = importance(explained)
    found = [
        exhibit(
            importance_chart(name, folded.words[name], folded.products[name], by_homogeneity=True),
            name,
            bars=_("Mean weight"),
        )
        for name in categories
        if folded.words.get(name)
    ]
    intro = Exhibit(
        n_(
            "Read from the explanation of {count} product.",
            "Read from the explanations of {count} products.",
            len(explained),
        )
    )
    return Section("importance", _("Overall importance"), (intro, *found))


def trust(figures: TrustFigures) -> Section:
    """What trying the model out has found."""
    found = [exhibit(kept_chart(figures.kept), _("Small changes"))]
    if figures.attacks is not None:
        found.append(
            exhibit(defences_chart(figures.attacks), _("Instructions hidden in a description"))
        )
        found.append(exhibit(kinds_chart(figures.by_kind), _("By kind of instruction")))
    if figures.nowhere is not None:
        found.append(
            Exhibit(
                _(
                    "A recipe, a weather report, a tractor: of {count} texts that belong to no "
                    "category the model gave {share} a category with a probability of {sure} or more.",
                    count=figures.nowhere.texts,
                    share=told(figures.nowhere.sure),
                    sure=numerals.percent(SURE, language(), 0),
                ),
                _("Texts that belong nowhere"),
            )
        )
    return Section("trust", _("Trust"), tuple(found))


def limits(findings: Sequence[Finding]) -> Section:
    """What to mend first, what to keep an eye on, what holds."""
    titles: Mapping[Severity, str] = {
        "bad": _("What to mend first"),
        "notice": _("What to keep an eye on"),
        "good": _("What holds"),
    }
    found = []
    for severity in ORDER:
        for place, one in enumerate(one for one in findings if one.severity == severity):
            notes = (translate(one.figure),)
            if one.try_next is not None:
                notes = (*notes, "→ " + translate(one.try_next))
            title = titles[severity] if place == 0 else ""
            found.append(Exhibit(translate(one.what), title, notes=notes, mark=severity))
    return Section("limits", _("Limits"), tuple(found))


def missing(anchor: str, title: str, sentence: str) -> Section:
    """A part for which something has to be done first."""
    return Section(anchor, title, (Exhibit(sentence),))
