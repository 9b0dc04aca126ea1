"""Reads what a GGUF file says about itself: its key-value metadata and its list of tensors.

Format: github.com/ggml-org/ggml, docs/gguf.md (versions 2 and 3, little-endian).
"""

import math
import struct
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

_SCALARS = {
    0: "<B",
    1: "<b",
    2: "<H",
    3: "<h",
    4: "<I",
    5: "<i",
    6: "<f",
    7: "<?",
    10: "<Q",
    11: "<q",
    12: "<d",
}
_STRING, _ARRAY = 8, 9
_LONGEST_TEXT = 1 << 26  # bytes; no key or chat template comes near
_TENSOR_TYPES = {
    0: "F32",
    1: "F16",
    2: "Q4_0",
    3: "Q4_1",
    6: "Q5_0",
    7: "Q5_1",
    8: "Q8_0",
    10: "Q2_K",
    11: "Q3_K",
    12: "Q4_K",
    13: "Q5_K",
    14: "Q6_K",
    30: "BF16",
}
_FILE_TYPES = {
    0: "F32",
    1: "F16",
    2: "Q4_0",
    3: "Q4_1",
    7: "Q8_0",
    8: "Q5_0",
    9: "Q5_1",
    10: "Q2_K",
    11: "Q3_K_S",
    12: "Q3_K_M",
    13: "Q3_K_L",
    14: "Q4_K_S",
    15: "Q4_K_M",
    16: "Q5_K_S",
    17: "Q5_K_M",
    18: "Q6_K",
    32: "BF16",
}


class NotGguf(ValueError):
    """The file is no GGUF file that this reader knows; its text says why."""


@dataclass(frozen=True)
class Tensor:
    """One tensor: its name, its storage type ("F16") and its shape, fastest dimension first."""

    name: str
    type: str
    shape: tuple[int, ...]


@dataclass(frozen=True)
class GgufHeader:
    """All that stands before the weights."""

    metadata: Mapping[str, object]
    tensors: tuple[Tensor, ...]

    @property
    def architecture(self) -> str:
        return str(self.metadata.get("general.architecture", "unknown"))

    @property
    def parameter_count(self) -> int:
        return sum(math.prod(tensor.shape) for tensor in self.tensors)

    @property
    def quantization(self) -> str:
        """The file's storage type as Ollama names it; "unknown" where the file does not say."""
        return _FILE_TYPES.get(self.whole("general.file_type", -1), "unknown")

    @property
    def chat_template(self) -> str:
        """The Jinja template in the metadata, or ""."""
        return str(self.metadata.get("tokenizer.chat_template", ""))

    def whole(self, key: str, default: int) -> int:
        """An integer of the metadata."""
        value = self.metadata.get(key, default)
        return value if isinstance(value, int) else default


def read_header(path: Path) -> GgufHeader:
    """Reads the header of `path`; raises `NotGguf`, or `OSError` where it cannot be opened."""
    with path.open("rb") as file:
        try:
            return _read(file)
        except (struct.error, UnicodeDecodeError, KeyError, MemoryError) as error:
            raise NotGguf(f"{path.name} is cut off or damaged") from error


def _read(file: BinaryIO) -> GgufHeader:
    if file.read(4) != b"GGUF":
        raise NotGguf("the file does not begin with GGUF")
    version = _scalar(file, "<I")
    if version not in (2, 3):
        raise NotGguf(f"GGUF version {version} is not known")
    tensor_count, entry_count = _scalar(file, "<Q"), _scalar(file, "<Q")
    metadata = dict(_entry(file) for _ in range(entry_count))
    return GgufHeader(metadata, tuple(_tensor(file) for _ in range(tensor_count)))


def _entry(file: BinaryIO) -> tuple[str, object]:
    key = _text(file)
    return key, _value(file, _scalar(file, "<I"))


def _value(file: BinaryIO, kind: int) -> object:
    if kind == _STRING:
        return _text(file)
    if kind == _ARRAY:
        item_kind, length = _scalar(file, "<I"), _scalar(file, "<Q")
        return [_value(file, item_kind) for _ in range(length)]
    return _unpack(file, _SCALARS[kind])


def _tensor(file: BinaryIO) -> Tensor:
    name = _text(file)
    shape = tuple(_scalar(file, "<Q") for _ in range(_scalar(file, "<I")))
    kind = _scalar(file, "<I")
    _scalar(file, "<Q")  # the offset of its weights
    return Tensor(name, _TENSOR_TYPES.get(kind, f"type {kind}"), shape)


def _text(file: BinaryIO) -> str:
    length = _scalar(file, "<Q")
    raw = file.read(min(length, _LONGEST_TEXT))
    if len(raw) < length:
        raise NotGguf("the file ends early")
    return raw.decode("utf-8")


def _scalar(file: BinaryIO, code: str) -> int:
    return int(_unpack(file, code))


def _unpack(file: BinaryIO, code: str) -> int | float | bool:
    value: int | float | bool = struct.unpack(code, file.read(struct.calcsize(code)))[0]
    return value
