"""Review: a word with one key, the way back, blind, side by side, and whose reviews they are."""

from dataclasses import replace

import pytest
from streamlit.testing.v1 import AppTest

from components import results_state, review_state
from tests.faulty_server import FaultyServer
from tests.pages.conftest import Visit, said, unfold
from tests.pages.test_batch import a_run, answer, click, labels, worked_on
from vitrine.classify.prompt import NOTE_CATEGORIES
from vitrine.evaluate.review import Review
from vitrine.jobs import reviews
from vitrine.jobs.model import Outcome, Run
from vitrine.jobs.store import Store
from vitrine.messages import Message
from vitrine.settings import Settings

pytestmark = pytest.mark.usefixtures("nobody_works")


def ended(store: Store, settings: Settings, second: str = "Watches", visitor: str = "ann") -> Run:
    """Watches all along, the sixth least sure; the eleventh is `second`, one is none of these, two
    failed."""
    run = a_run(store, settings, visitor)
    slow = Message("It gave no answer in time.")
    worked_on(
        store,
        run,
        *(answer(row, "Watches", 0.3 if row == 5 else 0.9 - row / 100) for row in range(10)),
        answer(10, second, 0.95),
        answer(11, None),
        Outcome(12, error=slow),
        Outcome(13, error=slow),
    )
    return run


def review(visit: Visit, run: Run, owner: bool = False, **address: str) -> AppTest:
    page = visit("home").switch_page("pages/review.py")
    if owner:
        page.session_state["visitor"] = run.visitor
    for key, value in {"run": run.id, **address}.items():
        page.query_params[key] = value
    page.run()
    assert not page.exception
    return page


def kept(store: Store, run: Run) -> list[Review]:
    return [one for several in reviews.reviews_of(store, run).values() for one in several]


def press(page: AppTest, key: str) -> AppTest:
    """The button that has this key."""
    page.button(key=f"review_{key}").click().run()
    assert not page.exception
    return page


def progress(page: AppTest) -> str:
    return "".join(bar.text for bar in page.get("progress"))


def product(page: AppTest) -> str:
    """The id of the product that is shown."""
    (line,) = [line for line in said(page).splitlines() if line.startswith("Product ")]
    return line.removeprefix("Product ")


def test_without_a_run_there_is_a_way_to_one(visit: Visit) -> None:
    page = visit("review")
    assert not page.exception
    assert "Nothing has been sorted yet" in said(page)
    assert {"Judge the sample catalogue", "Sort my own catalogue"} <= labels(page)


def test_the_least_sure_come_first_and_a_key_is_a_word(
    visit: Visit, store: Store, settings: Settings
) -> None:
    run = ended(store, settings)
    page = review(visit, run)
    assert "0 of 12 products reviewed by you" in progress(page)
    assert product(page) == "12"  # none of the categories
    press(page, "1")
    assert product(page) == "6"  # the least sure
    assert "Watches" in said(page)
    press(page, "Y")
    press(page, "N")
    press(page, "U")
    found = [(one.product_id, one.verdict, one.answer, one.category) for one in kept(store, run)]
    assert found == [
        ("12", "wrong", None, NOTE_CATEGORIES[0]),
        ("6", "right", "Watches", "Watches"),
        ("10", "wrong", "Watches", None),
        ("9", "unsure", "Watches", None),
    ]
    assert "4 of 12 products reviewed by you" in progress(page)


def test_a_word_can_be_taken_back(visit: Visit, store: Store, settings: Settings) -> None:
    run = ended(store, settings)
    page = review(visit, run)
    assert "Undo" not in labels(page)
    press(page, "1")
    press(page, "Y")
    press(page, "Z")
    assert product(page) == "6"
    assert [one.product_id for one in kept(store, run)] == ["12"]


def test_later_puts_a_product_behind_all_others(
    visit: Visit, store: Store, settings: Settings
) -> None:
    run = ended(store, settings)
    page = review(visit, run)
    press(page, "L")
    assert product(page) == "6" and not kept(store, run)
    for _ in range(11):
        press(page, "Y")
    assert product(page) == "12"
    press(page, "N")
    assert "You have reviewed everything in this queue" in said(page)


def test_blind_the_answer_is_not_on_the_page(
    visit: Visit, store: Store, settings: Settings
) -> None:
    run = ended(store, settings)
    page = review(visit, run)
    press(page, "L")
    page.toggle(key=review_state.BLIND).set_value(True).run()
    assert product(page) == "6"
    assert "The model answers" not in said(page) and "Right" not in labels(page)
    assert "Have the model justify its answer" not in [one.label for one in page.expander]
    place = NOTE_CATEGORIES.index("Watches") + 1
    press(page, str(place))
    press(page, "1")
    assert [(one.verdict, one.category) for one in kept(store, run)] == [
        ("right", "Watches"),
        ("wrong", NOTE_CATEGORIES[0]),
    ]


def test_disagreements_with_another_run_come_first_where_they_are_asked_for(
    visit: Visit, store: Store, settings: Settings
) -> None:
    other, run = ended(store, settings, "Computers"), ended(store, settings)
    page = review(visit, run, owner=True)
    page.button_group(key=review_state.QUEUE).set_value("disagreements").run()
    page.selectbox(key=review_state.OTHER).set_value(other.id).run()
    assert not page.exception
    assert "0 of 1 product reviewed by you" in progress(page)
    assert product(page) == "11"


