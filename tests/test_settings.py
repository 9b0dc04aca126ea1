"""Settings come from the environment, once, and a bad one is named."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from ollama._client import _parse_host

from vitrine.errors import SettingsError
from vitrine.settings import Settings, ollama_address


def test_defaults_need_no_environment() -> None:
    found = Settings.from_environment({})
    assert (found.engine, found.model, found.ollama_host) == (
        "auto", None, "http://127.0.0.1:11434",
    )  # fmt: skip
    assert found.threads >= 1


def test_everything_can_be_set() -> None:
    found = Settings.from_environment(
        {"VITRINE_ENGINE": "Ollama", "VITRINE_MODEL": "llama2:13b", "VITRINE_READ_TIMEOUT": "12.5",
         "OLLAMA_HOST": "gpu:1234", "VITRINE_ROW_LIMIT": "10", "VITRINE_SEED": "7"}
    )  # fmt: skip
    assert (found.engine, found.model, found.read_timeout) == ("ollama", "llama2:13b", 12.5)
    assert (found.ollama_host, found.row_limit, found.seed) == ("http://gpu:1234", 10, 7)


@pytest.mark.parametrize(
    ("host", "address"),
    [
        ("127.0.0.1", "http://127.0.0.1:11434"),
        ("0.0.0.0:5000", "http://127.0.0.1:5000"),
        ("gpu/", "http://gpu:11434"),
        ("http://gpu/", "http://gpu:80"),
        ("https://gpu", "https://gpu:443"),
        ("https://gpu/ollama/", "https://gpu:443/ollama"),
        (":5000", "http://127.0.0.1:5000"),
        ("[::]:5000", "http://127.0.0.1:5000"),
        ("[::1]:80", "http://[::1]:80"),
        ("[::1]", "http://[::1]:11434"),
    ],
)
def test_a_host_is_completed_as_ollama_reads_it(host: str, address: str) -> None:
    assert ollama_address(host) == address


def test_hosts_are_a_list_each_completed_and_once() -> None:
    found = Settings.from_environment({"VITRINE_HOSTS": "gpu, http://a:1,,gpu:11434"})
    assert found.hosts == ("http://gpu:11434", "http://a:1")
    assert Settings.from_environment({}).hosts == ()


@pytest.mark.parametrize("host", ["gpu", "gpu:1", "http://gpu", "https://gpu/ollama", "[::1]:80"])
def test_ollamas_own_package_agrees(host: str) -> None:
    assert ollama_address(host) == _parse_host(host)


@pytest.mark.parametrize(
    "environment",
    [
        {"VITRINE_ENGINE": "gpt"},
        {"VITRINE_READ_TIMEOUT": "soon"},
        {"VITRINE_CONNECT_TIMEOUT": "0"},
        {"VITRINE_CONNECT_TIMEOUT": "nan"},
        {"VITRINE_SEED": "-1"},
        {"VITRINE_SEED": "²"},
        {"VITRINE_SEED": "4294967296"},
        {"VITRINE_UPLOAD_LIMIT_MB": "0.5"},
        {"VITRINE_ROW_LIMIT": "0"},
        {"VITRINE_LOG_LEVEL": "loud"},
        {"VITRINE_HOSTS": "my gpu"},
        {"VITRINE_MOST_REQUESTS": "0"},
        {"OLLAMA_HOST": "http://gpu:port"},
        {"OLLAMA_HOST": "gpu:99999"},
        {"OLLAMA_HOST": "[::1"},
        {"OLLAMA_HOST": "my gpu"},
        {"OLLAMA_HOST": "ftp://gpu:21"},
    ],
)
def test_a_bad_value_is_named_with_what_is_expected(environment: dict[str, str]) -> None:
    (name, value), *_ = environment.items()
    with pytest.raises(SettingsError, match=name) as caught:
        Settings.from_environment(environment)
    assert value in str(caught.value)


def test_people_are_domains_and_addresses_in_small_letters() -> None:
    found = Settings.from_environment({"VITRINE_SIGN_IN_DOMAINS": "Shop.example, ann@o.example,"})
    assert found.sign_in_domains == ("shop.example", "ann@o.example")
    assert Settings.from_environment({}).sign_in_domains == ()


@pytest.mark.parametrize("entry", ["shop", "@shop.example", "*.shop.example", "a b.example", "."])
def test_what_is_neither_domain_nor_address_is_refused(entry: str) -> None:
    with pytest.raises(SettingsError, match="VITRINE_SIGN_IN_DOMAINS"):
        Settings.from_environment({"VITRINE_SIGN_IN_DOMAINS": f"ok.example,{entry}"})


@pytest.mark.parametrize("host", ["127.0.0.1:99999", "http://[::1", "a:b", "-1:-1"])
def test_an_address_that_is_none_is_named_whoever_else_reads_it(host: str) -> None:
    """Ollama's own package reads the same variable when it is imported."""
    done = subprocess.run(
        [sys.executable, "-m", "vitrine", "profile", "data/sample_catalogue.csv"],
        cwd=Path(__file__).parents[1],
        env={**os.environ, "OLLAMA_HOST": host, "VITRINE_ENGINE": "embedded"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 2 and "Traceback" not in done.stderr
    assert "The setting OLLAMA_HOST is" in done.stderr


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("VITRINE_DEMO_MODEL", "/nowhere.gguf", "the path of a GGUF file"),
        ("VITRINE_CLUSTER", "foo", "tcp://host:port"),
    ],
)
def test_what_is_not_there_is_named(name: str, value: str, expected: str) -> None:
    with pytest.raises(SettingsError, match=f"{name} is “{value}”. Set it to {expected}"):
        Settings.from_environment({name: value})


def test_a_number_past_its_bound_is_told_the_bound() -> None:
    with pytest.raises(SettingsError, match="a whole number from 0 to 1024"):
        Settings.from_environment({"VITRINE_ENGINE_THREADS": "100000"})
    with pytest.raises(SettingsError, match=f"from 1 to {sys.maxsize}"):
        Settings.from_environment({"VITRINE_ROW_LIMIT": "9" * 23})
