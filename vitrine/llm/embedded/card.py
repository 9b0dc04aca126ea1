"""What the engine says of its model: /api/tags, /api/ps and /api/show."""

import hashlib
import json
import math
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from vitrine.llm.chat_template import GO_TEMPLATE, JINJA_TEMPLATE
from vitrine.llm.embedded.body import JsonObject
from vitrine.llm.embedded.gguf import GgufHeader, read_header
from vitrine.llm.embedded.replies import timestamp

CAPABILITIES = ("completion",)
_FOR_EVER = datetime.max.replace(tzinfo=UTC)
_HIDDEN = ("general.name", "tokenizer.chat_template")


@dataclass(frozen=True)
class ModelCard:
    """One GGUF file under one name; `digest` is the file's sha256, hex."""

    name: str
    path: Path
    header: GgufHeader
    digest: str
    size: int
    modified: datetime

    @classmethod
    def of(cls, path: Path, name: str) -> "ModelCard":
        """Reads `path`; raises `OSError`, or `NotGguf` (see gguf.py)."""
        with path.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
        status = path.stat()
        modified = datetime.fromtimestamp(status.st_mtime, UTC)
        return cls(name, path, read_header(path), digest, status.st_size, modified)

    @property
    def tagged_name(self) -> str:
        return self.name if ":" in self.name else f"{self.name}:latest"

    @property
    def names(self) -> frozenset[str]:
        """The names that it answers to, in lower case."""
        return frozenset({self.tagged_name.lower()})

    @property
    def context_length(self) -> int:
        """The tokens that it was trained to look at."""
        return self.header.whole(f"{self.header.architecture}.context_length", 4096)

    @property
    def template(self) -> str:
        """The chat template to show: Ollama's form of the demo model's, else what the file holds."""
        own = self.header.chat_template
        return GO_TEMPLATE if own == JINJA_TEMPLATE else own or "{{ .Prompt }}"

    def tag(self) -> JsonObject:
        """Its item in /api/tags."""
        return {
            **self._identity(),
            "modified_at": timestamp(self.modified),
            "size": self.size,
            "details": self._details(),
        }

    def process(self, expires_at: float) -> JsonObject:
        """Its item in /api/ps; `expires_at` in seconds since the epoch, infinite for never."""
        moment = datetime.fromtimestamp(expires_at, UTC) if math.isfinite(expires_at) else _FOR_EVER
        return {
            **self._identity(),
            "size": self.size,
            "details": self._details(),
            "expires_at": timestamp(moment),
            "size_vram": 0,
            "context_length": self.context_length,
        }

    def show(self, *, verbose: bool) -> JsonObject:
        """The answer of /api/show."""
        return {
            "modelfile": f"FROM {self.path.name}\nTEMPLATE {json.dumps(self.template)}\n",
            "template": self.template,
            "details": self._details(),
            "model_info": self._model_info(verbose),
            "tensors": [
                {"name": tensor.name, "type": tensor.type, "shape": list(tensor.shape)}
                for tensor in self.header.tensors
            ],
            "capabilities": list(CAPABILITIES),
            "modified_at": timestamp(self.modified),
        }

    def _identity(self) -> JsonObject:
        return {"name": self.tagged_name, "model": self.tagged_name, "digest": self.digest}

    def _details(self) -> JsonObject:
        return {
            "parent_model": "",
            "format": "gguf",
            "family": self.header.architecture,
            "families": [self.header.architecture],
            "parameter_size": human_count(self.header.parameter_count),
            "quantization_level": self.header.quantization,
        }

    def _model_info(self, verbose: bool) -> JsonObject:
        """The file's metadata; long lists (the vocabulary) only where `verbose`."""
        info = {
            key: None if isinstance(value, list) and not verbose else value
            for key, value in self.header.metadata.items()
            if key not in _HIDDEN
        }
        return {**info, "general.parameter_count": self.header.parameter_count}


def human_count(count: int) -> str:
    """A number of parameters as Ollama writes it: "6.7B", "2.53M", "116K"."""
    for unit, suffix, places in ((10**9, "B", 1), (10**6, "M", 2), (10**3, "K", 0)):
        if count >= unit:
            return f"{count / unit:.{0 if count % unit == 0 else places}f}{suffix}"
    return str(count)
