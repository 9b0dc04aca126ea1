"""`python -m vitrine` as a person or a script uses it, with the embedded engine for real."""

import csv
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from vitrine.settings import Settings

SAMPLE = Settings().sample_catalog


def vitrine(*words: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "vitrine", *words],
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=120,
        env={**os.environ, "VITRINE_ENGINE": "embedded", "PYTHONUTF8": "1", **environment},
    )


def result(*words: str, **environment: str) -> dict[str, object]:
    done = vitrine(*words, "--json", **environment)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.fixture
def small(tmp_path: Path) -> Path:
    lines = SAMPLE.read_text(encoding="utf-8").splitlines(keepends=True)[:9]
    path = tmp_path / "small.csv"
    path.write_text("".join(lines), encoding="utf-8")
    return path


def test_profile_prints_the_notes_table() -> None:
    found = result("profile", str(SAMPLE))
    words = {name: round(value, 1) for name, value in found["words"].items()}
    assert words == {
        "count": 1050, "mean": 76.2, "std": 75.0, "min": 13,
        "25%": 30, "50%": 44, "75%": 94, "max": 587,
    }  # fmt: skip
    assert set(found["categories"].values()) == {150} and len(found["categories"]) == 7
    assert found["duplicates"] == {"id": 0, "description": 0}
    assert found["problems"] == []


def test_classify_writes_a_line_a_product_and_sums_it_up(small: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.csv"
    found = result("classify", str(small), "--output", str(out), "--limit", "5")
    with out.open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert found["rows"] == len(rows) == 5
    assert found["answered"] + found["unanswered"] + found["failed"] == 5
    assert found["failed"] == 0
    assert found["engine"] == "embedded" and len(found["model_digest"]) == 64
    assert found["model_calls"] == 6  # five products and the measure of the route
    assert found["prompt_tokens_cached"] > 0
    assert list(rows[0])[:3] == ["id", "category", "probability"]
    assert list(rows[0])[-3:] == ["outside", "status", "reason"]
    spread = [float(value) for name, value in rows[0].items() if name.startswith("p_")]
    assert sum(spread) == pytest.approx(1.0)
    assert 0 <= float(rows[0]["outside"]) <= 1


def test_explain_weighs_words() -> None:
    words = ("explain", "--text", "Soft cotton blanket for winter nights", "--budget", "40")
    found = result(*words, "--seed", "1")
    assert {entry["word"] for entry in found["words"]} == {
        "Soft", "cotton", "blanket", "for", "winter", "nights",
    }  # fmt: skip
    assert all(entry["low"] <= entry["weight"] <= entry["high"] for entry in found["words"])
    assert found["calls"] <= 40 and found["stopped_because"] in ("stable", "budget", "exhausted")
    assert found["words"] == result(*words, "--seed", "1")["words"]


def test_explain_takes_a_product_of_a_file(small: Path) -> None:
    with small.open(encoding="utf-8") as file:
        key = next(csv.DictReader(file))["uniq_id"]
    found = result("explain", str(small), "--id", key, "--budget", "30")
    assert sum(found["probabilities"].values()) == pytest.approx(1.0)


def test_doctor_says_what_answers() -> None:
    found = result("doctor")
    assert found["engine"] == "embedded" and found["reachable"] and found["logprobs"]
    assert found["model"] == "vitrine-demo" and found["troubles"] == []


def test_doctor_says_how_to_mend() -> None:
    done = vitrine("doctor", "--json", VITRINE_ENGINE="ollama", OLLAMA_HOST="127.0.0.1:9")
    assert done.returncode == 1
    found = json.loads(done.stdout)
    assert not found["reachable"] and "ollama serve" in found["troubles"][0]["mend"]


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("profile", "nowhere.csv"), "cannot be read"),
        (("explain", "--text", "!!!"), "no word"),
        (("explain", "--text", "mug", "--budget", "1"), "budget"),
        (("explain", str(SAMPLE), "--id", "nobody"), "No product has the id"),
    ],
)
def test_bad_input_ends_with_two_and_one_sentence(words: tuple[str, ...], sentence: str) -> None:
    done = vitrine(*words, "--json", VITRINE_LOG_LEVEL="ERROR")
    assert done.returncode == 2 and done.stdout == ""
    assert sentence in done.stderr and "Traceback" not in done.stderr


def test_a_bad_setting_is_named() -> None:
    done = vitrine("doctor", VITRINE_ENGINE="magic")
    assert done.returncode == 2
    assert "VITRINE_ENGINE" in done.stderr and "auto | ollama | embedded" in done.stderr


def test_a_folder_that_is_not_there_is_named_before_any_model_is_asked(small: Path) -> None:
    gone = {"VITRINE_ENGINE": "ollama", "OLLAMA_HOST": "127.0.0.1:9"}
    done = vitrine("classify", str(small), "--output", "/nowhere/out.csv", **gone)
    assert done.returncode == 2 and "/nowhere/out.csv" in done.stderr


def test_what_stands_in_the_output_stays_where_no_model_answers(
    small: Path, tmp_path: Path
) -> None:
    old, new = tmp_path / "old.csv", tmp_path / "new.csv"
    old.write_text("kept", encoding="utf-8")
    gone = {"VITRINE_ENGINE": "ollama", "OLLAMA_HOST": "127.0.0.1:9"}
    for out in (old, new):
        assert vitrine("classify", str(small), "--output", str(out), **gone).returncode == 2
    assert old.read_text(encoding="utf-8") == "kept" and not new.exists()


@pytest.mark.parametrize("seed", ["-1", "4294967296"])
def test_a_seed_that_no_generator_takes_is_refused(seed: str) -> None:
    done = vitrine("explain", "--text", "a mug", "--seed", seed)
    assert done.returncode == 2 and "Traceback" not in done.stderr
