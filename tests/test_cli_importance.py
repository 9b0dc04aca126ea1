"""`python -m vitrine importance` as a script uses it, with the embedded engine for real."""

from pathlib import Path

import pytest

from tests.test_cli import SAMPLE, result, vitrine
from vitrine.jobs.store import open_store
from vitrine.settings import Settings

FEW = ("--sample", "3", "--budget", "8")


@pytest.fixture
def small(tmp_path: Path) -> Path:
    path = tmp_path / "small.csv"
    path.write_text(
        "".join(SAMPLE.read_text(encoding="utf-8").splitlines(keepends=True)[:9]), encoding="utf-8"
    )
    return path


def test_importance_is_told_with_its_cost_and_is_kept(small: Path, state_dir: Path) -> None:
    found = result("importance", str(small), *FEW)
    assert found["state"] == "done"
    assert found["products"] == 3 and found["failed"] == []
    assert 3 * 4 <= found["calls"] <= 3 * 8
    assert sum(part["products"] for part in found["categories"].values()) == 3
    assert 1 <= len(found["show_most"]) <= 3
    run = open_store(Settings(state_dir=state_dir)).run(str(found["run"]))
    assert run.kind == "importance" and run.state == "done"

    again = result("importance", "--resume", str(found["run"]))
    assert again["calls"] == found["calls"]
    assert again["categories"] == found["categories"]

    known = result("importance", str(small), *FEW)
    assert known["calls"] == 0  # every answer is in the store
    assert known["categories"] == found["categories"]


def test_what_cannot_be_used_ends_in_a_sentence(small: Path) -> None:
    for words, told in (
        (("importance",), "give either a FILE or --resume RUN"),
        (("importance", str(small), "--resume", "x"), "give either a FILE or --resume RUN"),
        (("importance", "--resume", "nobody's"), "No run has the id"),
        (("delete", "nobody's"), "No run has the id"),
        (("importance", str(small), "--budget", "3"), "--budget"),
    ):
        done = vitrine(*words)
        assert done.returncode == 2
        assert told in done.stderr
        assert "Traceback" not in done.stderr


def test_a_run_is_resumed_by_its_own_command_and_deleted_for_good(
    small: Path, state_dir: Path, tmp_path: Path
) -> None:
    run = str(result("importance", str(small), *FEW)["run"])
    done = vitrine("classify", "--resume", run, "--output", str(tmp_path / "out.csv"))
    assert done.returncode == 2
    assert "of another kind: the page “Importance” shows it" in done.stderr
    assert vitrine("delete", run).returncode == 0
    assert "No run has the id" in vitrine("importance", "--resume", run).stderr
