"""The parts of a report that say what was asked of the model: examples, and how all was made."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from markupsafe import Markup

from components import numerals
from components.answer_charts import word_weight_chart
from components.explain_panel import verdict
from components.faithfulness_panel import measured
from components.i18n import _, language
from components.report_examples import Example, Explained
from components.report_parts import Exhibit, Section, Table, scaled, table
from components.results_data import Judged
from components.word_highlight import highlighted, plain_text
from vitrine.catalog.model import Catalog
from vitrine.classify.prompt import system_text, user_text
from vitrine.evaluate.review import answer_names, label_names
from vitrine.jobs.choices import RunChoices
from vitrine.jobs.model import Progress, Run

WORDS = 10  # of an explanation's table


@dataclass(frozen=True)
class Shown:
    """An example with its product's text; `explained` where the model was asked."""

    example: Example
    product_id: str
    text: str
    explained: Explained | None


def examples(found: Judged, shown: Sequence[Shown], why_not: str) -> Section:
    """Each product with its answer, its label and its words; `why_not`: why there are no weights."""
    answers, labels = answer_names(found.predictions), label_names(found.predictions)
    rule = Exhibit(
        _(
            "With labels, the two surest right and the two surest wrong answers; without, the two "
            "surest; and the two least sure: of different categories where there are any. Each word’s "
            "weight is its pull on the answer, in log-odds (LIME)."
        ),
        notes=(why_not,) if why_not else (),
    )
    exhibits = [rule]
    for one in shown:
        place = one.example.place
        exhibits += _example(
            one, answers[place], labels[place], float(found.predictions.confidence[place])
        )
    return Section("examples", _("Examples"), tuple(exhibits))


def _example(shown: Shown, answer: str | None, label: str | None, sure: float) -> list[Exhibit]:
    titles = {
        "right": _("Sure and right: {answer}", answer=answer),
        "wrong": _("Sure and wrong: {answer}", answer=answer),
        "sure": _("Sure: {answer}", answer=answer),
        "unsure": _("Least sure: {answer}", answer=answer),
    }
    told = _(
        "Product {id}: “{answer}” with {sure}.",
        id=shown.product_id,
        answer=answer,
        sure=_percent(sure),
    )
    if label is not None:
        told += " " + _("Its label is “{label}”.", label=label)
    found = shown.explained
    if found is None:
        return [
            Exhibit(told, titles[shown.example.why], picture=Markup(plain_text(shown.text)))  # noqa: S704
        ]
    notes = tuple(
        part
        for part in (
            measured(found.explanation, found.faithfulness) if found.faithfulness else "",
            verdict(found.explanation),
        )
        if part
    )
    chart = word_weight_chart(found.explanation)
    few = found.explanation.words[:WORDS]
    weights = table(
        _("Weights of its words"),
        chart.table.head(WORDS),
        scaled([entry.weight for entry in few]),
    )
    # `highlighted` escapes the text; all else in it is its own.
    picture = Markup(highlighted(found.explanation))  # noqa: S704
    return [
        Exhibit(told, titles[shown.example.why], picture=picture, notes=notes),
        Exhibit(chart.sentence, table=weights),
    ]


def made(run: Run, progress: Progress, catalog: Catalog | None, reviewed: int) -> Section:
    """All that another run would need to give the same answers."""
    choices = RunChoices.of(run)
    rows = {
        _("Run"): run.id,
        _("Begun"): numerals.moment(run.created, language()),
        _("Model"): choices.model,
        _("Model digest"): run.model_digest,
        _("Engine"): _("embedded") if choices.engine == "embedded" else "Ollama",
        _("Prompt version"): run.prompt_version,
        _("Mode"): _("Reproducible") if choices.mode == "reproducible" else _("Fast"),
        _("Seed"): str(choices.seed),
        _("Temperature"): "0",
        _("File"): choices.source,
        _("Content of the file (SHA-256)"): run.input_digest or "–",
        _("Column of descriptions"): choices.columns.text if choices.columns else "–",
        _("Column of categories"): (choices.columns and choices.columns.category) or "–",
        _("Products"): numerals.whole(run.total, language()),
        _("Answers"): numerals.whole(progress.ended, language()),
        _("Model calls"): numerals.whole(progress.calls, language()),
        _("Prompt tokens"): numerals.whole(
            progress.tokens_computed + progress.tokens_cached, language()
        ),
        _("Reviewed by people"): numerals.whole(reviewed, language()),
    }
    if catalog is not None and catalog.encoding:
        rows[_("Encoding of the file")] = catalog.encoding
    settings = Table(_("Settings"), (_("What"), _("Value")), tuple(rows.items()), (False, False))
    prompt = f"{system_text(choices.categories, choices.style)}\n\n{user_text('…', choices.style)}"
    return Section(
        "made",
        _("How it was made"),
        (
            Exhibit(
                _(
                    "The same file, model, prompt and settings in reproducible mode give the same "
                    "answers."
                ),
                table=settings,
            ),
            Exhibit(
                _("What the model is asked about each product, which stands where the dots are:"),
                _("The prompt"),
                picture=Markup("<pre>{}</pre>").format(prompt),
            ),
        ),
    )


def _percent(share: float) -> str:
    return "–" if np.isnan(share) else numerals.percent(share, language())
