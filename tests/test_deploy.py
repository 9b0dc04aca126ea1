"""What docs/deploy.md and deploy/ say is what the code does: commands, settings, ports, figures."""

import json
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from streamlit import config
from typer.main import get_command

from components.sign_in_providers import providers_of
from vitrine.cli import app as cli
from vitrine.errors import SignInMisconfigured

ROOT = Path(__file__).resolve().parent.parent
DEPLOY = ROOT / "deploy"
GUIDE = (ROOT / "docs" / "deploy.md").read_text(encoding="utf-8")
DOCKERFILE = (DEPLOY / "Dockerfile").read_text(encoding="utf-8")
COMPOSE: dict[str, Any] = yaml.safe_load((DEPLOY / "compose.yaml").read_text(encoding="utf-8"))
PORT = "8501"
# Read by others than Vitrine and Streamlit: Ollama's own, PostgreSQL's image, Python, glibc.
OF_OTHERS = {
    "OLLAMA_NUM_PARALLEL",
    "OLLAMA_KEEP_ALIVE",
    "OLLAMA_MAX_QUEUE",
    "POSTGRES_USER",
    "POSTGRES_DB",
    "POSTGRES_PASSWORD",
    "PYTHONUNBUFFERED",
    "PYTHONDONTWRITEBYTECODE",
    "MALLOC_ARENA_MAX",
    "MALLOC_MMAP_THRESHOLD_",
}
OF_THE_COMPOSE_FILE = {"VITRINE_NAME"}  # stands in deploy/.env


def settings_read() -> set[str]:
    source = (ROOT / "vitrine" / "settings.py").read_text(encoding="utf-8")
    return set(re.findall(r'read\.\w+\(\s*"(\w+)"', source))


def is_known(name: str) -> bool:
    """Whether somebody reads this environment variable."""
    if name.startswith("STREAMLIT_"):
        options = config._config_options_template
        return name in {f"STREAMLIT_{snake(key)}" for key in options}
    return name in settings_read() | OF_OTHERS


def snake(key: str) -> str:
    """`server.allowedHosts` as SERVER_ALLOWED_HOSTS."""
    return re.sub(r"(?<!^)(?=[A-Z])", "_", key).replace(".", "_").upper()


def services() -> Iterator[tuple[str, dict[str, Any]]]:
    yield from COMPOSE["services"].items()


def check_command(words: list[str]) -> None:
    """Raises for what follows `python -m` and does not exist."""
    if words[0] == "streamlit":
        assert (ROOT / words[2]).exists()
        for option in (word for word in words if word.startswith("--")):
            assert option.removeprefix("--") in config._config_options_template, option
        return
    assert words[0] == "vitrine"
    command: Any = get_command(cli)
    for word in words[1:]:
        if word.startswith("-"):
            assert word in {name for one in command.params for name in one.opts}, word
        elif word in getattr(command, "commands", {}):
            command = command.commands[word]
    assert command is not get_command(cli) and not hasattr(command, "commands"), words


def test_what_the_image_copies_is_there_and_is_let_through() -> None:
    ignored = (ROOT / ".dockerignore").read_text(encoding="utf-8").split()
    copied = re.findall(r"^COPY (\S+) \S+$", DOCKERFILE, flags=re.MULTILINE)
    assert {line.removeprefix("!") for line in ignored if line.startswith("!")} == set(copied)
    assert all((ROOT / name).exists() for name in copied)
    assert not any("secrets" in name for name in copied)


def test_the_image_has_every_folder_that_the_app_imports_or_reads() -> None:
    copied = set(re.findall(r"^COPY (\S+) \S+$", DOCKERFILE, flags=re.MULTILINE))
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    packages = set(contracts["tool"]["importlinter"]["root_packages"]) - {"training"}
    needed = {"app.py", "requirements.txt", "data", "locale", ".streamlit/config.toml"}
    assert packages | needed == copied


