"""The explaining page's frame: ten panels, one open at a time, with a way to the next."""

from collections.abc import Callable
from dataclasses import dataclass

import streamlit as st

from components import (
    anatomy_attention,
    anatomy_classifier,
    anatomy_inside,
    anatomy_memory,
    anatomy_models,
    anatomy_story,
    anatomy_tokens,
    glossary,
    show,
    state,
)
from components.engine import EngineView
from components.i18n import _, plain
from components.loaded import LoadedCatalog
from vitrine.messages import N_


@dataclass(frozen=True)
class Panel:
    """One idea: no `source` where the figures carry theirs."""

    name: str
    title: str
    lead: str
    source: str = ""


PANELS = (
    Panel(
        "next-token",
        N_("One token at a time"),
        N_(
            "A language model does one thing: it reads a text and says of every **token** it knows "
            "(a word or a piece of one) how likely it is to come next. One of them is picked, by lot "
            "with these odds or simply the likeliest, and added to the text; then the model reads "
            "again.\n\nModels report each probability on another "
            "scale, as a **logprob** (its natural logarithm): 0 means certain, −0.7 one chance in "
            "two, −2.3 one in ten, −4.6 one in a hundred. The nearer to 0, the likelier. What "
            "it is good for: two words, each with one chance in ten, have together one in a hundred, "
            "for chances are multiplied. Logprobs are just added: −2.3 and −2.3 make −4.6."
        ),
        N_("Sources: the model that answers now; top-p after Holtzman et al., arXiv 1904.09751."),
    ),
    Panel(
        "tokens",
        N_("From text to tokens"),
        N_(
            "The model does not read letter by letter. It cuts a text into tokens from a fixed "
            "list, 32,000 of them in Llama 2: frequent words are one token, rare ones several. "
            "Each token then becomes a long list of numbers that stands for it (its **vector**): "
            "with these the model computes. The model can hold only so much at once, 4,096 tokens "
            "in Llama 2: its **context**. Instructions, product and answer must fit into it together."
        ),
        N_("Sources: the model that answers now; Llama 2 paper, section 2.2 and Table 1."),
    ),
    Panel(
        "attention",
        N_("Attention"),
        N_(
            "What a word means depends on the words before it: after “desk”, “light” is a lamp; "
            "after “very”, it is about weight. **Attention** lets each token look at itself and "
            "the tokens before it, and take from them what it needs."
        ),
        N_(
            "Sources: Vaswani et al., arXiv 1706.03762, sections 3.2.1 (the calculation), 3.2.2 "
            "(heads) and 3.2.3 (the mask)."
        ),
    ),
    Panel(
        "rope",
        N_("Where a token stands"),
        N_(
            "Attention by itself compares tokens wherever they stand: to it, “a case for a watch” "
            "and “a watch for a case” hold the same tokens. **RoPE** (rotary position embedding) "
            "takes the numbers of each query and key two by two, draws each pair as an arrow, and "
            "turns the arrow by an angle that grows with the position. When a query is compared "
            "with a key, only the difference of their angles counts: how far apart the two tokens "
            "stand."
        ),
        N_(
            "Sources: Su et al., arXiv 2104.09864, section 3.2.2; Llama 2 paper, section 2.2; the "
            "base of 10,000: Meta’s model.py."
        ),
    ),
    Panel(
        "norms",
        N_("Keeping numbers in bounds"),
        N_(
            "A token’s vector passes through many layers, one after another: 32 in Llama 2 7B, the "
            "one with seven billion **weights** (also: parameters), the numbers that a model has "
            "learnt. Before each step the vector’s numbers are brought to one size, so that they "
            "neither blow up nor fade. **LayerNorm** shifts them until their mean is 0, then "
            "divides them all by one number; **RMSNorm**, which Llama 2 uses, only divides: that is "
            "cheaper. Move all numbers up or down: LayerNorm does not notice, RMSNorm does. Stretch "
            "them: neither notices."
        ),
        N_(
            "Sources: Ba et al., arXiv 1607.06450, equation 3; Zhang and Sennrich, arXiv "
            "1910.07467, equation 4; Llama 2 paper, section 2.2. The learnt gains are left at 1; the "
            "operations are counted from the equations."
        ),
    ),
    Panel(
        "swiglu",
        N_("A gate for each number"),
        N_(
            "After attention has gathered, each token is worked on by itself in a **SwiGLU** "
            "layer; almost two thirds of the weights of Llama 2 7B are there. From the token’s "
            "vector x two numbers are computed with learnt weights W and V: xW opens or shuts a "
            "gate, by a curve called Swish, and xV is the value that wants to pass. The two are "
            "multiplied: a shut gate lets almost nothing through. Each layer of 7B has 11,008 such "
            "gates; here is one."
        ),
        N_(
            "Sources: Shazeer, arXiv 2002.05202, section 2; Llama 2 paper, section 2.2; the number "
            "of gates and the share of the weights follow from params.json of the released weights."
        ),
    ),
    Panel(
        "memory",
        N_("Memory and grouped queries"),
        N_(
            "Attention compares each token’s query with the keys of all tokens before it, and "
            "takes over their values. So as not to compute those again for each new token, the "
            "model keeps them: the **KV cache**. It grows with every token, and with every text "
            "that is handled at the same time. **Grouped-query attention** lets several query "
            "heads share one set of keys and values; Llama 2 does so in 34B and 70B only."
        ),
        N_(
            "Sources: Ainslie et al., arXiv 2305.13245 (grouped queries); Llama 2 paper, Table 1 "
            "and appendix A.2.1; params.json of the released "
            "weights. The paper does not give the layers and heads of 34B: they are Code Llama "
            "34B’s, which starts from it (arXiv 2308.12950). Sizes are computed."
        ),
    ),
    Panel(
        "training",
        N_("How it was trained"),
        N_(
            "In four steps, from a model that continues any text to one that answers, helpfully "
            "and safely. Choose a step."
        ),
    ),
    Panel(
        "results",
        N_("How good and how safe"),
        N_(
            "What the authors measured when it came out, in July 2023, against the models of that "
            "time."
        ),
    ),
    Panel(
        "models",
        N_("Our demo model and Llama 2 7B"),
        N_(
            "The model that comes with Vitrine has the same architecture in small, so that "
            "everything here can be seen at work on any machine. It is not Llama 2."
        ),
    ),
)


