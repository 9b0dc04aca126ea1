"""The explaining page: each panel draws, moves, and says so where the model is away."""

import math
import re

import pytest
from streamlit.testing.v1 import AppTest

from components.anatomy_attention import BLANKET, SOFT
from components.anatomy_page import PANELS
from tests.faulty_server import FaultyServer, Handler, busy
from tests.pages.conftest import Visit, said, unfold
from vitrine.anatomy.paper import configurations, table

NAMES = [panel.name for panel in PANELS]
LIVE = ("next-token", "tokens", "training")


def _writes(handler: Handler, _: FaultyServer) -> None:
    """Goes on with " good" or, less likely, " bad"; a text has as many tokens as characters."""
    listed = {" good": 0.6, " bad": 0.2, "\n": 0.1}
    tokens = [{"token": text, "logprob": math.log(share)} for text, share in listed.items()]
    handler.send(
        {
            "response": " good",
            "done": True,
            "prompt_eval_count": len(handler.exchange.body.get("prompt", "")),
            "eval_count": 1,
            "logprobs": [{**tokens[0], "top_logprobs": tokens}],
        }
    )


@pytest.fixture
def open_panel(visit: Visit, model_server: FaultyServer) -> Visit:
    model_server.always("/api/generate", _writes)

    def opened(name: str, **address: str) -> AppTest:
        page = visit("home", panel=name, **address).switch_page("pages/how_it_works.py")
        page.query_params["panel"] = name
        return page.run()

    return opened


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize("name", NAMES)
def test_each_panel_draws(open_panel: Visit, name: str, language: str) -> None:
    page = open_panel(name, lang=language)
    assert not page.exception
    assert not page.error
    assert len(page.header) == 1
    assert len(said(page)) > 300


@pytest.mark.parametrize("name", LIVE)
def test_a_live_panel_ends_a_fault_in_its_sentence(
    open_panel: Visit, model_server: FaultyServer, name: str
) -> None:
    model_server.always("/api/generate", busy)
    page = open_panel(name)
    assert not page.exception
    assert "is busy" in said(page)


@pytest.mark.parametrize("name", LIVE)
def test_a_live_panel_without_a_model_says_so(
    open_panel: Visit, model_server: FaultyServer, name: str
) -> None:
    model_server.close()
    page = open_panel(name)
    assert not page.exception
    assert "none answers now" in " ".join(note.value for note in page.info)
    assert "Start Ollama" in said(page)


@pytest.mark.parametrize("name", [name for name in NAMES if name not in LIVE])
def test_the_other_panels_need_no_model(
    open_panel: Visit, model_server: FaultyServer, name: str
) -> None:
    model_server.close()
    page = open_panel(name)
    assert not page.exception
    assert not page.info or name == "models"  # whose file may be missing


def test_a_click_goes_on_with_the_token(open_panel: Visit) -> None:
    page = open_panel("next-token")
    before = page.text_area[0].value
    next(button for button in page.button if button.label.endswith("bad")).click().run()
    assert page.text_area[0].value == before + " bad"


def test_temperature_nought_leaves_one_token(open_panel: Visit) -> None:
    page = open_panel("next-token")
    assert "This page receives the 3 likeliest tokens alone" in said(page)
    assert "can still be drawn" not in said(page)
    next(slider for slider in page.slider if "Temperature" in slider.label).set_value(0.0).run()
    assert "gets 100.0%" in said(page)
    assert "1 of the 3 can still be drawn" in said(page)


@pytest.mark.parametrize(
    ("language", "words"), [("en", "soft blanket"), ("fr", "douce couverture")]
)
def test_the_share_in_the_text_is_the_one_in_the_picture(
    open_panel: Visit, language: str, words: str
) -> None:
    page = open_panel("attention", lang=language)
    assert page.text_input[0].value.split()[SOFT : BLANKET + 1] == words.split()
    row = unfold(page).dataframe[0].value.iloc[BLANKET]
    share = row.iloc[SOFT + 1]  # the first column names the row
    assert f" {share} " in next(
        text.value for text in page.markdown if "“Soft”" in text.value or "Douce" in text.value
    )
    numbers = [int(cell.replace("\u202f", "").rstrip("%")) for cell in row.iloc[1:]]
    assert sum(numbers) == 100


def test_each_listed_token_has_its_button(open_panel: Visit) -> None:
    labels = [button.label.replace("\\", "") for button in open_panel("next-token").button]
    assert [label for label in ("·good", "·bad", "(line break)") if label in labels] == labels[:3]


