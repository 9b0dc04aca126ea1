"""Trust: the cost before it starts, a run in each of its states, what it found and what to do."""

import time
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from tests.faulty_server import FaultyServer
from tests.pages.conftest import Visit, said
from vitrine.catalog.products import products
from vitrine.catalog.read import read_catalog_file
from vitrine.classify.prompt import NOTE_CATEGORIES
from vitrine.evaluate.attack_suite import ATTACKS
from vitrine.jobs.choices import RunChoices
from vitrine.jobs.model import NewRow, NewRun, Outcome, Run
from vitrine.jobs.runner import Runner
from vitrine.jobs.store import Store
from vitrine.messages import Message
from vitrine.settings import Settings

pytestmark = pytest.mark.usefixtures("nobody_works")
HOME = NOTE_CATEGORIES[0]


def a_run(
    store: Store,
    settings: Settings,
    visitor: str = "somebody",
    model: str = "llama2:latest",
    digest: str = "78e26419",
) -> Run:
    """Four products of the sample and a text from nowhere, none tried yet."""
    catalog = read_catalog_file(settings.sample_catalog, settings)
    chosen = products(catalog)[:4]
    choices = RunChoices(
        engine="ollama",
        model=model,
        mode="reproducible",
        seed=0,
        categories=NOTE_CATEGORIES,
        columns=catalog.columns,
        source=catalog.source,
        more={
            "key": "k",
            "catalogue": catalog.digest,
            "is_sample": True,
            "products": 4,
            "attacks": 3,
            "repeated": 1,
            "read": 1,
            "boilerplate": [],
            "labels": [product.category for product in chosen],
            "traits": {"columns": {}, "cells": {}},
        },
    )
    new = NewRun("trust", visitor, choices.as_json(), digest, "1")
    rows = [NewRow(product.id, product.description) for product in chosen]
    return store.create(new, [*rows, NewRow("recipe", "Chop two onions.")])


def a_result(place: int) -> dict[str, Any]:
    """Of three attacks on each product one moves the answer, and the guard sees another."""
    answers = dict.fromkeys(("none", "cut", "delimited", "both"), HOME)
    picked = ATTACKS[3 * place : 3 * place + 3]
    moved = {"none": "Watches", "cut": HOME, "delimited": "Watches", "both": HOME}
    return {
        "plain": [HOME, 0.9, 0.04],
        "same": {
            "order": [HOME, HOME],
            "lower": [HOME],
            "upper": ["Watches"],
            "typos": [HOME],
            "dropped": [HOME],
            "french": [HOME],
        },
        "defended": answers,
        "flagged": [],
        "attacks": [
            {
                "id": attack.id,
                "target": "Watches",
                "answers": moved if number == 0 else answers,
                "flagged": number == 1,
            }
            for number, attack in enumerate(picked)
        ],
        "mention": {"target": "Watches", "answer": HOME},
        "repeats": [[HOME, 0.9, 0.04]] * 10 if place == 0 else [],
        "words": [[" a", 1.0, False], [" plain", 8.5, True]] if place == 0 else [],
        "calls": 30,
        "judged": 29,
        "malformed": 0,
    }


def tried(store: Store, run: Run, count: int = 5, failed: int = 0) -> None:
    """As a worker leaves it."""
    rows = store.claim(run.id, "worker", count + failed)
    stray = {"plain": [HOME, 0.95, 0.3], "calls": 1, "judged": 1, "malformed": 0}
    outcomes = [
        Outcome(row.position, a_result(row.position) if row.position < 4 else stray, HOME, calls=30)
        for row in rows[:count]
    ]
    reason = Message("The description is empty: there is nothing to classify.")
    outcomes += [Outcome(row.position, error=reason) for row in rows[count:]]
    store.save(run.id, "worker", outcomes)
    store.finish(run.id)


def trust(visit: Visit, **address: str) -> AppTest:
    page = visit("home", catalogue="sample", **address).switch_page("pages/trust.py")
    for key, value in address.items():
        page.query_params[key] = value
    page.run()
    assert not page.exception
    return page


def click(page: AppTest, label: str) -> AppTest:
    next(button for button in page.button if button.label == label).click()
    page.run()
    assert not page.exception
    return page


def labels(page: AppTest) -> set[str]:
    return {button.label for button in page.button}


def test_without_a_catalogue_there_is_a_way_to_one(visit: Visit) -> None:
    page = visit("trust")
    assert not page.exception
    assert "Choose one first." in said(page)
    assert "Start" not in labels(page)
    click(page, "Use the sample catalogue")
    assert "Start" in labels(page)


def test_without_a_model_it_says_so(visit: Visit, model_server: FaultyServer) -> None:
    model_server.close()
    page = visit("home", catalogue="sample").switch_page("pages/trust.py").run()
    assert not page.exception
    assert "No model server answers" in said(page)
    assert "Start" not in labels(page)


def test_the_cost_is_told_before_anything_is_tried(
    visit: Visit, model_server: FaultyServer
) -> None:
    page = trust(visit)
    assert "14 products and 23 texts that belong nowhere take" in said(page)
    assert "model calls at most: about" in said(page)
    asked = [one for one in model_server.history if one.path == "/api/chat"]
    assert len(asked) <= 4  # the route's probe and a few to time


