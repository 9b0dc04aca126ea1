"""Batch: the cost before it starts, a run in each of its states, its results, and whose it is."""

import io
import time
from dataclasses import replace

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from components import batch_results, batch_view, run_state, state
from tests.faulty_server import FaultyServer, busy
from tests.pages.conftest import Visit, said
from vitrine.catalog.read import read_catalog_file
from vitrine.classify.prediction import Distribution, Prediction, Provenance
from vitrine.classify.prompt import NOTE_CATEGORIES
from vitrine.errors import RunUnknown
from vitrine.jobs.choices import RunChoices
from vitrine.jobs.codec import prediction_json
from vitrine.jobs.model import NewRow, NewRun, Outcome, Run
from vitrine.jobs.runner import Runner
from vitrine.jobs.starting import start_run
from vitrine.jobs.store import Store
from vitrine.llm.engines import ConnectedEngine, choose
from vitrine.messages import Message
from vitrine.settings import Settings

ORIGIN = Provenance("ollama", "llama2", "78e26419", "1", "direct", {})


pytestmark = pytest.mark.usefixtures("nobody_works")


def a_run(store: Store, settings: Settings, visitor: str = "somebody") -> Run:
    """Of the whole sample: 14 products."""
    engine: ConnectedEngine = choose(settings)
    catalog = read_catalog_file(settings.sample_catalog, settings)
    choices = RunChoices(engine.kind, engine.model, "fast", 0, NOTE_CATEGORIES)
    data = settings.sample_catalog.read_bytes()
    return start_run(store, catalog, data, choices, engine, visitor=visitor)


def answer(position: int, category: str | None, share: float = 0.9) -> Outcome:
    rest = (1 - share) / (len(NOTE_CATEGORIES) - 1)
    shares = dict.fromkeys(NOTE_CATEGORIES, rest)
    if category is not None:
        shares[category] = share
    found = Prediction(
        "answered" if category else "unanswered",
        category,
        "A",
        Distribution(shares, dict.fromkeys(NOTE_CATEGORIES, -1.0), 0.1),
        ORIGIN,
        None if category else Message("The model answered “{answer}”.", {"answer": "A"}),
    )
    return Outcome(
        position,
        prediction_json(found),
        category,
        found.probability,
        calls=1,
        tokens_computed=10,
        tokens_cached=30,
    )


def worked_on(store: Store, run: Run, *outcomes: Outcome) -> None:
    """As a worker leaves it."""
    store.claim(run.id, "worker", len(outcomes))
    store.save(run.id, "worker", outcomes)
    store.finish(run.id)


def all_ended(store: Store, run: Run) -> None:
    """11 watches, one of them hardly sure; one answer outside; two that failed."""
    slow = Message("It gave no <b>answer</b> in time.")
    worked_on(
        store,
        run,
        *(answer(row, "Watches", 0.3 if row == 5 else 0.9) for row in range(11)),
        answer(11, None),
        Outcome(12, error=slow),
        Outcome(13, error=slow),
    )


def batch(visit: Visit, **address: str) -> AppTest:
    """The page with the sample in use."""
    page = visit("home", catalogue="sample").switch_page("pages/batch.py")
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


def results(page: AppTest) -> pd.DataFrame:
    """The last table: a page of results."""
    frame: pd.DataFrame = page.dataframe[-1].value
    return frame


def the_run(page: AppTest) -> str:
    found = page.query_params["run"]
    return found if isinstance(found, str) else found[0]


def test_without_a_catalogue_there_is_a_way_to_one(visit: Visit) -> None:
    page = visit("batch")
    assert not page.exception
    assert "What sorting a catalogue will cost stands here" in said(page)
    assert "Start" not in labels(page)
    click(page, "Use the sample catalogue")
    assert "Start" in labels(page)


def test_without_a_model_it_says_so_and_past_runs_are_still_there(
    visit: Visit, model_server: FaultyServer, store: Store, settings: Settings
) -> None:
    run = a_run(store, settings)
    all_ended(store, run)
    model_server.close()
    page = batch(visit)
    assert "No model server answers" in said(page)
    assert "Start" not in labels(page)
    assert "11" in said(batch(visit, run=run.id))


def test_the_cost_is_told_before_anything_is_asked(
    visit: Visit, model_server: FaultyServer
) -> None:
    page = batch(visit)
    text = said(page)
    assert "Products: 14" in text and "Model calls: 11" in text
    assert (
        "11 answers are asked for. 3 answers are known already, from Classify or another run."
        in text
    )
    assert "Time: about" in text
    asked = [one for one in model_server.history if one.path == "/api/chat"]
    assert len(asked) <= 4  # the route's probe and the answers that are timed


