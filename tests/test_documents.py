"""The README's tables say what the code and the pins say."""

import re
from dataclasses import fields
from pathlib import Path

import pytest

from vitrine.settings import Settings

ROOT = Path(__file__).resolve().parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")


def cells(first: str) -> list[str]:
    """The cells of the README's table row that begins with `first`."""
    rows = [line for line in README.splitlines() if line.startswith(f"| {first} |")]
    assert len(rows) == 1, f"{first} must have one row in the README, not {len(rows)}"
    return [cell.strip() for cell in rows[0].strip("|").split("|")]


def pins() -> list[tuple[str, str]]:
    """(package, version) of every requirements file."""
    lines = [line for path in ROOT.glob("requirements*.txt") for line in path.open()]
    return [(line.split("==")[0], line.split("==")[1].strip()) for line in lines if "==" in line]


@pytest.mark.parametrize(("package", "version"), pins())
def test_each_pin_has_its_row_with_its_version(package: str, version: str) -> None:
    assert cells(package)[1] == version


def test_every_setting_is_listed_and_no_other() -> None:
    source = (ROOT / "vitrine" / "settings.py").read_text(encoding="utf-8")
    read = set(re.findall(r'read\.\w+\(\s*"(\w+)"', source))
    table = README.split("## Settings")[1].split("\n## ")[0]
    listed = set(re.findall(r"^\| `(\w+)` \|", table, flags=re.MULTILINE))
    assert len(read) == len(fields(Settings))
    assert listed == read


def test_listed_defaults_are_the_defaults() -> None:
    plain = Settings.from_environment({})
    for name, value in (
        ("VITRINE_ENGINE", plain.engine),
        ("OLLAMA_HOST", plain.ollama_host),
        ("VITRINE_CONNECT_TIMEOUT", f"{plain.connect_timeout:g}"),
        ("VITRINE_READ_TIMEOUT", f"{plain.read_timeout:g}"),
        ("VITRINE_UPLOAD_LIMIT_MB", plain.upload_limit_mb),
        ("VITRINE_ROW_LIMIT", plain.row_limit),
        ("VITRINE_COLUMN_LIMIT", plain.column_limit),
        ("VITRINE_SEED", plain.seed),
        ("VITRINE_DEMO_MODEL", plain.demo_model.relative_to(ROOT).as_posix()),
        ("VITRINE_SAMPLE_CATALOG", plain.sample_catalog.relative_to(ROOT).as_posix()),
        ("VITRINE_STATE_DIR", plain.state_dir.relative_to(ROOT).as_posix()),
        ("VITRINE_MOST_REQUESTS", plain.most_requests),
        ("VITRINE_ENGINE_THREADS", plain.engine_threads),
        ("VITRINE_LOG_LEVEL", plain.log_level),
        ("VITRINE_SIGN_IN_HOURS", plain.sign_in_hours),
    ):
        assert cells(f"`{name}`")[2] == f"`{value}`", name
