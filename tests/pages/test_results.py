"""Results: the figures of the command, a corrected label that moves them, a page without labels."""

import json
import subprocess
import sys

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from components import results_state
from tests.faulty_server import FaultyServer
from tests.pages.conftest import SAMPLE, Visit, said, unfold
from tests.pages.test_batch import a_run, answer, click, labels, worked_on
from vitrine.catalog.read import read_catalog
from vitrine.classify.prompt import NOTE_CATEGORIES
from vitrine.jobs import reviews
from vitrine.jobs.choices import RunChoices
from vitrine.jobs.model import Outcome, Run
from vitrine.jobs.runner import Runner
from vitrine.jobs.starting import start_run
from vitrine.jobs.store import Store
from vitrine.llm.engines import choose
from vitrine.messages import Message
from vitrine.settings import Settings

pytestmark = pytest.mark.usefixtures("nobody_works")
LABELS = [line.split(",")[3] for line in SAMPLE.splitlines()[1:]]
WRONG = (0, 7)  # products sorted into Computers, whatever they are


def judged_run(store: Store, settings: Settings) -> Run:
    """Two of the 14 products wrong, the last one without a category, the one before it failed."""
    run = a_run(store, settings, "ann")
    worked_on(
        store,
        run,
        *(
            answer(row, "Computers" if row in WRONG else LABELS[row], 0.7 + row / 100)
            for row in range(12)
        ),
        Outcome(12, error=Message("It gave no answer in time.")),
        answer(13, None),
    )
    return run


def results(
    visit: Visit, run: Run, panel: str = "categories", owner: bool = False, **address: str
) -> AppTest:
    page = visit("home").switch_page("pages/results.py")
    if owner:
        page.session_state["visitor"] = run.visitor
    page.query_params["run"] = run.id
    page.query_params["panel"] = panel
    for key, value in address.items():
        page.query_params[key] = value
    page.run()
    assert not page.exception
    return page


def metric(page: AppTest, name: str) -> str:
    return next(one.value for one in page.metric if one.label == name)


def unlabelled_run(store: Store, settings: Settings) -> Run:
    data = b"id,description\n" + b"".join(b"%d,a thing number %d\n" % (n, n) for n in range(6))
    catalog = read_catalog(data, "plain.csv", settings)
    engine = choose(settings)
    choices = RunChoices(engine.kind, engine.model, "fast", 0, NOTE_CATEGORIES)
    run = start_run(store, catalog, data, choices, engine, visitor="ann")
    worked_on(store, run, *(answer(row, "Watches", 0.5 + row / 20) for row in range(5)))
    worked_on(store, run, answer(5, None))
    return run


def test_without_a_run_one_click_judges_the_sample(visit: Visit, store: Store) -> None:
    page = visit("results")
    assert "Nothing has been sorted yet" in said(page)
    click(page, "Judge the sample catalogue")  # another model than the demo's: its cost comes first
    assert "What it will cost" in said(page)
    assert "Products: 14" in said(page)


def test_the_headline_is_that_of_the_labels(visit: Visit, store: Store, settings: Settings) -> None:
    page = results(visit, judged_run(store, settings))
    assert metric(page, "Accuracy") == "71.4%"
    text = said(page)
    assert "10 of 14 labelled products are answered rightly" in text
    assert "1 without a category and 1 without a reply count as wrong." in text
    assert "weakest “Home Furnishing”" in text


@pytest.mark.parametrize(
    "panel",
    ["categories", "confusions", "threshold", "calibration", "words", "comparison", "cost"],
)
@pytest.mark.parametrize("language", ["en", "fr"])
def test_every_panel_is_drawn_by_its_address(
    visit: Visit, store: Store, settings: Settings, panel: str, language: str
) -> None:
    run = judged_run(store, settings)
    page = visit("home", lang=language).switch_page("pages/results.py")
    page.query_params["run"], page.query_params["panel"] = run.id, panel
    page.run()
    assert not page.exception and not page.error
    assert page.get("plotly_chart")