def test_a_part_costs_less(visit: Visit) -> None:
    page = batch(visit)
    page.button_group(key=state.BATCH_HOW).set_value("random").run()
    page.number_input(key=state.BATCH_MOST).set_value(5).run()
    assert not page.exception
    assert "Products: 5" in said(page)


def test_a_server_that_fails_while_timing_is_a_sentence(
    visit: Visit, model_server: FaultyServer
) -> None:
    model_server.always("/api/chat", busy)
    page = batch(visit)
    assert "is busy with other requests" in said(page)
    assert "Start" not in labels(page)


def test_a_run_is_started_goes_on_by_itself_and_stands_in_the_history(
    visit: Visit, a_worker: Runner, store: Store
) -> None:
    page = batch(visit)
    click(page, "Start")
    run_id = the_run(page)
    end = time.monotonic() + 60
    while store.run(run_id).state != "done" and time.monotonic() < end:
        time.sleep(0.2)
    page.run()
    assert not page.exception
    assert "All 14 products are done, with" in said(page)
    click(page, "New batch")
    assert "Runs before" in said(page)
    name = next(label for label in labels(page) if "done" in label)
    assert "Sample catalogue · 14 products · llama2 · fast" in name.replace("\\", "")
    click(page, name)
    assert the_run(page) == run_id


def test_under_way_it_shows_what_it_has_and_how_to_halt_it(
    visit: Visit, store: Store, settings: Settings
) -> None:
    run = a_run(store, settings)
    worked_on(store, run, answer(0, "Watches"), answer(1, "Watches"), answer(2, "Baby Care"))
    page = batch(visit, run=run.id)
    text = said(page)
    assert "Answered: 3" in text and "Products a minute: " in text
    assert "Of 3 answers, most go to “Watches”: 66.7%." in text
    assert "Newest answers" in text
    assert labels(page) >= {"Pause", "Cancel"}
    click(page, "Pause")
    assert store.run(run.id).state == "paused"
    assert labels(page) >= {"Resume", "Cancel"} and "Pause" not in labels(page)
    click(page, "Resume")
    assert store.run(run.id).state == "waiting"
    click(page, "Cancel")
    assert store.run(run.id).state == "cancelled"
    assert "Called off after 3 of 14 products; what was answered stays." in said(page)
    assert not {"Pause", "Resume", "Cancel"} & labels(page)


def test_before_the_first_answer_it_says_what_is_awaited(
    visit: Visit, store: Store, settings: Settings
) -> None:
    run = a_run(store, settings)
    store.note(run.id, Message("No model server answers at {host}.", {"host": "here"}))
    page = batch(visit, run=run.id)
    assert "The first answers are on their way." in said(page)
    assert "No model server answers at here." in said(page)


def test_done_it_tells_what_came_of_it(visit: Visit, store: Store, settings: Settings) -> None:
    run = a_run(store, settings)
    all_ended(store, run)
    page = batch(visit, run=run.id)
    text = said(page)
    assert "All 14 products are done, with 12 model calls." in text
    assert "120 prompt tokens computed, 360 taken from the prompt cache." in text
    assert "Answered: 11" in text and "None of these: 1" in text and "Failed: 2" in text
    assert "1 is none of the categories." in text
    assert "2 products failed. The most frequent reason: It gave no <b>answer</b> in time." in text
    assert "Ask the failed ones again" in labels(page)
    click(page, "Ask the failed ones again")
    assert store.progress(run.id).waiting == 2


def test_a_run_that_failed_as_a_whole_says_why_and_can_go_on(
    visit: Visit, store: Store, settings: Settings
) -> None:
    run = a_run(store, settings)
    store.fail(run.id, Message("No model server answers at {host}.", {"host": "here"}))
    page = batch(visit, run=run.id)
    assert "No model server answers at here" in said(page)
    assert "Resume" in labels(page)


def test_results_are_filtered_and_ordered(visit: Visit, store: Store, settings: Settings) -> None:
    run = a_run(store, settings)
    all_ended(store, run)
    page = batch(visit, run=run.id)
    assert list(results(page)["Product"]) == [str(row) for row in range(1, 15)]
    page.selectbox(key=run_state.ORDER).select("Least sure first").run()
    assert results(page)["Product"][0] == "6"
    page.button_group(key=run_state.ENDINGS).set_value(["failed"]).run()
    assert list(results(page)["Category"]) == ["Failed", "Failed"]
    page.button_group(key=run_state.ENDINGS).set_value([]).run()
    page.text_input(key=run_state.SEARCH).set_value("SOFT wool").run()
    assert list(results(page)["Product"]) == ["2", "9"]
    page.multiselect(key=run_state.LABELS).select("Baby Care").run()
    assert not page.exception
    assert "No product matches." in said(page)