def test_the_image_starts_what_there_is_on_the_port_that_it_tells_without_root() -> None:
    (command,) = re.findall(r"^CMD (\[.*\])$", DOCKERFILE, flags=re.MULTILINE)
    words = json.loads(command)
    assert words[:2] == ["python", "-m"]
    check_command(words[2:])
    assert words[words.index("--server.port") + 1] == PORT
    assert re.findall(r"^EXPOSE (\d+)$", DOCKERFILE, flags=re.MULTILINE) == [PORT]
    assert f"http://127.0.0.1:{PORT}/_stcore/health" in DOCKERFILE
    (user,) = re.findall(r"^USER (\d+)$", DOCKERFILE, flags=re.MULTILINE)
    assert user != "0" and f"--uid {user}" in DOCKERFILE
    assert f"user {user}" in GUIDE


def test_the_image_has_a_python_that_will_do() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    (found,) = re.findall(r"^FROM python:(\d+)\.(\d+)-\S+$", DOCKERFILE, flags=re.MULTILINE)
    least = re.findall(r"\d+", project["requires-python"])
    assert [int(part) for part in found] >= [int(part) for part in least]


def test_the_images_health_check_tells_a_dashboard_from_none() -> None:
    (check,) = re.findall(r"CMD (\[\"python\", \"-c\".*\])$", DOCKERFILE, flags=re.MULTILINE)
    words = [sys.executable, *json.loads(check)[1:]]
    words[-1] = words[-1].replace(PORT, "9")  # where nothing listens
    assert subprocess.run(words, capture_output=True, check=False).returncode != 0


def test_every_image_has_a_tag() -> None:
    images = [service["image"] for _, service in services()]
    assert all(re.fullmatch(r"[\w/]+:[\w.-]+", image) for image in images)
    assert not any(image.endswith(":latest") for image in images)


def test_the_services_fit_together() -> None:
    names = {name for name, _ in services()}
    volumes = set(COMPOSE["volumes"])
    for name, service in services():
        assert set(service.get("depends_on", {})) <= names
        for volume in service.get("volumes", []):
            assert volume.split(":")[0] in volumes, name
        for variable in service.get("environment", {}):
            assert is_known(variable), variable
    app = COMPOSE["services"]["app"]
    assert app["ports"] == [f"127.0.0.1:{PORT}:{PORT}"]
    assert (ROOT / app["build"]["dockerfile"]).exists()
    check_command(COMPOSE["services"]["worker"]["command"][2:])
    settings = app["environment"]
    assert settings == COMPOSE["services"]["worker"]["environment"]
    assert re.search(r"://(\w+):", settings["VITRINE_HOSTS"])[1] in names  # type: ignore[index]
    assert re.search(r"@(\w+):", settings["VITRINE_DATABASE_URL"])[1] in names  # type: ignore[index]


def test_what_the_compose_file_asks_for_is_what_the_guide_writes() -> None:
    text = (DEPLOY / "compose.yaml").read_text(encoding="utf-8")
    asked = set(re.findall(r"\$\{(\w+)", text))
    assert asked <= {"POSTGRES_PASSWORD", "VITRINE_SIGN_IN_DOMAINS"} | OF_THE_COMPOSE_FILE
    for name in {"POSTGRES_PASSWORD"} | OF_THE_COMPOSE_FILE:
        assert f"{name}=" in GUIDE


@pytest.mark.parametrize("unit", ["vitrine.service", "vitrine-worker@.service"])
def test_a_service_starts_what_there_is(unit: str) -> None:
    text = (DEPLOY / unit).read_text(encoding="utf-8")
    (words,) = re.findall(r"^ExecStart=\S+/python -m (.*)$", text, flags=re.MULTILINE)
    check_command(words.split())
    assert PORT in words or "worker" in words
    assert all(map(is_known, re.findall(r"^Environment=(\w+)=", text, flags=re.MULTILINE)))