def test_two_reviewers_are_held_beside_each_other(
    visit: Visit, store: Store, settings: Settings
) -> None:
    run = ended(store, settings)
    rows = {row.position: row for row in store.every_row(run.id)}
    for position, (one, two) in enumerate([("A", "A"), ("B", "B"), ("A", "B"), ("A", "A")]):
        for name, category in (("Ann", one), ("=Bob", two)):
            said_ = Review(rows[position].product_id, name, "wrong", "Watches", category)
            reviews.keep(store, rows[position], said_)
    page = review(visit, run, panel="agreement")
    table = unfold(page).dataframe[-1].value
    pair = table[(table["Between"] == "=Bob") & (table["and"] == "Ann")].iloc[0]
    assert pair["Kappa"] == pytest.approx(0.5)
    assert pair["Products of both"] == 4
    assert {"The file", "The model"} <= set(table["and"])
    first = page.dataframe[0].value
    assert list(first["Reviewer"]) == ["=Bob", "Ann"]
    assert list(first["Wrong"]) == [4, 4]


def test_side_by_side_hides_whose_answer_is_whose(
    visit: Visit, store: Store, settings: Settings
) -> None:
    other, run = ended(store, settings, "Computers"), ended(store, settings)
    page = review(visit, run, owner=True, panel="side-by-side")
    headings = [heading.value for heading in page.subheader]
    assert sorted(headings) == ["Computers", "Watches"]
    assert not [line for line in said(page).splitlines() if "votes say" in line]
    page.button(key=f"vote_{headings.index('Computers') + 1}").click().run()
    assert not page.exception
    assert "You have voted on all of these." in said(page)
    (vote,) = reviews.votes_between(store, run, other)
    assert vote.preference == "second"
    assert vote.on_left == ("first" if headings[0] == "Watches" else "second")
    assert "1 vote: 0 prefer the first run, 1 the second; that may well be chance" in said(page)
    page.button(key="vote_Z").click().run()
    assert reviews.votes_between(store, run, other) == ()


def test_side_by_side_needs_a_second_run(visit: Visit, store: Store, settings: Settings) -> None:
    page = review(visit, ended(store, settings), panel="side-by-side")
    assert "A second run of the same catalogue is needed" in said(page)


def test_a_justification_is_asked_for_judged_and_kept(
    visit: Visit, store: Store, settings: Settings, model_server: FaultyServer
) -> None:
    run = ended(store, settings)
    page = review(visit, run)
    press(page, "L")
    click(page, "Ask for one sentence")
    about = (run.id, 5)
    page.button_group(key=review_state.criterion_key("usefulness", *about)).set_value(4).run()
    page.button_group(key=review_state.criterion_key("safety", *about)).set_value(5).run()
    press(page, "Y")
    (found,) = kept(store, run)
    assert (found.usefulness, found.clarity, found.safety, found.agreement) == (4, None, 5, None)
    assert found.justification
    sent = model_server.requests_to("/api/chat")[-1].body
    assert sent["options"]["num_predict"] == 60
    assert "<product>" in sent["messages"][1]["content"]


def test_another_models_justification_is_not_passed_off_as_this_ones(
    visit: Visit, store: Store, settings: Settings
) -> None:
    run = a_run(store, replace(settings))
    with store.writing() as connection:
        connection.exec_driver_sql("UPDATE runs SET model_digest = 'another'")
    worked_on(store, run, answer(0, "Watches"))
    page = review(visit, run)
    assert "The model of this run is not the one that answers now." in said(page)
    assert "Ask for one sentence" not in labels(page)


def test_each_visitor_has_a_name_of_their_own(
    visit: Visit, store: Store, settings: Settings
) -> None:
    run = ended(store, settings)
    first, second = review(visit, run), review(visit, run)
    press(first, "1")
    press(second, "2")
    names = {one.reviewer for one in kept(store, run)}
    assert len(names) == 2 and all(name.startswith("visitor-") for name in names)
    first.text_input(key=review_state.REVIEWER).set_value("  Ann   B ").run()
    press(first, "U")
    assert kept(store, run)[-1].reviewer == "Ann B"


def test_a_visitor_with_the_same_file_sees_no_review_of_another(
    visit: Visit, store: Store, settings: Settings
) -> None:
    mine, theirs = ended(store, settings), ended(store, settings, visitor="eve")
    press(review(visit, mine), "1")
    assert kept(store, mine) and not kept(store, theirs)
    page = review(visit, theirs)
    assert "0 of 12 products reviewed by you" in progress(page)


def test_an_unknown_run_ends_in_a_sentence_and_a_way_on(visit: Visit) -> None:
    page = visit("home").switch_page("pages/review.py")
    page.query_params["run"] = "nobody's"
    page.run()
    assert "No run has the id" in said(page)
    click(page, "Choose another run")
    assert "Nothing has been sorted yet" in said(page)


def test_the_panel_stands_in_the_address(visit: Visit, store: Store, settings: Settings) -> None:
    page = review(visit, ended(store, settings), panel="agreement")
    assert page.query_params["panel"] in ("agreement", ["agreement"])
    page.button_group(key=results_state.panel_key("review")).set_value("one-by-one").run()
    assert page.query_params["panel"] in ("one-by-one", ["one-by-one"])
