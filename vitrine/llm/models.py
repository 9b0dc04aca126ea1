"""Fetches a model into an Ollama, and says before how much of the disk that takes."""

import re
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import httpx

from vitrine.errors import ModelNameUnusable, PullFailed
from vitrine.llm.faults import broken, in_short, translated
from vitrine.llm.names import same_model
from vitrine.llm.official import ollama
from vitrine.llm.transport import is_loopback
from vitrine.messages import N_

# Bytes to download, as Ollama's README lists them ("Model library": Llama 2 7B, 13B, 70B, of which the
# bare name is the 7B).
DOWNLOADS: Mapping[str, int] = {
    "llama2": 3_800_000_000,
    "llama2:7b": 3_800_000_000,
    "llama2:13b": 7_300_000_000,
    "llama2:70b": 39_000_000_000,
}
# [namespace/]model[:tag] of Ollama's own library. A name with a dot before its slash would name
# another server, which Ollama would then ask: the choice of servers is not a visitor's.
_NAME = re.compile(r"(?:[a-z0-9][\w-]{0,79}/)?[a-z0-9][\w.-]{0,79}(?::[\w.-]{1,80})?", re.I | re.A)
_FOLDERS = ("/usr/share/ollama/.ollama", "~/.ollama")  # of a service; of one started by hand


@dataclass(frozen=True)
class PullStep:
    """How far a download is: the server's own word, and bytes over all parts known so far."""

    status: str
    completed: int
    total: int


@dataclass(frozen=True)
class Space:
    """Bytes a download needs and the disk has; None where it is not known."""

    needed: int | None
    free: int | None

    @property
    def lacks(self) -> bool:
        """Whether it is known that the disk has too little."""
        return self.needed is not None and self.free is not None and self.needed > self.free


def checked_name(text: str) -> str:
    """A model's name as it may be asked for; raises `ModelNameUnusable`."""
    name = text.strip()
    if not _NAME.fullmatch(name):
        raise ModelNameUnusable(name=name[:80])
    return name


def space_for(name: str, host: str) -> Space:
    """The disk is looked at only where the server is on this machine."""
    needed = (size for known, size in DOWNLOADS.items() if same_model(known, name))
    free = shutil.disk_usage(_folder()).free if is_loopback(host) else None
    return Space(next(needed, None), free)


def pull(host: str, name: str, connect_timeout: float, silence: float) -> Iterator[PullStep]:
    """Has the server fetch a model; ends with its success, and stops it when it is closed.

    `silence` is how many seconds the server may say nothing. Raises `ModelNameUnusable`, `PullFailed`
    with the server's own words, or another `ModelError`.
    """
    name = checked_name(name)
    parts: dict[str, tuple[int, int]] = {}
    status = ""
    with translated(host, name, silence), _client(host, connect_timeout, silence) as client:
        try:
            for step in client.pull(name, stream=True):
                status = step.status or ""
                if step.digest and step.total:
                    parts[step.digest] = (step.completed or 0, step.total)
                completed = sum(done for done, _size in parts.values())
                yield PullStep(status, completed, sum(size for _done, size in parts.values()))
        except ollama.ResponseError as error:
            if error.status_code > 0:
                raise
            raise PullFailed(host=host, model=name, reason=in_short(str(error.error))) from error
    if status != "success":
        raise broken(host, N_("it was cut off"))


def _client(host: str, connect_timeout: float, silence: float) -> ollama.Client:
    trust_env = not is_loopback(host)
    return ollama.Client(
        host=host,
        timeout=httpx.Timeout(silence, connect=connect_timeout),
        transport=httpx.HTTPTransport(trust_env=trust_env),  # no bound on the whole: it takes hours
        trust_env=trust_env,
        follow_redirects=False,
    )


def _folder() -> Path:
    """Where Ollama most likely keeps its models."""
    folders = [Path(name).expanduser() for name in _FOLDERS]
    return next((folder for folder in folders if folder.exists()), Path.home())
