"""Health: what is seen, what is troubling, and that it never raises."""

from dataclasses import replace
from pathlib import Path

import pytest

from tests.faulty_server import (
    Behaviour,
    FaultyServer,
    a_list,
    busy,
    cut_off,
    hanging,
    hung_up,
    not_json,
    refused_host,
    refusing,
    wrong_shape,
)
from vitrine.llm.engines import ConnectedEngine
from vitrine.llm.health import Health, check, examine, parse_version
from vitrine.settings import Settings


def _settings(host: str, **more: object) -> Settings:
    plain = Settings(engine="ollama", ollama_host=host, connect_timeout=1.0, read_timeout=0.5)
    return replace(plain, **more)  # type: ignore[arg-type]


def _sentences(health: Health) -> str:
    return " ".join(f"{trouble.what} {trouble.mend}" for trouble in health.troubles)


def test_a_well_server(faulty_server: FaultyServer) -> None:
    health = check(_settings(faulty_server.host))
    assert (health.engine, health.host) == ("ollama", faulty_server.host)
    assert health.well and health.reachable and health.loaded
    assert (health.version, health.model) == ("0.24.0", "llama2")
    assert [model.name for model in health.models] == ["llama2:latest"]
    assert (health.logprobs, health.exposed, health.outdated) == (True, False, False)
    assert health.troubles == ()


@pytest.mark.parametrize(
    ("version", "logprobs", "outdated"),
    [
        ("0.5.7", False, True),
        ("0.12.10", False, True),
        ("0.12.11", True, True),
        ("0.17.0", True, True),
        ("0.17.1-rc2", True, False),
        ("1.0.0", True, False),
        ("0.0.0", None, False),
        ("dev", None, False),
    ],
)
def test_what_follows_from_the_version(version: str, logprobs: bool | None, outdated: bool) -> None:
    with FaultyServer(version=version) as server:
        health = check(_settings(server.host))
    assert (health.logprobs, health.outdated) == (logprobs, outdated)
    assert ("CVE-2026-7482" in _sentences(health)) is outdated
    assert ("label only" in _sentences(health)) is (logprobs is False)
    assert health.well


def test_nothing_listens() -> None:
    host = refused_host()
    health = check(_settings(host))
    assert not health.reachable and not health.well
    assert "ollama serve" in _sentences(health)
    assert host in _sentences(health)


def test_the_model_is_missing(faulty_server: FaultyServer) -> None:
    health = check(_settings(faulty_server.host, model="mistral"))
    assert health.reachable and not health.well
    assert health.model is None
    assert "ollama pull mistral" in _sentences(health)


def test_the_demo_model_is_missing(faulty_server: FaultyServer) -> None:
    health = check(_settings(faulty_server.host, model="vitrine-demo:latest"))
    assert health.reachable and not health.well
    assert "ollama pull" not in _sentences(health)  # no registry has it
    assert "python -m vitrine model serve" in _sentences(health)


@pytest.mark.parametrize("path", ["/api/version", "/api/tags", "/api/ps"])
@pytest.mark.parametrize(
    "behaviour",
    [busy, cut_off, hung_up, not_json, wrong_shape, a_list, hanging, refusing(500, "boom")],
)
def test_every_fault_is_a_trouble_and_no_exception(
    faulty_server: FaultyServer, path: str, behaviour: Behaviour
) -> None:
    faulty_server.always(path, behaviour)
    health = check(_settings(faulty_server.host))
    assert str(health.troubles[0].what)
    assert str(health.troubles[0].mend)


def test_the_embedded_engine_and_a_model_that_it_is_not() -> None:
    plain = Settings.from_environment()
    health = check(
        _settings(refused_host(), engine="auto", model="llama2", demo_model=plain.demo_model)
    )
    assert (health.engine, health.model, health.well) == ("embedded", "vitrine-demo", True)
    assert (health.logprobs, health.exposed, health.outdated) == (True, False, False)
    assert "llama2" in _sentences(health)
    assert len(health.troubles) == 1


def test_an_embedded_engine_that_cannot_start(tmp_path: Path) -> None:
    health = check(_settings(refused_host(), engine="embedded", demo_model=tmp_path / "no.gguf"))
    assert (health.engine, health.well) == ("embedded", False)
    assert "does not start" in _sentences(health)


def test_a_server_on_another_machine_is_told() -> None:
    # 0.0.0.1 is refused by every system at once: nothing leaves this machine
    engine = ConnectedEngine("ollama", "http://0.0.0.1:11434", "m", "", None, 0.2, 0.2, 0)
    health = examine(engine)
    assert health.exposed and not health.reachable
    assert "another machine" in _sentences(health)


@pytest.mark.parametrize(
    ("text", "version"),
    [("0.24.0", (0, 24, 0)), ("v1.2.3-rc1", (1, 2, 3)), ("", None), (None, None), ("x", None)],
)
def test_parse_version(text: str | None, version: tuple[int, int, int] | None) -> None:
    assert parse_version(text) == version
