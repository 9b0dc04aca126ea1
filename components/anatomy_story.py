"""Panels on the model's making and its results."""

import streamlit as st

from components import anatomy_benchmarks, anatomy_tokens, numerals, show
from components.anatomy_controls import choice, one_of
from components.anatomy_paper_charts import (
    MEASURES,
    automatic_chart,
    benchmark_chart,
    closed_chart,
    cost_chart,
    helpfulness_chart,
    preference_chart,
    violations_chart,
)
from components.engine import EngineView
from components.i18n import _, language
from vitrine.anatomy.paper import table


def training(view: EngineView) -> None:
    """Panel 8: the four steps, and the loss on a sentence."""
    step = choice(
        "step",
        _("Step"),
        {
            "pretraining": _("1 Pretraining"),
            "supervised": _("2 Good examples"),
            "reward": _("3 People’s verdicts"),
            "rlhf": _("4 Practice (RLHF)"),
        },
        "pretraining",
    )
    _STEPS[step]()
    st.subheader(_("The loss, on a sentence of yours"), anchor=False)
    st.markdown(
        _(
            "Training makes the right next token less and less surprising. The **surprise** at a "
            "token is its logprob without the minus sign; the mean over all tokens is the "
            "**loss**, or cross-entropy, which steps 1 and 2 lower. **Perplexity** says the same "
            "as a number of choices: e to the power of the loss."
        )
    )
    anatomy_tokens.perplexity(view)
    st.subheader(_("The family and its licence"), anchor=False)
    st.markdown(
        _(
            "Llama 2 was published on 18 July 2023 in 7, 13 and 70 billion parameters, each as a "
            "base model and as Llama 2-Chat; a 34-billion model was trained, but not released. Code "
            "Llama (August 2023) starts from Llama 2 and was trained on code. The weights are "
            "open to all who accept the **Llama 2 Community License**: research and commercial "
            "use are allowed, but it is no open-source licence: companies whose services had more "
            "than 700 million monthly users when it came out need Meta’s leave, the outputs may "
            "not be used to improve language models other than Llama 2 and what is made from it, "
            "and an acceptable use policy applies."
        )
    )
    st.caption(
        _(
            "Sources: Llama 2 paper, section 1; Llama 2 Community License Agreement, sections 1.b "
            "and 2; Code Llama: arXiv 2308.12950."
        )
    )


def _pretraining() -> None:
    st.markdown(
        _(
            "The model predicts the next token, again and again, through 2 trillion tokens of "
            "public text, 4 million tokens at a step; after each step its weights are moved a "
            "little so that it would have done better. Here it learns language and facts."
        )
    )
    show.chart(cost_chart(), "anatomy_cost")
    source(_("section 2.2, Tables 1 and 2"))


def _supervised() -> None:
    count = table("fine_tuning").more["supervised_annotations"]
    st.metric(_("Examples written by people"), numerals.whole(count, language()))
    st.markdown(
        _(
            "The model so far continues texts; it does not answer. So its training goes on with "
            "questions and good answers written by people (supervised fine-tuning). Only the "
            "answer’s tokens count. The authors stopped at this number: quality did more than "
            "quantity."
        )
    )
    source(_("section 3.1"))


def _reward() -> None:
    st.markdown(
        _(
            "People see two answers and say which is better. Two further models, the **reward "
            "models**, learn to predict that verdict: one for helpfulness, one for safety."
        )
    )
    show.chart(preference_chart(), "anatomy_preferences")
    source(
        _(
            "sections 3.2.1 and 3.2.2, Table 6 (its rows sum to 2,920,903; the table prints 2,919,326)"
        )
    )


def _rlhf() -> None:
    st.metric(
        _("Rounds of RLHF"), numerals.whole(table("fine_tuning").more["rlhf_versions"], language())
    )
    st.markdown(
        _(
            "RLHF is reinforcement learning from human feedback: the model practises, and the "
            "reward models judge. **Rejection sampling**: it writes several answers, the best "
            "judged is kept, and it is trained on that. **PPO** (proximal policy optimisation), in "
            "the last round after rejection sampling: each answer’s reward moves the weights, and "
            "a penalty keeps the model near where it came from."
        )
    )
    source(_("section 3.2.3; PPO: Schulman et al., arXiv 1707.06347"))


_STEPS = {
    "pretraining": _pretraining,
    "supervised": _supervised,
    "reward": _reward,
    "rlhf": _rlhf,
}


def results() -> None:
    """Panel 9: the paper's own measurements."""
    question = choice(
        "question",
        _("Question"),
        {
            "open": _("Against open models"),
            "closed": _("Against closed models"),
            "helpful": _("How helpful"),
            "violations": _("How safe"),
            "automatic": _("Truth and toxicity"),
        },
        "open",
    )
    _RESULTS[question]()


def _open() -> None:
    measure = one_of("measure", _("Benchmark"), [_(name) for name in MEASURES])
    st.markdown(_(anatomy_benchmarks.GROUPS[MEASURES[measure]]))
    show.chart(benchmark_chart(measure), "anatomy_benchmarks")
    source(
        _(
            "Table 3 and section 2.3. Percentages, higher is better; measured by Meta; of MPT and "
            "Falcon the better of Meta’s figure and a published one"
        )
    )


def _closed() -> None:
    rows = table("closed_source").rows
    measure = one_of("closed", _("Benchmark"), [row["measure"] for row in rows])
    st.markdown(_(anatomy_benchmarks.single(rows[measure]["measure"])))
    show.chart(closed_chart(measure), "anatomy_closed")
    source(
        _(
            "Table 4. Percentages, higher is better; 5-shot means that five solved examples stand "
            "before the question; the others’ figures come from their own reports"
        )
    )


def _helpful() -> None:
    show.chart(helpfulness_chart(), "anatomy_helpful")
    source(
        _(
            "Figure 1. Three raters each on about 4,000 prompts, 95% interval 1 to 2 points; the "
            "text of section 3.4.2 says more than 75% against Vicuna too, the figure shows 37.2%"
        )
    )


def _violations() -> None:
    show.chart(violations_chart(), "anatomy_violations")
    source(
        _(
            "Figure 3, about 2,000 adversarial prompts. The figure prints no numbers: they are "
            "read off its bars, to about one point. The authors warn that the rules are their own "
            "and may favour their model"
        )
    )


def _automatic() -> None:
    left, right = st.columns(2, gap="large")
    with left:
        show.chart(automatic_chart("truthful"), "anatomy_truth")
    with right:
        show.chart(automatic_chart("toxic"), "anatomy_toxic")
    source(_("Table 14"))


_RESULTS = {
    "open": _open,
    "closed": _closed,
    "helpful": _helpful,
    "violations": _violations,
    "automatic": _automatic,
}


def source(place: str) -> None:
    """Where in the paper the figures stand."""
    st.caption(_("Source: Llama 2 paper, arXiv 2307.09288, {place}.", place=place))
