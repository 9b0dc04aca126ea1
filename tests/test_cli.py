"""`python -m vitrine` as a person or a script uses it, with the embedded engine for real."""

import csv
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.faulty_server import FaultyServer, Handler, healthy
from tests.jobs.making_runs import start, until
from vitrine.jobs.store import open_store
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


def test_the_same_file_again_asks_nothing(small: Path, tmp_path: Path) -> None:
    words = ("classify", str(small), "--mode", "reproducible", "--output")
    first = result(*words, str(tmp_path / "1.csv"))
    again = result(*words, str(tmp_path / "2.csv"))
    assert first["run"] != again["run"] and first["mode"] == "reproducible"
    assert again["model_calls"] == 0 and again["answered"] == first["answered"]
    assert (tmp_path / "1.csv").read_bytes() == (tmp_path / "2.csv").read_bytes()


def test_ctrl_c_leaves_a_run_that_says_how_to_go_on(tmp_path: Path) -> None:
    def slow(handler: Handler, server: FaultyServer) -> None:
        time.sleep(0.05)
        healthy(handler, server)

    out = tmp_path / "out.csv"
    with FaultyServer() as server:
        server.always("/api/chat", slow)
        at_server = {**os.environ, "VITRINE_ENGINE": "ollama"}
        words = ["classify", str(SAMPLE), "--output", str(out), "--hosts", server.host]
        with subprocess.Popen(
            [sys.executable, "-m", "vitrine", *words, "--limit", "300"],
            stderr=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=at_server,
        ) as process:  # fmt: skip
            while len(server.requests_to("/api/chat")) < 30:
                assert process.poll() is None
                time.sleep(0.05)
            process.send_signal(signal.SIGINT)
            _, told = process.communicate(timeout=60)
        assert process.returncode == 130 and "--resume" in told
        kept = out.read_text(encoding="utf-8").count("\n") - 1
        assert 0 < kept < 300
        run = told.split("--resume ")[1].split()[0]
        server.always("/api/chat", healthy)
        done = vitrine("classify", "--resume", run, "--hosts", server.host, "--output", str(out),
                       "--json", VITRINE_ENGINE="ollama")  # fmt: skip
        assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["answered"] == 300
    assert out.read_text(encoding="utf-8").count("\n") == 301


def test_a_worker_works_on_what_waits_in_the_store_and_ends_when_told(state_dir: Path) -> None:
    with FaultyServer() as server:
        settings = Settings(state_dir=state_dir)
        store = open_store(settings)
        run = start(store, ["a mug", "a watch"])
        with subprocess.Popen(
            [sys.executable, "-m", "vitrine", "worker"],
            env={**os.environ, "VITRINE_HOSTS": server.host},
        ) as process:
            until(lambda: store.run(run.id).state == "done", 60)
            process.send_signal(signal.SIGTERM)
            assert process.wait(30) == 0
        store.close()


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
        (("profile", "nowhere.csv"), "cannot be opened"),
        (("classify", "--resume", "nobody", "--output", "out.csv"), "No run has the id"),
        (("classify", "--output", "out.csv"), "--resume RUN"),
        (("classify", str(SAMPLE), "--output", "out.csv", "--hosts", "a b"), "VITRINE_HOSTS"),
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