def test_words_are_shown_cut_as_the_demo_models_file_cuts_them(open_panel: Visit) -> None:
    page = open_panel("tokens")
    shown = next(part.proto.body for part in page.get("html") if "hairdryer" in part.proto.body)
    assert re.sub(r"<[^>]+>", "", shown) == (
        "microwave = microwave &emsp; necklace = neck + lace &emsp; hairdryer = hair + d + ry + er"
    )


@pytest.mark.parametrize("language", ["en", "fr"])
def test_the_page_says_which_model_answers(
    open_panel: Visit, model_server: FaultyServer, language: str
) -> None:
    assert "llama2" in said(open_panel("rope", lang=language)).replace("\\", "")


def test_without_the_mask_the_future_is_looked_at(open_panel: Visit) -> None:
    page = open_panel("attention")
    assert "Nothing goes to tokens that come after it" in said(page)
    page.toggle[0].set_value(False).run()
    assert "Without the mask" in said(page)


def test_more_texts_at_once_need_more_cache(open_panel: Visit) -> None:
    page = open_panel("memory")
    assert "the cache of 70B takes 1.25 GiB; without grouping it would take 10 GiB" in said(page)
    next(slider for slider in page.select_slider if "at once" in slider.label).set_value(16).run()
    assert "the cache of 70B takes 20 GiB; without grouping it would take 160 GiB" in said(page)


def test_the_figures_in_the_texts_follow_from_the_configurations(open_panel: Visit) -> None:
    seven = configurations()[0]
    tokens, norms = said(open_panel("tokens")), said(open_panel("norms"))
    assert f"{seven.vocabulary:,} of them in Llama 2" in tokens
    assert f"{seven.context:,} tokens in Llama 2" in tokens
    assert f"one after another: {seven.layers} in Llama 2 7B" in norms
    assert f"{seven.dim:,} numbers" in norms
    assert f"{2 * seven.layers + 1} times for every token" in norms
    assert f"{seven.feed_forward:,} such gates" in said(open_panel("swiglu"))
    share = seven.parameters()["feed_forward"] / seven.parameter_count
    assert 0.62 < share < 2 / 3  # "almost two thirds"


def test_the_training_tells_the_papers_figures(open_panel: Visit) -> None:
    text = said(open_panel("training"))
    trillions = {row["tokens"] / 1e12 for row in table("family").rows}
    millions = table("pretraining").more["batch_tokens"] / 1e6
    assert trillions == {2}
    assert "2 trillion tokens" in text
    assert f"{millions:g} million tokens at a step" in text
    released = [row["name"] for row in table("family").rows if row["released"]]
    assert released == ["7B", "13B", "70B"]
    assert "7, 13 and 70 billion parameters" in text


def test_counts_on_a_slider_are_written_as_the_language_writes_them(open_panel: Visit) -> None:
    for language, written in (("en", "4,096"), ("fr", "4\u202f096")):
        page = open_panel("memory", lang=language)
        assert page.select_slider(key="panel_context").options[-1] == written


def test_the_next_panel_is_one_click_away(open_panel: Visit) -> None:
    page = open_panel("rope")
    page.button[-1].click().run()
    assert page.header[0].value == "Keeping numbers in bounds"


def test_a_panel_that_is_not_there_opens_the_first(open_panel: Visit) -> None:
    assert open_panel("nowhere").header[0].value == "One token at a time"


def test_the_classifiers_question_is_shown_with_its_answer(open_panel: Visit) -> None:
    page = open_panel("next-token", catalogue="sample")
    assert page.code[0].value.endswith("Letter:")
    table = page.dataframe[-1].value
    assert [name[:3] for name in table["Category"]] == [f"{x}: " for x in "ABCDEFG"[: len(table)]]
    assert table["Probability"][0] == "90.0%"
    assert table["Logprob"][0] == "−0.11"
    assert "“A” has the logprob nearest to 0: −0.11" in said(page)


@pytest.mark.parametrize("question", ["open", "closed"])
def test_each_benchmark_says_what_it_asks(open_panel: Visit, question: str) -> None:
    page = open_panel("results")
    page.segmented_control(key="panel_question").set_value(question).run()
    seen = set()
    for place in range(len(page.selectbox[0].options)):
        page.selectbox[0].set_value(place).run()
        assert not page.exception
        seen.add(page.markdown[-2].value)
    assert len(seen) == len(page.selectbox[0].options)


def test_a_turn_at_the_foot_brings_the_heading_in_sight(open_panel: Visit) -> None:
    page = open_panel("rope")
    assert not _scripts(page)
    page.button[-1].click().run()
    first = _scripts(page)
    page.button[-1].click().run()
    assert first and _scripts(page) != first


def _scripts(page: AppTest) -> list[str]:
    return [part.proto.body for part in page.get("html") if "scrollIntoView" in part.proto.body]
