"""The panel on attention: who looks at whom, how the shares come about, what the mask hides."""

import streamlit as st

from components import show, state
from components.anatomy_attention_charts import attention_chart, shares, worked_row
from components.anatomy_controls import choice, line, steps
from components.i18n import _, language
from vitrine.anatomy.attention import AttentionSteps, attend, example_heads
from vitrine.messages import N_

MOST_TOKENS = 8
SOFT, BLANKET = 1, 2  # their places in the example
EXAMPLE = N_("the soft blanket keeps the baby warm")
_HEADS = ("around", "before", "first")
_STAGES_SAID = {
    "scores": N_(
        "Step 1 measures how well what one token asks (query) fits what the other announces (key): "
        "the larger the number, the better."
    ),
    "scaled": N_(
        "Step 2 scales all fits down alike, so that longer lists of numbers do not weigh more."
    ),
    "masked": N_("Step 3 hides what comes later: −∞, less than any number, ends as a share of 0."),
    "weights": N_("Step 4 turns the fits into shares that add up to 100%."),
}
_NO_MASK = N_("Step 3: the mask is off, so nothing is hidden.")


def attention() -> None:
    """Panel 3: the idea on two words, the mask, the heads, one row worked out."""
    _idea()
    show.hint(
        _(
            "For the classifier: it reads the answer at the last spot, where the category’s letter "
            "must come. By the time it answers, that last spot has looked back over the whole "
            "product text, several times over."
        ),
        ":material/label:",
    )
    words = line(
        f"words_{language()}", _("A few words (each counts as one token here)"), _(EXAMPLE), 80
    )
    tokens = words.split()[:MOST_TOKENS]
    if len(tokens) < 2:
        st.markdown(_("Type at least two words."))
        return
    head, causal = _head_and_mask()
    stage, place = _stage_and_row(len(tokens), causal=causal)
    worked = _worked(tokens, head, causal=causal)
    shown = getattr(worked, stage)
    show.chart(
        attention_chart(tokens, shown, worked, place - 1, is_weights=stage == "weights"),
        "anatomy_attention",
    )
    with st.expander(_("The outlined row, worked out step by step"), icon=":material/calculate:"):
        st.markdown(
            _(
                "The short lists of numbers are called q (query), k (key) and v (value). **1** q·k: "
                "the numbers of q and k are multiplied in pairs and summed. **2** ÷ √d: divided by "
                "the root of d, how many numbers a key has (here 4). **3** The mask. **4** Softmax: "
                "e to the power of each number, divided by the sum of the row. Each v then counts "
                "with its share: their sum is what the token takes."
            )
        )
        st.dataframe(worked_row(tokens, worked, place - 1), hide_index=True)


def _worked(tokens: list[str], head: str, *, causal: bool) -> AttentionSteps:
    return attend(example_heads(tokens)[_HEADS.index(head)], causal=causal)


def _idea() -> None:
    example = _worked(_(EXAMPLE).split(), "before", causal=True)
    share = shares(example.weights[BLANKET])[SOFT]
    st.markdown(
        _(
            "Take “soft blanket”. “Blanket” asks: which word stands just before me? (its **query**). "
            "“Soft” announces where it stands (its **key**). They fit: of everything that “blanket” "
            "takes in, {share} comes from “soft” (its **value**). What it takes is mixed into its "
            "own numbers; from then on “blanket” stands for a soft blanket. All three are really "
            "short lists of numbers, which the model makes from the token’s long one.",
            share=share,
        )
    )
    st.markdown(
        _(
            "This looking is done several times at once; each looker is called a **head** and looks "
            "for something different, for instance at the word just before."
        )
    )
    st.markdown(
        _(
            "A token may look back, never ahead. The model learned by guessing the next word of a "
            "text: had it been allowed to see that word, there would have been nothing to guess. A "
            "**mask** hides the later tokens."
        )
    )
    st.markdown(
        _(
            "We made up the starting numbers of the picture; the sums are done exactly as the model "
            "does them."
        )
    )


def _head_and_mask() -> tuple[str, bool]:
    left, right = st.columns([2, 1], gap="large", vertical_alignment="bottom")
    with left:
        head = choice(
            "head",
            _("What this looker (head) looks at"),
            {
                "around": _("itself and just before"),
                "before": _("the word just before"),
                "first": _("the first word"),
            },
            "before",
        )
    causal = right.toggle(
        _("Mask: no token sees what comes later"),
        value=True,
        key=state.panel_key("causal"),
        persist_state="session",
    )
    return head, causal


def _stage_and_row(count: int, *, causal: bool) -> tuple[str, int]:
    left, right = st.columns([2, 1], gap="large")
    with left:
        stage = choice(
            "stage",
            _("Step of the calculation"),
            {
                "scores": _("1 how well they fit"),
                "scaled": _("2 scaled down"),
                "masked": _("3 hide what comes later"),
                "weights": _("4 shares in %"),
            },
            "weights",
        )
        is_open = stage == "masked" and not causal
        st.caption(_(_NO_MASK) if is_open else _(_STAGES_SAID[stage]))
    with right:
        place = steps(
            f"row_{count}",
            _("The token that looks"),
            range(1, count + 1),
            min(BLANKET + 1, count),  # one with words before it and after it
        )
    return stage, place
