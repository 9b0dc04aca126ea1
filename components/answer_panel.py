"""What the model answered for one product, shown as the outcome it is."""

import time

import pandas as pd
import streamlit as st

from components import numerals, show
from components.answer_charts import answer_chart
from components.category_plan import CategoryPlan
from components.i18n import _, language, plain, translate_markdown
from vitrine.catalog.model import Product
from vitrine.classify.prediction import Prediction
from vitrine.classify.table import CUT


def outcome(prediction: Prediction, product: Product | None, plan: CategoryPlan) -> None:
    """Answered, unanswered or failed; the distribution where there is one; how it came about."""
    if prediction.status == "failed":
        if prediction.reason is not None:
            show.error(prediction.reason)
        return
    _headline(prediction)
    if product is not None and product.category is not None:
        _against_the_label(prediction, product.category, plan)
    if prediction.truncated:
        st.caption(_(CUT))
    if prediction.distribution is None:
        st.info(
            _(
                "Label only: this server gives no probabilities, so there is no bar to show and "
                "nothing to explain. Ollama gives them from version 0.12.11 on."
            ),
            icon=":material/label:",
        )
    else:
        show.chart(answer_chart(prediction, prediction.distribution), "answer")
        if st.button(_("Why this answer?"), icon=":material/arrow_downward:", type="tertiary"):
            show.bring_in_sight(".st-key-why", time.monotonic_ns())
    _provenance(prediction)


def _headline(prediction: Prediction) -> None:
    if prediction.category is None:
        st.warning(
            translate_markdown(prediction.reason) if prediction.reason else _("No answer."),
            icon=":material/help:",
        )
        return
    with st.container(gap=None):
        st.caption(_("The model answers"))
        st.header(plain(prediction.category), anchor=False)


def _against_the_label(prediction: Prediction, label: str, plan: CategoryPlan) -> None:
    if label not in plan.categories:
        st.markdown(
            ":gray[:material/info:] "
            + _("The file says “{label}”, which is not among these categories.", label=plain(label))
        )
    elif label == prediction.category:
        st.markdown(":green[:material/check_circle:] " + _("The file says the same."))
    else:
        st.markdown(
            ":orange[:material/compare_arrows:] "
            + _("The file says “{label}”: they disagree.", label=plain(label))
        )


def _provenance(prediction: Prediction) -> None:
    """All that another run would need to give the same answer."""
    source = prediction.provenance
    cached = prediction.prompt_tokens_cached
    rows = {
        _("Engine"): source.engine,
        _("Model"): source.model,
        _("Model digest"): source.model_digest,
        _("Prompt version"): source.prompt_version,
        _("Way to the answer"): source.route,
        _("Options"): ", ".join(f"{name} = {value}" for name, value in source.options.items()),
        _("Answer as written"): prediction.answer,
        _("Prompt tokens"): numerals.whole(prediction.prompt_tokens, language()),
        _("of these from the prompt cache"): _("not told")
        if cached is None
        else numerals.whole(cached, language()),
        _("Seconds"): numerals.decimal(prediction.seconds, language(), 2),
    }
    with st.expander(_("Technical details"), icon=":material/fingerprint:"):
        table = pd.DataFrame({_("What"): list(rows), _("Value"): list(map(plain, rows.values()))})
        st.table(table.set_index(_("What")))  # whose cells wrap
