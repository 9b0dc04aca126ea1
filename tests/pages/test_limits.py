"""Limits: what a run's own figures say, a page without labels, and trials that come in."""

import pytest
from streamlit.testing.v1 import AppTest

from tests.pages import test_trust
from tests.pages.conftest import Visit, said
from tests.pages.test_results import judged_run, unlabelled_run
from vitrine.jobs.model import Run
from vitrine.jobs.steadiness import steadiness, trying_of
from vitrine.jobs.store import Store
from vitrine.settings import Settings

pytestmark = pytest.mark.usefixtures("nobody_works")


def limits(visit: Visit, run: Run) -> AppTest:
    page = visit("home").switch_page("pages/limits.py")
    page.query_params["run"] = run.id
    page.session_state["visitor"] = run.visitor
    page.run()
    assert not page.exception
    return page


def test_without_a_run_it_says_what_to_do(visit: Visit) -> None:
    page = visit("limits")
    assert not page.exception
    assert "Nothing has been sorted yet" in said(page)


def test_each_finding_stands_with_its_figure_and_what_to_try(
    visit: Visit, store: Store, settings: Settings
) -> None:
    told = said(limits(visit, judged_run(store, settings)))
    assert "14 labelled products of this run" in told
    assert "What to mend first" in told or "What to keep an eye on" in told
    assert "There are few labels to judge by." in told  # 10 of 14 right: the interval is wide
    assert "14 labelled products" in told and ":material/arrow_forward:" in told
    assert "Trust tries it on a sample" in told  # nothing of this catalogue was tried out


def test_without_labels_people_are_asked(visit: Visit, store: Store, settings: Settings) -> None:
    page = limits(visit, unlabelled_run(store, settings))
    assert "no product of this run has a label yet" in said(page)
    assert any(button.label == "Review some answers" for button in page.button)


def test_what_was_tried_on_trust_comes_in(visit: Visit, store: Store, settings: Settings) -> None:
    run = judged_run(store, settings)
    other_model = test_trust.a_run(store, settings, "ann")
    test_trust.tried(store, other_model)
    assert trying_of(store, "ann", run) is None
    same = test_trust.a_run(store, settings, "ann", digest=run.model_digest)
    assert trying_of(store, "ann", run) is None  # it is not done
    test_trust.tried(store, same)
    assert trying_of(store, "ann", run) == store.run(same.id)
    assert trying_of(store, "somebody else", run) is None

    found = steadiness(store, same, run)
    assert found.order is not None and found.order.value == 1.0
    assert found.case is not None and found.case.value == 0.0  # capitals moved every answer
    assert found.obeyed is not None and found.obeyed.value == pytest.approx(1 / 3)
    assert found.nowhere is not None and found.nowhere.value == 1.0

    told = said(limits(visit, run))
    assert "0.0% of the answers stay as they were." in told
    assert "33.3% of the hidden instructions succeed." in told
    assert "Trust tries it on a sample" not in told