def test_a_corrected_label_moves_the_figures_and_can_be_taken_back(
    visit: Visit, store: Store, settings: Settings
) -> None:
    run = judged_run(store, settings)
    page = results(visit, run, "confusions")
    page.selectbox(key=results_state.CELL).select(("Home Furnishing", "Computers")).run()
    page.selectbox(key=results_state.label_key(run.id, 7)).select("Computers").run()
    assert not page.exception
    assert metric(page, "Accuracy") == "78.6%"
    ((kept,),) = reviews.reviews_of(store, run).values()
    assert (kept.product_id, kept.verdict, kept.category) == ("8", "right", "Computers")
    page.button_group(key=results_state.LABELS).set_value("file").run()
    assert metric(page, "Accuracy") == "71.4%"
    page.button_group(key=results_state.LABELS).set_value("reviews").run()
    assert metric(page, "Accuracy") == "100.0%"
    assert "13 products have no label and count in none of these." in said(page)
    page.button_group(key=results_state.LABELS).set_value("corrected").run()
    click(page, "Undo")
    assert metric(page, "Accuracy") == "71.4%"
    assert reviews.reviews_of(store, run) == {}


def test_a_square_is_found_again_by_its_address(
    visit: Visit, store: Store, settings: Settings
) -> None:
    run = judged_run(store, settings)
    page = results(visit, run, "confusions")
    chooser = next(one for one in page.selectbox if one.label == "Label → answer")
    chooser.select_index(len(chooser.options) - 1).run()
    address = {name: page.query_params[name] for name in ("label", "answer")}
    again = visit("home").switch_page("pages/results.py")
    for name, value in {**address, "run": run.id, "panel": "confusions"}.items():
        again.query_params[name] = value
    again.run()
    same = next(one for one in again.selectbox if one.label == "Label → answer")
    assert same.value == (address["label"], address["answer"])
    again.query_params["panel"] = "words"
    again.session_state["judged_panel_results"] = "words"
    again.run()
    assert "label" not in again.query_params


def test_a_square_that_is_not_there_is_not_chosen(
    visit: Visit, store: Store, settings: Settings
) -> None:
    page = visit("home").switch_page("pages/results.py")
    run = judged_run(store, settings)
    for name, value in {"label": "Nowhere", "answer": "<b>", "run": run.id}.items():
        page.query_params[name] = value
    page.query_params["panel"] = "confusions"
    page.run()
    assert not page.exception
    assert page.query_params["label"] != "Nowhere"


def test_a_product_is_opened_where_its_words_are_weighed(
    visit: Visit, store: Store, settings: Settings
) -> None:
    run = judged_run(store, settings)
    page = results(visit, run, "confusions")
    page.selectbox(key=results_state.CELL).select(("Home Furnishing", "Computers")).run()
    page.button(key=results_state.open_key(run.id, 7)).click().run()
    assert not page.exception
    assert page.title[0].value == "Classify"
    assert page.query_params["product"] in ("8", ["8"])


def test_failed_and_unanswered_products_have_columns_of_their_own(
    visit: Visit, store: Store, settings: Settings
) -> None:
    page = results(visit, judged_run(store, settings), "confusions")
    table = unfold(page).dataframe[0].value
    assert list(table.columns)[-2:] == ["None of these", "Failed"]
    assert table["None of these"].sum() == table["Failed"].sum() == 1
    cells = page.selectbox(key=results_state.CELL).options
    assert "Beauty and Personal Care → Failed: 1 product" in cells
    assert "Computers → None of these: 1 product" in cells


def test_what_the_threshold_leaves_goes_to_review(
    visit: Visit, store: Store, settings: Settings
) -> None:
    run = judged_run(store, settings)
    page = results(visit, run, "threshold")
    page.slider(key=results_state.ACCEPTED).set_value(50).run()
    assert not page.exception
    assert "Accept 50.0% automatically, expect 85.7% of them to be right" in said(page)
    click(page, "Send 7 products to Review")
    assert page.title[0].value == "Review"
    assert "0 of 7 products reviewed by you" in "".join(bar.text for bar in page.get("progress"))


def test_a_share_that_is_to_be_right_moves_the_slider(
    visit: Visit, store: Store, settings: Settings
) -> None:
    run = a_run(store, settings, "ann")
    wrong = [answer(row, "Computers", 0.3 + row / 100) for row in range(3)]
    worked_on(store, run, *wrong, *(answer(row, LABELS[row], 0.9) for row in range(3, 14)))
    page = results(visit, run, "threshold")
    page.slider(key=results_state.ACCEPTED).set_value(100).run()
    assert "Every answer is accepted: 78.6% of them are right" in said(page)
    page.button_group(key=results_state.TARGET).set_value(0.98).run()
    assert not page.exception
    assert page.slider(key=results_state.ACCEPTED).value == 79
    assert "Accept 78.6% automatically, expect 100.0%" in said(page)
    page.slider(key=results_state.ACCEPTED).set_value(0).run()
    assert "Nothing is accepted automatically: 14 are left for people." in said(page)


