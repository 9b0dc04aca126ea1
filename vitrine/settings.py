"""The settings, read once from the environment; no other module reads it."""

import ipaddress
import os
import re
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, cast
from urllib.parse import urlsplit

from vitrine.errors import SettingsError

EngineChoice = Literal["auto", "ollama", "embedded"]
ENGINE_CHOICES: tuple[EngineChoice, ...] = ("auto", "ollama", "embedded")
OLLAMA_DEFAULT_HOST = "http://127.0.0.1:11434"
_PORTS = {"": 11434, "http": 80, "https": 443}  # where the address names none
LARGEST_SEED = 2**32 - 1  # NumPy's
MOST_THREADS = 1_024
_PROJECT = Path(__file__).resolve().parent.parent
DATA_FOLDER = _PROJECT / "data"


@dataclass(frozen=True)
class Settings:
    """What whoever runs Vitrine may choose; `docs` of each are in the README's table.

    Times are in seconds, the upload limit in MB (10^6 bytes).
    """

    engine: EngineChoice = "auto"
    model: str | None = None  # None: the engine's first
    ollama_host: str = OLLAMA_DEFAULT_HOST
    connect_timeout: float = 3.0
    read_timeout: float = 300.0
    upload_limit_mb: int = 50
    row_limit: int = 200_000
    column_limit: int = 500
    seed: int = 0
    demo_model: Path = DATA_FOLDER / "vitrine-demo.gguf"
    sample_catalog: Path = DATA_FOLDER / "sample_catalogue.csv"
    state_dir: Path = _PROJECT / "var"
    database_url: str | None = None  # None: SQLite, in a file in `state_dir`
    cluster: str | None = None  # of a Dask scheduler, for runs that are too large for one machine
    cluster_data: Path | None = None  # the folder that this machine and the cluster's share
    hosts: tuple[str, ...] = ()  # of Ollama, for a run's work; none: `ollama_host` alone
    most_requests: int = 16  # at once, of one run at one server
    engine_threads: int = 0  # 0: one fewer than the machine's cores, at least one
    log_level: str = "INFO"
    sign_in_domains: tuple[str, ...] = ()  # who may come in; none: whom the provider lets in
    sign_in_hours: int = 12  # from the sign-in on, then again

    @property
    def ollama_hosts(self) -> tuple[str, ...]:
        """Every Ollama that may be asked; a single request goes to the first that has the model."""
        return self.hosts or (self.ollama_host,)

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] | None = None) -> "Settings":
        """Reads `VITRINE_…` and `OLLAMA_HOST`; raises `SettingsError` naming the first bad one."""
        read = _Reader(os.environ if environment is None else environment)
        return cls(
            engine=cast(EngineChoice, read.choice("VITRINE_ENGINE", cls.engine, ENGINE_CHOICES)),
            model=read.text("VITRINE_MODEL", "") or None,
            ollama_host=ollama_address(read.text("OLLAMA_HOST", cls.ollama_host)),
            connect_timeout=read.positive("VITRINE_CONNECT_TIMEOUT", cls.connect_timeout),
            read_timeout=read.positive("VITRINE_READ_TIMEOUT", cls.read_timeout),
            upload_limit_mb=read.whole("VITRINE_UPLOAD_LIMIT_MB", cls.upload_limit_mb, least=1),
            row_limit=read.whole("VITRINE_ROW_LIMIT", cls.row_limit, least=1),
            column_limit=read.whole("VITRINE_COLUMN_LIMIT", cls.column_limit, least=1),
            seed=read.whole("VITRINE_SEED", cls.seed, most=LARGEST_SEED),
            demo_model=read.file("VITRINE_DEMO_MODEL", cls.demo_model, "the path of a GGUF file"),
            sample_catalog=Path(read.text("VITRINE_SAMPLE_CATALOG", str(cls.sample_catalog))),
            state_dir=Path(read.text("VITRINE_STATE_DIR", str(cls.state_dir))),
            database_url=read.text("VITRINE_DATABASE_URL", "") or None,
            cluster=read.scheduler("VITRINE_CLUSTER"),
            cluster_data=read.path("VITRINE_CLUSTER_DATA"),
            hosts=ollama_addresses(read.text("VITRINE_HOSTS", "")),
            most_requests=read.whole("VITRINE_MOST_REQUESTS", cls.most_requests, least=1),
            engine_threads=read.whole(
                "VITRINE_ENGINE_THREADS", cls.engine_threads, most=MOST_THREADS
            ),
            log_level=read.choice(
                "VITRINE_LOG_LEVEL", cls.log_level, ("DEBUG", "INFO", "WARNING", "ERROR")
            ),
            sign_in_domains=people(read.text("VITRINE_SIGN_IN_DOMAINS", "")),
            sign_in_hours=read.whole("VITRINE_SIGN_IN_HOURS", cls.sign_in_hours, least=1),
        )

    @property
    def threads(self) -> int:
        """Threads for the embedded engine's arithmetic."""
        return self.engine_threads or max(1, (os.cpu_count() or 2) - 1)


