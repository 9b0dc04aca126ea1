"""Classify shows an answer as the outcome it is, and explains it."""

import time
from collections.abc import Iterator

import pytest
from streamlit.testing.v1 import AppTest

from tests.faulty_server import (
    Behaviour,
    FaultyServer,
    busy,
    cut_off,
    hanging,
    hung_up,
    model_missing,
    not_json,
    refusing,
    wrong_shape,
)
from tests.pages.conftest import Visit, said, unfold

PATIENCE = 20.0  # seconds for an explanation of a few calls


def click(page: AppTest, label: str) -> AppTest:
    next(button for button in page.button if button.label == label).click()
    page.run()
    assert not page.exception
    return page


def table(page: AppTest, column: str) -> dict[str, str]:
    """The two columns of the table that has `column`."""
    frame = next(item.value for item in page.dataframe if column in item.value.columns)
    return dict(zip(frame.iloc[:, 0], frame.iloc[:, 1], strict=True))


@pytest.fixture
def classify(visit: Visit) -> Iterator[AppTest]:
    yield visit("home", catalogue="sample").switch_page("pages/classify.py").run()


def test_without_a_catalogue_a_product_is_typed(visit: Visit) -> None:
    page = visit("classify")
    assert not page.exception
    assert next(button for button in page.button if "Classify" in button.label).disabled
    page.text_area[0].input("cotton curtain").run()
    assert "“Home Furnishing” gets" in said(click(page, "Classify this product"))


def test_the_distribution_sums_to_100_with_the_outside_mass(classify: AppTest) -> None:
    page = unfold(click(classify, "Classify this product"))
    shown = table(page, "Probability")
    assert list(shown)[-1] == "None of these"
    assert shown["None of these"] == "4.0%"
    assert sum(float(text.rstrip("%")) for text in shown.values()) == pytest.approx(100.0)


def test_the_answer_is_held_against_the_files_label(classify: AppTest) -> None:
    assert "The file says the same." in said(click(classify, "Classify this product"))
    classify.selectbox[0].select("3").run()
    text = said(click(classify, "Classify this product"))
    assert "The file says “Watches”: they disagree." in text


def test_another_product_shows_no_answer_of_the_one_before(classify: AppTest) -> None:
    click(classify, "Classify this product")
    classify.selectbox[0].select("2").run()
    assert "The answer will stand here" in said(classify)


def test_provenance_is_told(classify: AppTest) -> None:
    (details,) = click(classify, "Classify this product").table
    shown = details.value["Value"].str.replace("\\", "")
    assert shown["Engine"] == "ollama"
    assert shown["Model"] == "llama2"
    assert shown["Model digest"].startswith("78e26419")
    assert "seed = 0" in shown["Options"]
    assert shown["of these from the prompt cache"] == "not told"


def test_products_are_found_by_any_of_their_words(classify: AppTest) -> None:
    classify.text_input[0].input("silicon word7").run()
    assert classify.selectbox[0].options == ["Product 7 · 7"]
    classify.text_input[0].input("nothing like it").run()
    assert "No product holds these words." in said(classify)


def test_the_address_names_the_product(visit: Visit) -> None:
    page = visit("home", catalogue="sample", product="5").switch_page("pages/classify.py").run()
    assert page.selectbox[0].value == "5"


def test_random_draws_a_product(classify: AppTest) -> None:
    page = click(classify, "Random")
    assert page.selectbox[0].value in {str(row) for row in range(1, 15)}


FAULTS = [
    (busy, "is busy with other requests"),
    (hanging, "gave no answer within 0.5 seconds"),
    (cut_off, "it was cut off"),
    (hung_up, "it was cut off"),
    (not_json, "cannot be used"),
    (wrong_shape, "cannot be used"),
    (model_missing, "is not installed"),
    (refusing(400, "no such option"), "refused the request (400): no such option"),
]


@pytest.mark.parametrize(("fault", "sentence"), FAULTS)
def test_each_fault_of_the_server_ends_in_its_own_sentence(
    classify: AppTest, model_server: FaultyServer, fault: Behaviour, sentence: str
) -> None:
    model_server.always("/api/chat", fault)
    page = click(classify, "Classify this product")
    assert len(page.error) == 1
    assert sentence in said(page)
    assert not [button for button in page.button if button.label == "Explain"]


def test_a_server_that_goes_away_ends_in_a_sentence(
    classify: AppTest, model_server: FaultyServer
) -> None:
    model_server.close()
    page = click(classify, "Classify this product")
    assert "No model server answers" in said(page)


def test_without_logprobs_only_the_label_is_shown(
    classify: AppTest, model_server: FaultyServer
) -> None:
    model_server.logprobs = False
    page = click(classify, "Classify this product")
    assert "Home Furnishing" in [header.value for header in page.header]
    assert "Label only" in page.info[0].value
    assert "Without probabilities there is nothing to weigh words by." in said(page)
    assert not any("Probability" in frame.value.columns for frame in page.dataframe)