def opening(view: EngineView) -> str:
    """What the page is for, and which model answers on it."""
    sentence = _(
        "Vitrine sorts products with a language model such as Llama 2. Ten ideas, each with "
        "something to move: the first three are enough to see what Vitrine does; 4 to 7 look inside "
        "the model; 8 to 10 are about Llama 2 itself."
    )
    return f"{sentence}  \n{_answering(view)}"


def _answering(view: EngineView) -> str:
    if view.engine is None:
        return _("On this page no model answers now.")
    if view.is_demo:
        return _(
            "On this page Vitrine’s own **demo model** answers now: built like Llama 2, but very small."
        )
    return _("On this page **{model}** answers now.", model=plain(view.engine.model))


def chooser() -> Panel:
    """The ten panels to choose from, and the open one."""
    names = [panel.name for panel in PANELS]
    state.settle_panel(names)
    titles = {panel.name: f"{place} {_(panel.title)}" for place, panel in enumerate(PANELS, 1)}
    st.pills(
        _("What to look at"),
        names,
        required=True,
        format_func=titles.__getitem__,
        key=state.PANEL,
        label_visibility="collapsed",
        wrap=True,
    )
    return PANELS[names.index(state.panel())]


def draw(panel: Panel, view: EngineView, loaded: LoadedCatalog | None) -> None:
    """One panel: its idea, what one can move, where it comes from."""
    st.header(_(panel.title), anchor=False)
    st.markdown(_(panel.lead))
    st.space("small")
    _drawing(panel.name, view, loaded)()
    if panel.source:
        st.caption(_(panel.source))
    _onwards(panel)
    with st.expander(_("Words of the trade"), icon=":material/dictionary:"):
        st.markdown(glossary.listed())
    if state.turns():
        show.bring_in_sight("h2", state.turns())


def _drawing(name: str, view: EngineView, loaded: LoadedCatalog | None) -> Callable[[], None]:
    drawings: dict[str, Callable[[], None]] = {
        "next-token": lambda: _first_panel(view, loaded),
        "tokens": lambda: anatomy_tokens.tokens(view, _example(loaded)),
        "attention": anatomy_attention.attention,
        "rope": anatomy_inside.rope,
        "norms": anatomy_inside.norms,
        "swiglu": anatomy_inside.swiglu,
        "memory": anatomy_memory.memory,
        "training": lambda: anatomy_story.training(view),
        "results": anatomy_story.results,
        "models": anatomy_models.models,
    }
    return drawings[name]


def _first_panel(view: EngineView, loaded: LoadedCatalog | None) -> None:
    anatomy_tokens.one_token(view)
    anatomy_classifier.classifier(view, loaded, _example(loaded))


def _example(loaded: LoadedCatalog | None) -> str:
    return loaded.products[0].description if loaded is not None else anatomy_tokens.SENTENCE


def _onwards(panel: Panel) -> None:
    place = PANELS.index(panel)
    with st.container(horizontal=True, horizontal_alignment="distribute"):
        for step, icon in ((-1, ":material/arrow_back:"), (1, ":material/arrow_forward:")):
            if 0 <= place + step < len(PANELS):
                other = PANELS[place + step]
                st.button(
                    _(other.title),
                    icon=icon,
                    on_click=state.turn_to_panel,
                    args=(other.name,),
                    type="tertiary",
                )
