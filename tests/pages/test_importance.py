"""Importance: the cost before it starts, a run in each of its states, its picture, and what it is
held against."""

import time
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from tests.faulty_server import FaultyServer
from tests.pages.conftest import Visit, said, unfold
from vitrine.catalog.products import products
from vitrine.catalog.read import read_catalog_file
from vitrine.classify.prompt import NOTE_CATEGORIES
from vitrine.jobs.choices import RunChoices
from vitrine.jobs.model import NewRow, NewRun, Outcome, Run
from vitrine.jobs.runner import Runner
from vitrine.jobs.store import Store
from vitrine.messages import Message
from vitrine.settings import Settings

pytestmark = pytest.mark.usefixtures("nobody_works")


WEIGHTS = [
    {"thing": 0.6 + 0.05 * row, "cotton": 2.0 + 0.1 * row, "plain": -1.0 - 0.1 * row, "a": 0.01}
    for row in range(4)
]


def a_run(store: Store, settings: Settings, visitor: str = "somebody", **more: Any) -> Run:
    """Four products of the sample, all sorted into the first category, none explained yet."""
    catalog = read_catalog_file(settings.sample_catalog, settings)
    choices = RunChoices(
        engine="ollama",
        model="llama2:latest",
        mode="reproducible",
        seed=0,
        categories=NOTE_CATEGORIES,
        columns=catalog.columns,
        source=catalog.source,
        more={
            "key": "k",
            "catalogue": catalog.digest,
            "is_sample": True,
            "budget": 100,
            "how": "recurring",
            **more,
        },
    )
    new = NewRun("importance", visitor, choices.as_json(), "78e26419", "1")
    return store.create(
        new, [NewRow(product.id, product.description) for product in products(catalog)[:4]]
    )


def explained(store: Store, run: Run, count: int = 4, failed: int = 0) -> None:
    """As a worker leaves it."""
    rows = store.claim(run.id, "worker", count + failed)
    outcomes = [
        Outcome(
            row.position,
            {
                "category": "Home Furnishing",
                "weights": WEIGHTS[row.position],
                "calls": 40,
                "fidelity": 0.9,
                "stopped_because": "stable",
                "tokens_computed": 100,
                "tokens_cached": 900,
            },
            "Home Furnishing",
            calls=40,
            tokens_computed=100,
            tokens_cached=900,
        )
        for row in rows[:count]
    ]
    reason = Message("This answer cannot be explained: {reason}.", {"reason": "it is <b>odd</b>"})
    outcomes += [Outcome(row.position, error=reason) for row in rows[count:]]
    store.save(run.id, "worker", outcomes)
    store.finish(run.id)


def click(page: AppTest, label: str) -> AppTest:
    next(button for button in page.button if button.label == label).click()
    page.run()
    assert not page.exception
    return page


def the_run(page: AppTest) -> str:
    """The run that the address names."""
    found = page.query_params["run"]
    return found if isinstance(found, str) else found[0]


def labels(page: AppTest) -> set[str]:
    return {button.label for button in page.button}


def test_without_a_catalogue_there_is_a_way_to_one(visit: Visit) -> None:
    page = visit("importance")
    assert not page.exception
    assert "Choose one first." in said(page)
    assert "Start" not in labels(page)
    click(page, "Use the sample catalogue")
    assert "Start" in labels(page)


def test_without_a_model_it_says_so(visit: Visit, model_server: FaultyServer) -> None:
    model_server.close()
    page = visit("home", catalogue="sample").switch_page("pages/importance.py").run()
    assert not page.exception
    assert "No model server answers" in said(page)
    assert "Start" not in labels(page)


def importance(visit: Visit, **address: str) -> AppTest:
    page = visit("home", catalogue="sample", **address).switch_page("pages/importance.py")
    for key, value in address.items():
        page.query_params[key] = value
    page.run()
    assert not page.exception
    return page


def test_the_cost_is_told_before_anything_is_explained(
    visit: Visit, model_server: FaultyServer
) -> None:
    page = importance(visit)
    text = said(page)
    assert "14 products take 1,400 model calls at most: about" in text
    asked = [one for one in model_server.history if one.path == "/api/chat"]
    assert len(asked) <= 4  # the route's probe and a few to time


def test_a_run_done_is_told_with_its_cost_and_its_words(
    visit: Visit, store: Store, settings: Settings
) -> None:
    run = a_run(store, settings)
    explained(store, run)
    page = importance(visit, run=run.id)
    text = said(page)
    assert "4 products explained with 160 model calls; 400 prompt tokens computed" in text
    assert (
        "The surest words towards “Home Furnishing”: “cotton” and “thing”. Away from it: “plain”. "
        "Means over 4 products that the model sorts there."
    ) in text
    assert "together show" in text or "shows" in text
    assert labels(page) >= {"Another run", "Explain it in Classify"}
    assert not {"Pause", "Resume", "Cancel"} & labels(page)


