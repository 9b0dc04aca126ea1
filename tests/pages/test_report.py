"""The report of a run: what Results shows stands in it, nothing in it acts, and it needs no network."""

import re
import time
from collections.abc import Callable

import pytest
from streamlit.testing.v1 import AppTest

from components import i18n, report_panel, results_data
from components.report_examples import chosen
from components.results_data import Judged
from tests.faulty_server import FaultyServer
from tests.pages.conftest import Visit, press, said
from tests.pages.test_results import judged_run, results
from vitrine.jobs.model import Run
from vitrine.jobs.store import Store
from vitrine.settings import Settings


@pytest.fixture
def written(visit: Visit, monkeypatch: pytest.MonkeyPatch) -> Callable[..., str]:
    """The file of a run, without the model being asked."""

    def make(run: Run, language: str = "en") -> str:
        monkeypatch.setattr(report_panel.runs, "visitor", lambda: run.visitor)
        i18n.use(language)
        found: Judged = results_data.judged(run, "file")
        picked = chosen(found.predictions)
        try:
            page = report_panel.render(report_panel.report_of(found, picked, (), asks=False))
        finally:
            i18n.use("en")
        return page.decode("utf-8")

    return make


def test_what_results_shows_stands_in_it(
    visit: Visit, store: Store, settings: Settings, written: Callable[..., str]
) -> None:
    run = judged_run(store, settings)
    page = results(visit, run)
    report = written(run)
    for metric in page.metric[:4]:
        assert metric.value in report, metric.label
    shown = next(one.value for one in page.markdown if "answered rightly" in one.value)
    assert shown.replace("\\", "") in report
    for part in (run.id, run.model_digest, run.input_digest, "You sort the products of a shop"):
        assert part in report


def test_every_part_is_there_or_says_how_to_get_it(
    store: Store, settings: Settings, written: Callable[..., str]
) -> None:
    report = written(judged_run(store, settings))
    titles = re.findall(r'<h2 id="(\w+)-title">', report)
    assert titles == ["catalogue", "results", "examples", "importance", "trust", "limits", "made"]
    assert "the page Importance makes one" in report
    assert "the page Trust does it" in report
    assert "no words were weighed" in report


def test_it_asks_for_nothing_from_anywhere(
    store: Store, settings: Settings, written: Callable[..., str]
) -> None:
    report = written(judged_run(store, settings))
    assert not re.search(r"(?:src|href)=\"(?!#)", report)
    assert "url(" not in report and "@import" not in report and "<script" not in report
    assert "default-src 'none'" in report


def test_it_speaks_french(store: Store, settings: Settings, written: Callable[..., str]) -> None:
    report = written(judged_run(store, settings), "fr")
    assert '<html lang="fr">' in report
    assert "Comment il a été fait" in report
    assert "How it was made" not in report


def test_texts_and_names_stay_texts(
    visit: Visit, store: Store, settings: Settings, written: Callable[..., str]
) -> None:
    evil = '<script>alert(1)</script><img src=x onerror="x">'
    run = judged_run(store, settings)
    with store.writing() as connection:
        connection.exec_driver_sql("UPDATE rows SET text = ?, product_id = ?", (evil, evil))
        connection.exec_driver_sql(
            "UPDATE runs SET settings = replace(settings, 'llama2', '<b onclick=x>llama2')"
        )
    report = written(store.run(run.id))
    assert "&lt;script&gt;alert(1)" in report
    assert "&lt;b onclick=x&gt;llama2" in report
    assert "<script" not in report and "<img" not in report and "<b onclick" not in report


def test_the_report_is_made_on_the_page(
    visit: Visit, store: Store, settings: Settings, model_server: FaultyServer
) -> None:
    page = results(visit, judged_run(store, settings))
    press(page, "Make the report")
    until(page, "Download the report")
    assert not page.exception


def test_a_model_that_fails_leaves_a_report_without_words(
    visit: Visit, store: Store, settings: Settings, model_server: FaultyServer
) -> None:
    page = results(visit, judged_run(store, settings))
    model_server.always("/api/generate", lambda request: None)
    press(page, "Make the report")
    until(page, "Download the report")
    assert "Report" in said(page)


def until(page: AppTest, button: str) -> None:
    end = time.monotonic() + 60
    while button not in [one.proto.label for one in page.get("download_button")]:
        assert time.monotonic() < end, said(page)
        time.sleep(0.3)
        page.run()
