"""What a trust run has found: figures with intervals, sentences, and where one is bad what to do."""

import math
from collections.abc import Sequence

import streamlit as st

from components import numerals, show
from components.i18n import _, language, n_
from components.trust_charts import (
    bias_chart,
    defences_chart,
    kept_chart,
    kinds_chart,
    percent,
    told,
)
from vitrine.evaluate.bias import Bias
from vitrine.evaluate.share import Share
from vitrine.evaluate.trust import SURE, AttackFigures, TrustFigures
from vitrine.jobs.choices import RunChoices
from vitrine.jobs.model import Run
from vitrine.jobs.trust import Found
from vitrine.llm.embedded import DEMO_NAME
from vitrine.llm.names import same_model

# Something is to be done where the whole interval lies on the wrong side: few products prove little.
STEADY = 0.9  # of the answers that stay
_OBEYS = 0.05  # of the hidden instructions that get their way


def picture(run: Run, found: Found) -> None:
    """All sections but those of single products."""
    figures = found.figures
    is_demo = same_model(RunChoices.of(run).model, DEMO_NAME)
    _glance(figures)
    if is_demo:
        st.caption(
            _(
                "The demo model is a small model that learned to sort products and nothing else. It "
                "follows no instructions; a text moves it by its words. A general model such as Llama "
                "2 reads an instruction as one: try it on yours."
            )
        )
    st.divider()
    _small_changes(figures, is_demo)
    if figures.attacks is not None:
        st.divider()
        _hidden_instructions(figures, figures.attacks)
    st.divider()
    _strange_texts(figures)
    st.divider()
    _steadiness(figures)


def _glance(figures: TrustFigures) -> None:
    kept = [share for name, share in figures.kept.items() if name != "french"]
    stays = Share(sum(share.hits for share in kept), sum(share.trials for share in kept))
    shown = [(_("Answers that stay"), stays)]
    if figures.attacks is not None:
        shown.append((_("Orders that win"), figures.attacks.moved["none"]))
        shown.append((_("With defences"), figures.attacks.moved["advised"]))
    if figures.nowhere is not None:
        shown.append((_("Strange, yet sure"), figures.nowhere.sure))
    with st.container(horizontal=True, key="glance"):
        for label, share in shown:
            st.metric(label, percent(share), border=True, help=told(share))


def _small_changes(figures: TrustFigures, is_demo: bool) -> None:
    st.header(_("Small changes"), anchor=False)
    show.chart(kept_chart(figures.kept), "trust_kept")
    bad = [name for name, share in figures.kept.items() if share.high < STEADY]
    advice = {
        "order": _(
            "The order of the categories matters: see in Results what calibration changes, or try a "
            "larger model."
        ),
        "lower": _("Letter case matters: give the file the case that your shop uses throughout."),
        "upper": _("Letter case matters: give the file the case that your shop uses throughout."),
        "typos": _("Typing slips matter: run a spell checker over descriptions typed by hand."),
        "dropped": _("A few words decide: have doubtful products reviewed by people."),
        "boilerplate": _(
            "Phrases that all products share matter: leave them out of the text column, and compare."
        ),
        "french": _("This model reads English alone: do not give it instructions in French.")
        if is_demo
        else _("The language of the instruction matters: keep to English."),
    }
    for sentence in dict.fromkeys(advice[name] for name in bad):
        _to_do(sentence)


def _hidden_instructions(figures: TrustFigures, attacks: AttackFigures) -> None:
    st.header(_("Instructions hidden in a description"), anchor=False)
    show.chart(defences_chart(attacks), "trust_defences")
    st.markdown(_by_whom_it_was_written(figures))
    st.markdown(_cost(figures))
    st.markdown(
        _(
            "A category that is merely named, without any order, moves {share}: what an instruction "
            "moves beyond that, it moves because it is obeyed.",
            share=told(figures.mentioned),
        )
    )
    if attacks.moved["none"].low > _OBEYS:
        _to_do(
            _(
                "Switch on “Leave out what speaks to the model” where you classify, and look at "
                "products with a warning yourself."
            )
        )
    with st.expander(_("By kind of instruction"), icon=":material/category:"):
        show.chart(kinds_chart(figures.by_kind), "trust_kinds")


