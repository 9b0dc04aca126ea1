"""The judge asks the demo model for real, and counts what it answered."""

from dataclasses import replace
from pathlib import Path

import pytest

from training.judge import judge
from vitrine.llm.engines import choose
from vitrine.settings import Settings

ROWS = 42


def test_a_part_of_the_sample_is_judged(tmp_path: Path) -> None:
    settings = replace(Settings(), engine="embedded")
    path = tmp_path / "part.csv"
    lines = settings.sample_catalog.read_text("utf-8").splitlines(keepends=True)
    path.write_text("".join(lines[: ROWS + 1]), "utf-8")
    found = judge(choose(settings), path, settings)
    assert found.rows == ROWS
    assert found.accuracy * ROWS == pytest.approx(round(found.accuracy * ROWS))
    assert found.interval[0] < found.accuracy <= found.interval[1]
    assert found.accuracy > 0.8 and found.outside < 0.1
    assert 0 <= found.calibration_error < 0.3 and 0 < found.tfidf_accuracy < 1
    assert 0 <= found.changed_by_shuffling < 0.2 and found.mean_confidence > 0.5