def test_a_run_under_way_shows_what_it_has_and_how_to_halt_it(
    visit: Visit, store: Store, settings: Settings
) -> None:
    run = a_run(store, settings)
    explained(store, run, 3)
    page = importance(visit, run=run.id)
    assert "The surest words towards “Home Furnishing”: “cotton”" in said(page)
    assert labels(page) >= {"Pause", "Cancel"}
    click(page, "Pause")
    assert store.run(run.id).state == "paused"
    assert labels(page) >= {"Resume", "Cancel"}
    click(page, "Cancel")
    assert store.run(run.id).state == "cancelled"
    assert "Called off; what was found stays." in said(page)
    assert "“cotton”" in said(page)


def test_products_that_failed_are_named_with_the_reason(
    visit: Visit, store: Store, settings: Settings
) -> None:
    run = a_run(store, settings)
    explained(store, run, 3, failed=1)
    page = importance(visit, run=run.id)
    assert "1 product could not be explained" in [one.label for one in page.expander]
    table = next(one.value for one in page.dataframe if "Reason" in one.value.columns)
    assert list(table["Product"]) == ["4"]
    assert table["Reason"][0] == "This answer cannot be explained: it is <b>odd</b>."
    assert "Ask the failed ones again" in labels(page)


def test_a_run_that_failed_as_a_whole_says_why_and_can_go_on(
    visit: Visit, store: Store, settings: Settings
) -> None:
    run = a_run(store, settings)
    store.fail(run.id, Message("No model server answers at {host}.", {"host": "here"}))
    page = importance(visit, run=run.id)
    assert "No model server answers at here" in said(page)
    assert "Resume" in labels(page)


def test_an_unknown_run_ends_in_a_sentence_and_a_way_on(visit: Visit) -> None:
    page = importance(visit, run="nobody's")
    assert "No run has the id" in said(page)
    click(page, "Ask anew")
    assert "Start" in labels(page)


def test_a_run_of_another_kind_is_not_opened_here(
    visit: Visit, store: Store, settings: Settings
) -> None:
    run = store.create(NewRun("classify", "somebody", {}, "", "1"), [NewRow("1", "a thing")])
    told = said(importance(visit, run=run.id))
    assert "is of another kind: the page “Batch” shows it." in told


def test_a_strangers_run_is_in_no_list(visit: Visit, store: Store, settings: Settings) -> None:
    explained(store, a_run(store, settings, visitor="a stranger"))
    page = importance(visit)
    assert "Earlier runs" not in [one.label for one in page.expander]


def test_homogeneity_and_the_least_number_of_products_can_be_set(
    visit: Visit, store: Store, settings: Settings
) -> None:
    run = a_run(store, settings)
    explained(store, run, 3)
    page = importance(visit, run=run.id)
    page.toggle[0].set_value(False).run()
    assert not page.exception
    page.slider[0].set_value(5).run()
    assert "No word stands in 5 of the 3 products" in said(page)


def test_a_telling_product_opens_in_classify(
    visit: Visit, store: Store, settings: Settings
) -> None:
    run = a_run(store, settings)
    explained(store, run)
    page = visit("importance", run=run.id)
    page.query_params["run"] = run.id
    page.run()
    key = next(one.key for one in page.button if one.label == "Explain it in Classify")
    pick = key.removeprefix("telling_")
    click(page, "Explain it in Classify")
    assert page.title[0].value == "Classify"
    assert page.selectbox[0].value == pick
    assert page.text_input[0].value == pick  # searched for: a long list does not hold it


def test_the_yardstick_stands_beside_it(visit: Visit, store: Store, settings: Settings) -> None:
    run = a_run(store, settings)
    explained(store, run)
    page = importance(visit, run=run.id)
    assert "Compare with another view" in [one.label for one in page.expander]
    other = next(one for one in page.selectbox if one.label == "Compare with")
    assert other.value is None
    other.select("TF-IDF and a logistic regression, on the file’s own labels").run()
    assert not page.exception
    unfold(page)
    table = next(one.value for one in page.dataframe if "Words both know" in one.value.columns)
    assert list(table["Category"]) == ["Home Furnishing"]
    assert list(table["Words both know"]) == [4]


def test_a_run_is_started_goes_on_by_itself_and_opens_at_once_next_time(
    visit: Visit, a_worker: Runner, store: Store
) -> None:
    page = importance(visit)
    click(page, "Start")
    run_id = the_run(page)
    end = time.monotonic() + 240
    while store.run(run_id).state != "done" and time.monotonic() < end:
        time.sleep(0.5)
    page.run()
    assert not page.exception
    assert "14 products explained with" in said(page)
    click(page, "Another run")
    assert "You have asked this before: it opens as it is, at no cost." in said(page)
    click(page, "Open it")
    assert the_run(page) == run_id
    assert "14 products explained with" in said(page)


def test_another_page_and_back_finds_the_run(
    visit: Visit, store: Store, settings: Settings
) -> None:
    run = a_run(store, settings)
    explained(store, run)
    page = importance(visit, run=run.id)
    page.switch_page("pages/dataset.py").run()
    del page.query_params["run"]
    page.switch_page("pages/importance.py").run()
    assert "4 products explained with" in said(page)