def _by_whom_it_was_written(figures: TrustFigures) -> str:
    """How the guard does on what it was written for, and on what it was not."""
    if figures.known is None or figures.held_out is None:
        return ""
    return _(
        "The guard sees {known} of the instructions that it was written for, and {held_out} of others "
        "that it was not written for: what it does not see, it does not stop.",
        known=told(figures.known.flagged),
        held_out=told(figures.held_out.flagged),
    )


def _cost(figures: TrustFigures) -> str:
    alarms = _(
        "It warns wrongly of {share} of the honest products.", share=told(figures.false_alarms)
    )
    if not figures.right:
        return alarms
    costs = {
        name: numerals.signed(100 * cost, language(), 1) for name, cost in figures.cost.items()
    }
    return (
        alarms
        + " "
        + _(
            "Right answers without a defence: {none}. The defences cost, in points: cutting {cut}, "
            "quotation marks {delimited}, both {both}.",
            none=told(figures.right["none"]),
            cut=costs["cut"],
            delimited=costs["delimited"],
            both=costs["both"],
        )
    )


def _strange_texts(figures: TrustFigures) -> None:
    st.header(_("Texts that belong nowhere"), anchor=False)
    found = figures.nowhere
    if found is None:
        show.hint(_("They are tried after the products."), ":material/hourglass_top:")
        return
    st.markdown(
        _(
            "A recipe, a weather report, a tractor: of {count} texts that belong to no category the "
            "model gave {share} a category with a probability of {sure} or more.",
            count=found.texts,
            share=told(found.sure),
            sure=numerals.percent(SURE, language(), 0),
        )
    )
    if found.outside is not None and found.outside_own is not None:
        st.markdown(
            _(
                "Mass outside the categories: {outside} there, {own} for the catalogue’s products.",
                outside=numerals.percent(found.outside, language()),
                own=numerals.percent(found.outside_own, language()),
            )
        )
    if found.sure.low > 1 - STEADY:
        _to_do(
            _(
                "Do not take a sure answer for a proof that the product belongs there: add a category "
                "“Other”, or check what is new in the catalogue."
            )
        )


def _steadiness(figures: TrustFigures) -> None:
    st.header(_("The same question again"), anchor=False)
    found = figures.repeats
    if found is not None:
        spread = "" if found.spread is None else numerals.decimal(100 * found.spread, language(), 3)
        st.markdown(
            _(
                "Asked ten times over, {share} of the answers were the first one’s; the probability "
                "differed by {spread} points at most.",
                share=told(found.same),
                spread=spread or "–",
            )
        )
        if found.same.hits < found.same.trials:
            _to_do(_("Use the reproducible mode in Batch: one request at a time."))
    st.markdown(
        _(
            "Of all that was asked, {share} of the answers were none of the categories.",
            share=told(figures.malformed),
        )
    )
    if figures.surprise is not None:
        st.markdown(
            _(
                "The answers themselves surprise the model by {nats} nats on average (−log of the "
                "answer’s share of the whole mass): a perplexity of {perplexity}.",
                nats=numerals.fixed(figures.surprise, language(), 2),
                perplexity=numerals.fixed(math.exp(figures.surprise), language(), 2),
            )
        )


def brands_and_prices(found: Sequence[Bias]) -> None:
    """Where a brand or a band of prices has groups that are large enough."""
    st.divider()
    st.header(_("Brands and prices"), anchor=False)
    if not found:
        st.markdown(
            _(
                "Nothing can be told: the file has no column of brands or prices, or no two of them "
                "have enough products among those tried. Try more products."
            )
        )
    for one in found:
        show.chart(bias_chart(one), f"trust_bias_{one.trait}")
        if one.left_out:
            st.caption(
                n_(
                    "{count} product has no value or too small a group: it is one of the others.",
                    "{count} products have no value or too small a group: they are among the others.",
                    one.left_out,
                )
            )


def _to_do(sentence: str) -> None:
    st.markdown(f":orange[:material/build:] {sentence}")