def test_what_was_chosen_stays_and_stands_in_the_address(
    visit: Visit, store: Store, settings: Settings
) -> None:
    run = judged_run(store, settings)
    page = results(visit, run, "threshold")
    page.button_group(key=results_state.TARGET).set_value(0.9).run()
    assert page.query_params["right"] == "0.9"
    page.slider(key=results_state.ACCEPTED).set_value(50).run()
    assert page.query_params["accepted"] == "50" and "right" not in page.query_params
    page.switch_page("pages/dataset.py").run()
    page.switch_page("pages/results.py").run()
    assert page.slider(key=results_state.ACCEPTED).value == 50
    assert page.button_group(key=results_state.TARGET).value is None
    assert "Accept 50.0% automatically" in said(page)

    sent = results(visit, run, "threshold", right="0.9")
    assert sent.button_group(key=results_state.TARGET).value == 0.9
    other = results(visit, run, "threshold", accepted="50")
    assert "Accept 50.0% automatically" in said(other)
    odd = results(visit, run, "threshold", right="nan", accepted="many")
    assert odd.button_group(key=results_state.TARGET).value == 0.98


def test_a_target_that_all_answers_reach_says_so(
    visit: Visit, store: Store, settings: Settings
) -> None:
    run = a_run(store, settings, "ann")
    worked_on(store, run, *(answer(row, LABELS[row], 0.9) for row in range(14)))
    page = results(visit, run, "threshold", right="0.95")
    assert "All answers together reach 95%: none has to be left." in said(page)
    assert "Nothing to send to Review" in [button.label for button in page.button]


def test_a_promise_that_cannot_be_kept_is_not_made(
    visit: Visit, store: Store, settings: Settings
) -> None:
    run = a_run(store, settings, "ann")
    worked_on(store, run, *(answer(row, "Computers", 0.9) for row in range(14)))
    page = results(visit, run, "threshold")
    assert "No threshold promises 98% on products that had no part in choosing it." in said(page)
    assert "Accept 0.0%" not in said(page)


def test_two_runs_of_the_same_products_are_compared(
    visit: Visit, store: Store, settings: Settings
) -> None:
    other = a_run(store, settings, "ann")
    worked_on(store, other, *(answer(row, LABELS[row]) for row in range(14)))
    page = results(visit, judged_run(store, settings), "comparison", owner=True)
    page.selectbox(key=results_state.OTHER).select(other.id).run()
    assert not page.exception
    text = said(page)
    assert "they differ in 4." in text
    assert "0 products only this run has right, 4 only the other" in text
    assert "That may well be chance" in text  # p = 1/8
    differing = unfold(page).dataframe[2].value
    assert list(differing["Product"]) == ["1", "8", "13", "14"]


def test_one_run_is_named_and_several_are_chosen_among(
    visit: Visit, store: Store, settings: Settings
) -> None:
    run = judged_run(store, settings)
    alone = results(visit, run, owner=True)
    assert f"#{run.id[:4]}" in said(alone)
    assert results_state.RUN not in [box.key for box in alone.selectbox]
    other = a_run(store, settings, "ann")
    worked_on(store, other, answer(0, LABELS[0]))
    page = results(visit, run, owner=True)
    page.selectbox(key=results_state.RUN).select(other.id).run()
    assert not page.exception and page.query_params["run"] == other.id


def test_who_follows_an_address_sees_none_of_the_owners_other_runs(
    visit: Visit, store: Store, settings: Settings
) -> None:
    other = a_run(store, settings, "ann")
    worked_on(store, other, *(answer(row, LABELS[row]) for row in range(14)))
    run = judged_run(store, settings)
    owner = results(visit, run, "comparison", owner=True).selectbox(key=results_state.OTHER)
    follower = results(visit, run, "comparison").selectbox(key=results_state.OTHER)
    assert len(owner.options) == len(follower.options) + 1
    assert not any("2026" in name or "llama2" in name for name in follower.options)


