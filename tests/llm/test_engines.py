"""Which engine answers, for each setting and each state of the server."""

from dataclasses import replace
from pathlib import Path

import pytest

from tests.faulty_server import (
    FaultyServer,
    Handler,
    busy,
    hanging,
    not_json,
    refused_host,
)
from vitrine.errors import (
    DemoMissing,
    EngineFailed,
    ModelMissing,
    ReplyBroken,
    ServerBusy,
    ServerTimeout,
    ServerUnreachable,
)
from vitrine.llm.embedded import DEMO_NAME
from vitrine.llm.engines import choose
from vitrine.settings import EngineChoice, Settings


def _settings(
    engine: EngineChoice, host: str, model: str | None = None, demo_model: Path | None = None
) -> Settings:
    plain = Settings.from_environment()
    return Settings(
        engine=engine,
        ollama_host=host,
        model=model,
        connect_timeout=1.0,
        read_timeout=1.0,
        demo_model=demo_model or plain.demo_model,
        seed=5,
    )


def _offers(*names: str, family: str = "llama") -> object:
    def behave(handler: Handler, _: FaultyServer) -> None:
        details = {"family": family}
        handler.send(
            {"models": [{"name": n, "model": n, "digest": n, "details": details} for n in names]}
        )

    return behave


@pytest.mark.parametrize(
    ("offered", "wanted", "chosen"),
    [
        (("mistral:latest", "llama2:13b"), None, "llama2:13b"),
        (("mistral:latest", "qwen3:8b"), None, "mistral"),
        (("mistral:latest", "llama2:13b"), "mistral", "mistral"),
        (("mistral:latest", "llama2:13b"), "Llama2:13B", "llama2:13b"),
    ],
)
@pytest.mark.parametrize("engine", ["auto", "ollama"])
def test_ollama_answers_with_the_model_that_is_asked_for(
    faulty_server: FaultyServer,
    engine: EngineChoice,
    offered: tuple[str, ...],
    wanted: str | None,
    chosen: str,
) -> None:
    faulty_server.always("/api/tags", _offers(*offered))  # type: ignore[arg-type]
    found = choose(_settings(engine, faulty_server.host, wanted))
    assert (found.kind, found.host, found.model) == ("ollama", faulty_server.host, chosen)
    assert found.digest.startswith(chosen)
    assert found.asked == wanted


def test_its_client_asks_that_model_with_the_settings_seed(faulty_server: FaultyServer) -> None:
    with choose(_settings("ollama", faulty_server.host)).client() as client:
        assert (client.engine, client.model) == ("ollama", "llama2")
        assert client.options["seed"] == 5


@pytest.mark.parametrize("offered", [(), ("mistral:latest",)])
def test_a_model_that_ollama_lacks_is_named(
    faulty_server: FaultyServer, offered: tuple[str, ...]
) -> None:
    faulty_server.always("/api/tags", _offers(*offered))  # type: ignore[arg-type]
    with pytest.raises(ModelMissing, match="llama2"):
        choose(_settings("ollama", faulty_server.host, "llama2"))


def test_the_demo_model_is_not_to_be_pulled(faulty_server: FaultyServer) -> None:
    with pytest.raises(DemoMissing) as raised:
        choose(_settings("ollama", faulty_server.host, DEMO_NAME))
    assert "pull" not in str(raised.value)


def test_a_model_for_embeddings_is_not_chosen(faulty_server: FaultyServer) -> None:
    faulty_server.always("/api/tags", _offers("nomic:latest", family="nomic-bert"))  # type: ignore[arg-type]
    with pytest.raises(ModelMissing):
        choose(_settings("ollama", faulty_server.host))


@pytest.mark.parametrize(
    ("behaviour", "error"),
    [(busy, ServerBusy), (not_json, ReplyBroken), (hanging, ServerTimeout)],
)
def test_ollama_chosen_outright_fails_by_name(
    faulty_server: FaultyServer, behaviour: object, error: type[Exception]
) -> None:
    faulty_server.always("/api/tags", behaviour)  # type: ignore[arg-type]
    with pytest.raises(error):
        choose(_settings("ollama", faulty_server.host))


def test_ollama_chosen_outright_but_absent() -> None:
    with pytest.raises(ServerUnreachable):
        choose(_settings("ollama", refused_host()))


def test_of_several_hosts_the_first_that_has_the_model_answers(faulty_server: FaultyServer) -> None:
    dead = refused_host()
    several = replace(_settings("ollama", refused_host()), hosts=(dead, faulty_server.host))
    assert choose(several).host == faulty_server.host
    with pytest.raises(ServerUnreachable, match=dead):  # where none has, the first is named
        choose(replace(several, hosts=(dead, refused_host())))


def test_auto_takes_the_embedded_engine_where_no_ollama_is() -> None:
    found = choose(_settings("auto", refused_host(), "llama2"))
    assert (found.kind, found.model, found.asked) == ("embedded", DEMO_NAME, "llama2")
    assert found.host.startswith("http://127.0.0.1:")
    with found.client() as client:
        assert client.digest() == found.digest


def test_auto_takes_the_embedded_engine_where_ollama_has_no_model(
    faulty_server: FaultyServer,
) -> None:
    faulty_server.always("/api/tags", _offers())  # type: ignore[arg-type]
    assert choose(_settings("auto", faulty_server.host)).kind == "embedded"


def test_auto_keeps_the_ollama_in_use_where_it_is_told_to(faulty_server: FaultyServer) -> None:
    settings = _settings("auto", faulty_server.host)
    in_use = choose(settings)
    faulty_server.once("/api/tags", busy)
    assert choose(settings, in_use) is in_use


def test_embedded_asks_no_ollama_and_starts_one_process(faulty_server: FaultyServer) -> None:
    first = choose(_settings("embedded", faulty_server.host))
    assert choose(_settings("embedded", faulty_server.host)) == first
    assert faulty_server.history == []


def test_an_embedded_engine_without_its_model_says_so(tmp_path: Path) -> None:
    with pytest.raises(EngineFailed, match=r"none\.gguf"):
        choose(_settings("auto", refused_host(), demo_model=tmp_path / "none.gguf"))