def test_an_answer_outside_the_categories_is_an_outcome(
    classify: AppTest, model_server: FaultyServer
) -> None:
    model_server.probabilities = {"Sure": 0.9, "A": 0.08}
    page = click(classify, "Classify this product")
    assert "The model answered “Sure”, which is none of the categories." in said(page)
    assert table(unfold(page), "Probability")["None of these"] == "92.0%"


def test_the_demo_model_says_which_categories_it_does_not_know(
    visit: Visit, model_server: FaultyServer
) -> None:
    model_server.model = "vitrine-demo:latest"
    rows = "".join(f"{row},text {row},{'Cars' if row % 2 else 'Boats'}\n" for row in range(8))
    page = visit("dataset")
    page.file_uploader[0].upload("own.csv", ("id,description,category\n" + rows).encode())
    page.run().switch_page("pages/classify.py").run()
    assert "does not know: Boats, Cars" in said(page)
    page = click(page, "Use the seven it knows")
    assert "does not know" not in said(page)
    assert "“Home Furnishing” gets" in said(click(page, "Classify this product"))


def explained(page: AppTest) -> AppTest:
    """Waits as a visitor would: the page looks again every moment."""
    end = time.monotonic() + PATIENCE
    while any(button.label == "Stop" for button in page.button) and time.monotonic() < end:
        time.sleep(0.05)
        page.run()
    assert not page.exception
    return page


def test_an_explanation_shows_words_weights_and_a_verdict(classify: AppTest) -> None:
    page = click(click(classify, "Classify this product"), "Explain")
    text = said(explained(page))
    assert "model call" in text
    unfold(page)
    words = next(frame.value for frame in page.dataframe if "Word" in frame.value.columns)
    assert "cotton" in set(words["Word"])


def test_an_explanation_that_fails_says_why(classify: AppTest, model_server: FaultyServer) -> None:
    click(classify, "Classify this product")
    model_server.always("/api/chat", busy)
    page = explained(click(classify, "Explain"))
    assert "is busy with other requests" in said(page)


def test_an_explanation_can_be_stopped(classify: AppTest, model_server: FaultyServer) -> None:
    click(classify, "Classify this product")

    def slow(handler: object, server: FaultyServer) -> None:
        server.closing.wait(0.1)
        from tests.faulty_server import healthy

        healthy(handler, server)  # type: ignore[arg-type]

    model_server.always("/api/chat", slow)
    page = click(classify, "Explain")
    page = explained(click(page, "Stop"))
    assert "Stopped after" in said(page)
    assert len(model_server.requests_to("/api/chat")) < 40


@pytest.fixture
def what_if(classify: AppTest) -> AppTest:
    return click(classify, "Classify this product")


def choose_way(page: AppTest, way: str) -> AppTest:
    page.segmented_control(key="what_if").set_value(way).run()
    assert not page.exception
    return page


def test_an_explanation_says_how_faithful_it_is(classify: AppTest) -> None:
    page = explained(click(click(classify, "Classify this product"), "Explain"))
    assert "Comprehensiveness" in set(page.table[1].value.index)
    page = explained(click(page, "Compare with other samples"))
    assert "Other samples name" in said(page)


def test_words_that_are_clicked_go(what_if: AppTest, model_server: FaultyServer) -> None:
    pills = next(group for group in what_if.button_group if "leave out" in group.label)
    page = pills.set_value([0]).run()
    assert not page.exception
    assert "The answer stays" in said(page)
    asked = model_server.requests_to("/api/chat")[-1].body["messages"][-1]["content"]
    assert pills.options[0] not in asked.split("Product:")[1]


def test_an_edited_text_is_asked_about(what_if: AppTest, model_server: FaultyServer) -> None:
    page = choose_way(what_if, "edit")
    page.text_area[-1].set_value("a brass lamp").run()
    assert not page.exception
    assert "The answer stays" in said(page)
    asked = model_server.requests_to("/api/chat")[-1].body["messages"][-1]["content"]
    assert "a brass lamp" in asked
    page.text_area[-1].set_value("  ").run()
    assert "cannot sort an empty text" in said(page)


def test_a_flip_wants_an_explanation_first_and_says_where_there_is_none(what_if: AppTest) -> None:
    page = choose_way(what_if, "flip")
    assert "Explain the answer first" in said(page)
    page = explained(click(page, "Explain"))
    page = explained(click(page, "Find the smallest change"))
    assert "goes on answering" in said(page)  # this server answers the same whatever it reads


def test_missing_words_come_from_the_catalogue(what_if: AppTest) -> None:
    page = choose_way(what_if, "missing")
    assert "too few products labelled" in said(page)  # two, and a typical word stands in three


def test_a_what_if_that_fails_says_why(what_if: AppTest, model_server: FaultyServer) -> None:
    model_server.always("/api/chat", busy)
    page = choose_way(what_if, "edit")
    page.text_area[-1].set_value("a brass lamp").run()
    assert not page.exception
    assert "is busy with other requests" in said(page)