def test_a_run_without_common_products_is_named_as_such(
    visit: Visit, store: Store, settings: Settings
) -> None:
    other = a_run(store, settings, "ann")  # nothing of it has ended
    page = results(visit, judged_run(store, settings), "comparison", owner=True)
    page.selectbox(key=results_state.OTHER).select(other.id).run()
    assert not page.exception and not page.error
    assert "share no product that both have answered" in said(page)


def test_an_unlabelled_catalogue_gets_a_useful_page(
    visit: Visit, store: Store, settings: Settings
) -> None:
    run = unlabelled_run(store, settings)
    page = results(visit, run, "words")  # a panel that it cannot have
    assert not page.error
    text = said(page)
    assert "The catalogue gives none of 6 products a label" in text
    assert "Of 6 products, most go to “Watches”: 83.3%. 1 has no category." in text
    assert "Half of the 5 answers have a probability of 60.0% or more" in text
    assert len(page.get("plotly_chart")) == 2
    click(page, "Review the least sure answers")
    assert page.title[0].value == "Review"
    page.button(key="review_3").click().run()
    assert not page.exception
    again = results(visit, run)
    assert metric(again, "Accuracy") == "0.0%"  # one label: the unanswered product's
    assert "5 products have no label" in said(again)


def test_a_run_under_way_has_its_figures_so_far(
    visit: Visit, store: Store, settings: Settings
) -> None:
    run = a_run(store, settings, "ann")
    page = results(visit, run)
    assert "The first answers are on their way." in said(page)
    worked_on(store, run, answer(0, LABELS[0]), answer(1, "Watches"))
    page.run()
    assert metric(page, "Accuracy") == "50.0%"
    told = "".join(bar.text for bar in page.get("progress"))
    assert "2 of 14 products are done, 2 are counted here." in told


def test_the_page_shows_the_figures_of_the_command(
    visit: Visit, store: Store, settings: Settings, model_server: FaultyServer, a_worker: Runner
) -> None:
    command = [sys.executable, "-m", "vitrine", "evaluate", str(settings.sample_catalog), "--json"]
    found = subprocess.run(command, capture_output=True, check=True, timeout=120)
    figures = json.loads(found.stdout)
    (run,) = store.runs_of("command line") or [
        one for one in _all_runs(store) if one.kind == "classify"
    ]
    page = results(visit, run)
    assert metric(page, "Accuracy") == f"{100 * figures['accuracy']:.1f}%"
    assert metric(page, "Macro-F1") == f"{figures['macro_f1']:.3f}"
    assert metric(page, "Adjusted Rand index") == f"{figures['ari']:.3f}"
    low, high = figures["accuracy_interval"]
    accuracy = next(one for one in page.metric if one.label == "Accuracy")
    assert accuracy.delta == f"{100 * low:.1f}% to {100 * high:.1f}%"
    shown = page.dataframe[-1].value
    assert list(shown["Value"]) == [f"{figures[name]:.3f}" for name in ("log_loss", "brier", "ece")]
    page = results(visit, run, "confusions")
    counts = unfold(page).dataframe[0].value.iloc[:, 1:].to_numpy()
    told = np.array(figures["confusion"]["counts"])
    assert (counts == told[told.sum(axis=1) > 0]).all()


def _all_runs(store: Store) -> list[Run]:
    with store.looking() as connection:
        ids = connection.exec_driver_sql("SELECT id FROM runs").scalars().all()
    return [store.run(id_) for id_ in ids]


def test_a_follower_of_the_address_corrects_under_a_name_of_their_own(
    visit: Visit, store: Store, settings: Settings
) -> None:
    run = judged_run(store, settings)
    for category in ("Computers", "Watches"):
        page = results(visit, run, "confusions")
        cell = page.selectbox(key=results_state.CELL)
        wanted = ("Computers" if category == "Watches" else "Home Furnishing", "Computers")
        cell.select(wanted).run()
        page.selectbox(key=results_state.label_key(run.id, 7)).select(category).run()
    ((first, second),) = reviews.reviews_of(store, run).values()
    assert first.reviewer != second.reviewer
    assert {first.category, second.category} == {"Computers", "Watches"}


def test_no_labels_at_all_is_labels_not_an_error(
    visit: Visit, store: Store, settings: Settings
) -> None:
    page = results(visit, unlabelled_run(store, settings), "comparison")
    assert "Nothing to compare with yet" in said(page)
    assert "Undo" not in labels(page)