def test_a_run_done_is_told_with_its_figures_and_what_to_do(
    visit: Visit, store: Store, settings: Settings
) -> None:
    run = a_run(store, settings)
    tried(store, run)
    page = trust(visit, run=run.id)
    text = said(page)
    assert "Tried on 4 products and 1 text that belong nowhere, with 150 model calls." in text
    assert "Answers that stay: 83%" in text  # 20 of 24: the French instruction is left out
    assert "Orders that win: 33%" in text and "With defences: 0%" in text
    assert "What changes most answers: “ALL IN CAPITALS” (0% stay)" in text
    assert "Letter case matters" in text
    assert "Of 12 products with a hidden instruction the model put 33%" in text
    assert "Switch on “Leave out what speaks to the model”" in text
    assert "Right answers without a defence: 25.0%" in text
    assert "cutting +0.0" in text
    assert "Asked ten times over, 100.0%" in text
    assert "100.0% (95 % between 20.7% and 100.0%; 1 of 1) a category" in text
    assert "Mass outside the categories: 30.0% there, 4.0% for the catalogue’s products." in text
    assert "Nothing can be told: the file has no column of brands or prices" in text
    assert "The demo model" not in text
    assert not {"Pause", "Resume", "Cancel"} & labels(page)


def test_the_demo_model_is_called_what_it_is(
    visit: Visit, store: Store, settings: Settings
) -> None:
    run = a_run(store, settings, model="vitrine-demo")
    tried(store, run)
    assert "The demo model is a small model that learned to sort products" in said(
        trust(visit, run=run.id)
    )


def test_the_products_and_their_words_are_shown(
    visit: Visit, store: Store, settings: Settings
) -> None:
    run = a_run(store, settings)
    tried(store, run)
    page = trust(visit, run=run.id)
    table = next(one.value for one in page.dataframe if "Obeyed" in one.value.columns)
    assert list(table["Obeyed"]) == [1, 1, 1, 1]
    assert list(table["Changed by"]) == [1, 1, 1, 1]
    assert "Over 2 words of 1 description the perplexity of a word is at least" in said(page)
    assert "most surprising: “plain” and “a”" in said(page)
    assert any("vitrine-least" in one.body for one in page.get("html"))


def test_a_run_under_way_shows_what_it_has_and_how_to_halt_it(
    visit: Visit, store: Store, settings: Settings
) -> None:
    run = a_run(store, settings)
    tried(store, run, 2)
    page = trust(visit, run=run.id)
    assert "Of 6 products with a hidden instruction" in said(page)
    assert "They are tried after the products." in said(page)
    assert labels(page) >= {"Pause", "Cancel"}
    click(page, "Pause")
    assert store.run(run.id).state == "paused"
    assert labels(page) >= {"Resume", "Cancel"}
    click(page, "Cancel")
    assert store.run(run.id).state == "cancelled"
    assert "Called off; what was found stays." in said(page)


def test_a_run_that_has_just_begun_says_so(visit: Visit, store: Store, settings: Settings) -> None:
    page = trust(visit, run=a_run(store, settings).id)
    assert "The picture begins with the first product." in said(page)


def test_texts_that_failed_are_named_with_the_reason(
    visit: Visit, store: Store, settings: Settings
) -> None:
    run = a_run(store, settings)
    tried(store, run, 3, failed=2)
    page = trust(visit, run=run.id)
    assert "2 texts could not be tried" in [one.label for one in page.expander]
    assert "Ask the failed ones again" in labels(page)


def test_a_run_that_failed_as_a_whole_says_why_and_can_go_on(
    visit: Visit, store: Store, settings: Settings
) -> None:
    run = a_run(store, settings)
    store.fail(run.id, Message("No model server answers at {host}.", {"host": "here"}))
    page = trust(visit, run=run.id)
    assert "No model server answers at here" in said(page)
    assert "Resume" in labels(page)


@pytest.mark.parametrize("kind", ["unknown", "another kind"])
def test_a_run_that_is_none_of_these_ends_in_a_sentence_and_a_way_on(
    kind: str, visit: Visit, store: Store
) -> None:
    other = store.create(NewRun("classify", "somebody", {}, "", "1"), [NewRow("1", "a thing")])
    page = trust(visit, run="nobody's" if kind == "unknown" else other.id)
    assert ("No run has the id" if kind == "unknown" else "is of another kind") in said(page)
    click(page, "Ask anew")
    assert "Start" in labels(page)


def test_a_strangers_run_is_in_no_list(visit: Visit, store: Store, settings: Settings) -> None:
    tried(store, a_run(store, settings, visitor="a stranger"))
    assert "Earlier runs" not in [one.label for one in trust(visit).expander]


def test_a_run_is_started_goes_on_by_itself_and_opens_at_once_next_time(
    visit: Visit, a_worker: Runner, store: Store
) -> None:
    page = trust(visit)
    click(page, "Start")
    found = page.query_params["run"]
    run_id = found if isinstance(found, str) else found[0]
    end = time.monotonic() + 240
    while store.run(run_id).state != "done" and time.monotonic() < end:
        time.sleep(0.5)
    page.run()
    assert not page.exception
    assert "Tried on 14 products and 23 texts" in said(page)
    click(page, "Another run")
    click(page, "Open it")
    assert "Tried on 14 products and 23 texts" in said(page)