def test_results_come_page_by_page(
    visit: Visit, store: Store, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(batch_results, "PAGE_ROWS", 5)
    run = a_run(store, settings)
    all_ended(store, run)
    page = batch(visit, run=run.id)
    assert "14 products, 5 on a page." in said(page)
    page.number_input(key=run_state.PAGE).set_value(3).run()
    assert list(results(page)["Product"]) == ["11", "12", "13", "14"]
    page.text_input(key=run_state.SEARCH).set_value("wool").run()
    assert list(results(page)["Product"]) == ["2", "9"]


def test_an_unknown_run_ends_in_a_sentence_and_a_way_on(visit: Visit) -> None:
    page = batch(visit, run="nobody's")
    assert "No run has the id" in said(page)
    click(page, "New batch")
    assert "Start" in labels(page)


def test_a_run_of_another_kind_is_not_opened_here(visit: Visit, store: Store) -> None:
    run = store.create(NewRun("importance", "somebody", {}, "", "1"), [NewRow("1", "a thing")])
    told = said(batch(visit, run=run.id))
    assert "is of another kind: the page “Importance” shows it." in told


def test_two_visitors_see_each_others_runs_only_by_address(
    visit: Visit, store: Store, settings: Settings
) -> None:
    first, second = batch(visit), batch(visit)
    click(first, "Start")
    mine = the_run(first)
    second.run()
    assert "Runs before" not in said(second)
    assert "run" not in second.query_params
    second.query_params["run"] = mine
    second.run()
    assert "of 14 products are done" in "".join(bar.text for bar in second.get("progress")) or (
        "The first answers are on their way." in said(second)
    )
    click(second, "New batch")
    assert "Runs before" in said(second)  # it was opened: it is in this visitor's list as well
    third = batch(visit)
    assert "Runs before" not in said(third)


def test_an_upload_is_the_visitors_own(visit: Visit) -> None:
    first, second = visit("batch"), visit("batch")
    file = ("mine.csv", b"description\na secret thing\nanother secret\n", "text/csv")
    first.get("file_uploader")[0].upload(*file).run()
    assert not first.exception
    assert "Products: 2" in said(first)
    second.run()
    assert "What sorting a catalogue will cost stands here" in said(second)


def test_the_file_has_every_column_and_no_formula(
    visit: Visit, store: Store, settings: Settings
) -> None:
    run = a_run(store, settings)
    all_ended(store, run)
    batch(visit, run=run.id)
    found = pd.read_csv(io.BytesIO(batch_results._written(run.id, "csv")))
    assert list(found.columns[:4]) == ["id", "name", "description", "category"]
    assert list(found["vitrine_category"][:11]) == ["Watches"] * 11
    assert list(found["vitrine_status"][11:]) == ["unanswered", "failed", "failed"]


def test_a_run_is_deleted_for_good_by_whoever_made_it(
    visit: Visit, store: Store, settings: Settings
) -> None:
    run = a_run(store, settings, "ann")
    all_ended(store, run)
    follower = batch(visit, run=run.id)
    assert "All 14 products are done" in said(follower)
    assert "Delete for good" not in labels(follower)
    page = visit("home").switch_page("pages/batch.py")
    page.session_state["visitor"] = "ann"
    page.query_params["run"] = run.id
    page.run()
    click(page, "Delete for good")
    assert "run" not in page.query_params and not page.error
    with pytest.raises(RunUnknown):
        store.run(run.id)


def test_answers_that_come_in_after_a_cancel_are_still_counted(
    visit: Visit, store: Store, settings: Settings
) -> None:
    run = a_run(store, settings, "ann")
    store.claim(run.id, "worker", 3)
    store.cancel(run.id)
    assert batch_view._moves(store.run(run.id))
    store.save(run.id, "worker", [answer(row, "Watches") for row in range(3)])
    assert not batch_view._moves(store.run(run.id))


def test_categories_of_one_size_are_all_named(
    visit: Visit, store: Store, settings: Settings
) -> None:
    run = a_run(store, settings, "ann")
    worked_on(store, run, *(answer(row, ("Watches", "Computers")[row % 2]) for row in range(14)))
    page = batch(visit, run=run.id)
    first, second = (name for name in NOTE_CATEGORIES if name in ("Computers", "Watches"))
    assert f"as many go to each of “{first}” and “{second}”: 50.0%." in said(page)


def test_a_description_of_which_the_end_was_left_out_is_marked(
    visit: Visit, store: Store, settings: Settings
) -> None:
    run = a_run(store, settings, "ann")
    whole, cut = answer(0, "Watches"), answer(1, "Watches")
    worked_on(store, run, whole, replace(cut, result={**cut.result, "truncated": True}))
    page = batch(visit, run=run.id)
    assert "1 description of this page is longer than the model can read" in said(page)
    (table,) = [one.value for one in page.dataframe if "Read" in one.value]
    assert list(table["Read"][:2]) == ["", "the beginning alone"]
