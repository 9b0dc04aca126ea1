"""`python -m vitrine evaluate`, with the embedded engine for real."""

import csv
from pathlib import Path

import pytest

from tests.test_cli import SAMPLE, result, vitrine

ASKED = {
    "accuracy", "accuracy_interval", "macro_f1", "ari", "per_category", "confusion", "ece", "log_loss",
    "unanswered", "words_and_correctness", "baseline", "mcnemar_p",
}  # fmt: skip


def written(path: Path, rows: int, drop: str = "") -> tuple[Path, list[dict[str, str]]]:
    """The sample's first rows as a file of their own, without the column `drop`."""
    with SAMPLE.open(encoding="utf-8", newline="") as file:
        found = [row for row, _ in zip(csv.DictReader(file), range(rows), strict=False)]
    for row in found:
        row.pop(drop, None)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(found[0]))
        writer.writeheader()
        writer.writerows(found)
    return path, found


def test_it_prints_all_of_it_in_one_go_and_judges_the_run_again(tmp_path: Path) -> None:
    path, _ = written(tmp_path / "small.csv", 40)
    found = result("evaluate", str(path), "--mode", "reproducible")
    assert set(found) >= ASKED and found["state"] == "done" and len(found["model_digest"]) == 64
    counts = found["confusion"]["counts"]
    right = sum(row[place] for place, row in enumerate(counts))
    assert found["products"] == found["labelled"] == sum(map(sum, counts)) == 40
    assert found["accuracy"] == pytest.approx(right / 40) and found["accuracy"] > 0.8
    low, high = found["accuracy_interval"]
    assert low <= found["accuracy"] <= high
    assert set(found["words_and_correctness"]) >= {"r", "p", "by_category"}
    assert found["baseline"]["accuracy"] < found["accuracy"] and 0 <= found["mcnemar_p"] <= 1
    assert set(found["calibration"]) == {"temperature", "batch", "contextual"}
    assert {one["severity"] for one in found["limits"]} <= {"good", "notice", "bad"}
    assert all(one["figure"] for one in found["limits"])
    again = result("evaluate", "--run", str(found["run"]))
    assert again == found


def test_the_first_products_alone_as_text(tmp_path: Path) -> None:
    path, _ = written(tmp_path / "small.csv", 12)
    done = vitrine("evaluate", str(path), "--limit", "6")
    assert done.returncode == 0, done.stderr
    assert "6 products, 6 labelled" in done.stdout and "accuracy" in done.stdout


def test_an_unlabelled_file_gets_what_can_be_said(tmp_path: Path) -> None:
    path, _ = written(tmp_path / "bare.csv", 8, drop="product_category_tree")
    found = result("evaluate", str(path))
    assert found["labelled"] == 0 and found["accuracy"] is None and found["mcnemar_p"] is None
    assert sum(found["answers"]["by_category"].values()) == 8
    assert 0 < found["answers"]["confidence"]["median"] <= 1
    done = vitrine("evaluate", "--run", str(found["run"]))
    assert done.returncode == 0 and "No product has a label" in done.stdout


def test_labels_of_one_category_cannot_be_sorted_into(tmp_path: Path) -> None:
    path, rows = written(tmp_path / "one.csv", 30)
    tree = rows[0]["product_category_tree"]
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows({**row, "product_category_tree": tree} for row in rows)
    done = vitrine("evaluate", str(path), "--json", VITRINE_LOG_LEVEL="ERROR")
    assert done.returncode == 2 and "There are 1 categories" in done.stderr
    assert done.stdout == "" and "Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("evaluate", "nowhere.csv"), "cannot be opened"),
        (("evaluate", "--run", "nobody"), "No run has the id"),
        (("evaluate",), "--run RUN"),
    ],
)
def test_bad_input_ends_with_two_and_one_sentence(words: tuple[str, ...], sentence: str) -> None:
    done = vitrine(*words, "--json", VITRINE_LOG_LEVEL="ERROR")
    assert done.returncode == 2 and done.stdout == ""
    assert sentence in done.stderr and "Traceback" not in done.stderr


def test_a_broken_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "broken.csv"
    path.write_bytes(b"\x00\x01\x02\xff" * 200)
    done = vitrine("evaluate", str(path), "--json", VITRINE_LOG_LEVEL="ERROR")
    assert done.returncode == 2 and done.stdout == "" and "Traceback" not in done.stderr