def people(written: str) -> tuple[str, ...]:
    """Domains and addresses in a list with commas, in small letters; raises `SettingsError`."""
    found = tuple(entry.strip().lower() for entry in written.split(",") if entry.strip())
    for entry in found:
        if not re.fullmatch(r"([^@\s]+@)?[\w-]+(\.[\w-]+)+", entry):
            expected = "domains or addresses with commas: shop.example, ann@other.example"
            raise SettingsError(name="VITRINE_SIGN_IN_DOMAINS", value=entry, expected=expected)
    return found


def ollama_addresses(hosts: str) -> tuple[str, ...]:
    """The addresses in a list with commas, each once; raises `SettingsError`."""
    written = (host for host in hosts.split(",") if host.strip())
    return tuple(dict.fromkeys(ollama_address(host, "VITRINE_HOSTS") for host in written))


def ollama_address(host: str, name: str = "OLLAMA_HOST") -> str:
    """Completes a host to a URL, as Ollama's own clients read it; `SettingsError` calls it `name`.

    Missing scheme: http; missing port: 11434, or the scheme's own where one is written. A path is
    kept. An address to listen everywhere at (0.0.0.0, ::) is asked for on this machine.
    """
    scheme, _, rest = host.strip().rpartition("://")
    try:
        found, usual_port = urlsplit(f"//{rest}"), _PORTS[scheme]
        port = found.port or usual_port
        host_name = _host_name(found.hostname or "")
    except (ValueError, KeyError):
        raise SettingsError(name=name, value=host, expected="host:port") from None
    return f"{scheme or 'http'}://{host_name}:{port}{found.path.rstrip('/')}"


def _host_name(name: str) -> str:
    """A host as a URL writes it; raises `ValueError` for what is none."""
    if name in ("", "0.0.0.0", "::"):  # noqa: S104 - names to compare with
        return "127.0.0.1"
    if ":" in name:
        return f"[{ipaddress.IPv6Address(name)}]"
    if not re.fullmatch(r"[\w.-]+", name):
        raise ValueError(name)
    return name


class _Reader:
    def __init__(self, environment: Mapping[str, str]) -> None:
        self._environment = environment

    def text(self, name: str, default: str) -> str:
        return self._environment.get(name, "").strip() or default

    def file(self, name: str, default: Path, expected: str) -> Path:
        """One that was named is there; the default may be missing, which is told where it is needed."""
        value = self.text(name, "")
        if value and not Path(value).is_file():
            raise SettingsError(name=name, value=value, expected=expected)
        return Path(value) if value else default

    def scheduler(self, name: str) -> str | None:
        value = self.text(name, "")
        if value and not re.fullmatch(r"(\w+://)?[^\s/]+:\d+/?", value):
            raise SettingsError(name=name, value=value, expected="tcp://host:port")
        return value or None

    def path(self, name: str) -> Path | None:
        value = self.text(name, "")
        return Path(value) if value else None

    def choice(self, name: str, default: str, allowed: tuple[str, ...]) -> str:
        value = self.text(name, default)
        for candidate in allowed:
            if candidate.lower() == value.lower():
                return candidate
        raise SettingsError(name=name, value=value, expected=" | ".join(allowed))

    def positive(self, name: str, default: float) -> float:
        value = self.text(name, str(default))
        try:
            number = float(value)
        except ValueError:
            number = -1.0
        if not 0 < number < sys.maxsize:
            raise SettingsError(name=name, value=value, expected="a number above 0")
        return number

    def whole(self, name: str, default: int, *, least: int = 0, most: int = sys.maxsize) -> int:
        value = self.text(name, str(default))
        digits = value.isascii() and value.isdigit() and len(value) < 20
        if not (digits and least <= int(value) <= most):
            expected = f"a whole number from {least}"
            too_large = value.isascii() and value.isdigit() and int(value) > most
            bound = f" to {most}" if too_large or most != sys.maxsize else ""
            raise SettingsError(name=name, value=value, expected=expected + bound)
        return int(value)