def test_the_settings_file_names_settings() -> None:
    lines = (DEPLOY / "vitrine.env").read_text(encoding="utf-8").splitlines()
    names = [line.split("=")[0] for line in lines if line and not line.startswith("#")]
    assert names and all(map(is_known, names))


@pytest.mark.parametrize("name", ["nginx.conf", "Caddyfile"])
def test_the_proxies_speak_to_the_dashboard_and_take_its_uploads(name: str) -> None:
    text = (DEPLOY / name).read_text(encoding="utf-8")
    assert f"127.0.0.1:{PORT}" in text
    settings = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text(encoding="utf-8"))
    (limit,) = re.findall(r"max_(?:body_)?size (\d+)", text)
    assert int(limit) > settings["server"]["maxUploadSize"]


def test_the_example_of_a_section_lacks_its_secrets_and_nothing_else() -> None:
    text = (DEPLOY / "secrets.example.toml").read_text(encoding="utf-8")
    section = tomllib.loads(text)["auth"]
    with pytest.raises(SignInMisconfigured, match="cookie_secret"):
        providers_of(section)
    filled = {**section, "cookie_secret": "x" * 43, "client_secret": "y"}
    assert [found.label for found in providers_of(filled)] == ["The Shop"]


def test_the_guide_names_settings_that_are_read() -> None:
    found = set(re.findall(r"\b(?:VITRINE|OLLAMA|STREAMLIT)_[A-Z_]+[A-Z]", GUIDE))
    assert len(found) > 8
    unknown = {name for name in found if not is_known(name)} - OF_THE_COMPOSE_FILE
    assert not unknown


def test_the_guide_names_commands_that_there_are() -> None:
    joined = GUIDE.replace("\\\n", " ")
    found = re.findall(r"python -m (vitrine [^|`'\n]*)", joined)
    assert len(found) >= 2
    for words in found:
        check_command(words.split())
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    for target in re.findall(r"`make ([\w-]+)`", GUIDE):
        assert f"\n{target}: " in makefile, target


def test_the_guide_names_files_that_there_are() -> None:
    links = re.findall(r"\]\(([^)#]+)\)", GUIDE)
    for link in (link for link in links if "://" not in link):
        assert (ROOT / "docs" / link).exists(), link
    for name in re.findall(r"\bdeploy/[\w@.-]+\w", GUIDE):
        if name not in ("deploy/.env", "deploy/secrets.toml"):  # which a reader writes
            assert (ROOT / name).exists(), name


def test_every_file_for_deploying_is_in_the_guide() -> None:
    for file in DEPLOY.iterdir():
        assert file.name in GUIDE, file.name


def number(cell: str) -> float:
    return float(cell.replace(",", "").strip("* "))


def row(first: str) -> list[str]:
    (line,) = (line for line in GUIDE.splitlines() if line.startswith(f"| {first} |"))
    return [cell.strip() for cell in line.strip("|").split("|")]


@pytest.mark.parametrize(
    ("model", "billions"), [("demo", None), ("7B", 6.74), ("13B", 13.02), ("70B", 68.98)]
)
def test_the_capacity_table_is_its_formula_on_its_inputs(
    model: str, billions: float | None
) -> None:
    prompt, kept = number(row("`N`")[1].split()[0]), number(row("`e`")[1])
    most = number(row("`D`")[1])
    prefill, decode = map(number, re.findall(r"[\d,]+", row("`R`, `G` for Llama 2 7B")[1]))
    if billions is None:
        seconds = number(row("`t`, demo model")[1].split()[0])
    else:
        seconds = (prompt / prefill + 1 / decode) * billions / 6.74
    _, told, *cells, _ = row(model)
    assert number(told) == pytest.approx(seconds, abs=0.001)
    for hosts, cell in zip((1, 2, 4, 16), cells, strict=True):
        share = kept if hosts > 1 else 1.0
        expected = min(3600 * hosts * share / seconds, most)
        assert number(cell) == pytest.approx(expected, rel=0.01), (model, hosts)
