"""A run whose answers lie in files, on the pages that judge it: as one in the database."""

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from bench.large_run import make_run
from components import batch_results, limits_panel, results_calibration, results_data
from tests.pages.conftest import Visit, said
from tests.pages.test_batch import click
from tests.pages.test_results import metric, results
from vitrine.classify.prompt import NOTE_CATEGORIES
from vitrine.evaluate.metrics import evaluate
from vitrine.evaluate.review import label_name
from vitrine.evaluate.sample import sample
from vitrine.jobs import reviews
from vitrine.jobs.judging import predictions_of
from vitrine.jobs.model import Run
from vitrine.jobs.store import Store
from vitrine.settings import Settings

pytestmark = pytest.mark.usefixtures("nobody_works")
ROWS = 600


@pytest.fixture
def run(store: Store, tmp_path: Path) -> Run:
    return make_run(store, tmp_path / "shared" / "answers", ROWS, "ann")


def page_of(visit: Visit, run: Run, name: str, **address: str) -> AppTest:
    page = visit("home").switch_page(f"pages/{name}.py")
    page.session_state["visitor"] = run.visitor
    page.query_params["run"] = run.id
    for key, value in address.items():
        page.query_params[key] = value
    page.run()
    assert not page.exception
    return page


@pytest.mark.parametrize(
    "panel",
    ["categories", "confusions", "threshold", "calibration", "words", "comparison", "cost"],
)
def test_every_panel_opens(
    visit: Visit, run: Run, store: Store, settings: Settings, panel: str
) -> None:
    page = results(visit, run, panel, owner=True)
    assert not page.error
    accuracy = evaluate(predictions_of(store, run, settings)).accuracy.value
    assert metric(page, "Accuracy") == f"{accuracy:.1%}"
    assert "drawn at random" not in said(page)


def test_what_is_computed_on_a_sample_says_so(
    visit: Visit, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(results_calibration, "sample", lambda found: sample(found, 100))
    page = results(visit, run, "calibration", owner=True)
    assert "Computed on 100 of 588 labelled products, drawn at random." in said(page)
    monkeypatch.setattr(results_data, "YARDSTICK_MOST", 200)
    page = results(visit, run, "comparison", owner=True)
    assert "Computed on 200 of 588 labelled products, drawn at random." in said(page)


def test_limits_say_so_too(visit: Visit, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits_panel, "MOST", 300)
    monkeypatch.setattr(limits_panel, "YARDSTICK_MOST", 150)
    page = page_of(visit, run, "limits")
    assert "Of the 588 labelled products 300 drawn at random" in said(page)


def test_a_review_is_kept_and_counts(
    visit: Visit, run: Run, store: Store, settings: Settings
) -> None:
    """The least sure is one that was answered with none of the categories."""
    before = predictions_of(store, run, settings)
    page = page_of(visit, run, "review", panel="one-by-one")
    click(page, NOTE_CATEGORIES[2])
    ((id_, said_of_it),) = reviews.reviews_of(store, run).items()
    assert said_of_it[0].answer is None and said_of_it[0].category == NOTE_CATEGORIES[2]
    after = reviews.judged_by(store, run, before, "corrected")
    assert label_name(after, list(before.ids).index(id_)) == NOTE_CATEGORIES[2]


def test_a_product_is_opened_with_its_own_text(visit: Visit, run: Run) -> None:
    page = results(visit, run, "confusions", owner=True)
    next(one for one in page.button if one.label == "Why?").click().run()
    assert not page.exception and not page.error
    assert "1 product" in said(page)


def test_batch_shows_its_rows_and_where_its_files_lie(
    visit: Visit, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(batch_results, "MOST_KEPT", ROWS - 1)
    page = page_of(visit, run, "batch")
    assert "600 products" in said(page) and "shared/answers" in said(page)
    assert "Not yet" not in str(page.get("button_group"))


def test_a_folder_that_is_gone_is_a_sentence(visit: Visit, run: Run, tmp_path: Path) -> None:
    (tmp_path / "shared").rename(tmp_path / "elsewhere")
    for name in ("results", "review", "limits"):
        page = page_of(visit, run, name)
        assert "no longer in the shared folder" in page.error[0].value
    page = page_of(visit, run, "batch")
    assert "no longer in the shared folder" in page.error[0].value
