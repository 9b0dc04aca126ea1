"""What a model's weights weigh at each quantisation, and in which memory they fit."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from vitrine.anatomy.configuration import Configuration

GIB = 2**30

# Bits a weight. f16, q8_0 and q4_0 follow from ggml's blocks: 32 weights and one 16-bit scale (34 and
# 18 bytes). q4_K_M mixes kinds: 4.84, 4.83 and 4.80 measured on Llama 2 7B, 13B and 70B (llama.cpp,
# examples/quantize/README.md); the largest is taken.
BITS_PER_WEIGHT: Mapping[str, float] = {"f16": 16.0, "q8_0": 8.5, "q4_K_M": 4.84, "q4_0": 4.5}


@dataclass(frozen=True)
class Need:
    """Bytes for the weights and for the cache of one configuration."""

    name: str
    weights: int
    cache: int

    @property
    def total(self) -> int:
        """Both, in bytes; a server's own working memory comes on top."""
        return self.weights + self.cache


def weight_bytes(parameters: int, quantisation: str) -> int:
    """Bytes of the weights, every one of them taken to be quantised; KeyError for an unknown kind."""
    return round(parameters * BITS_PER_WEIGHT[quantisation] / 8)


def needs(
    configurations: Sequence[Configuration],
    quantisation: str,
    tokens: int,
    batch: int = 1,
    value_bytes: float = 2,
    *,
    grouped: bool = True,
) -> tuple[Need, ...]:
    """What each configuration needs; a context past the model's own is cut to it."""
    return tuple(
        Need(
            configuration.name,
            weight_bytes(configuration.parameter_count, quantisation),
            configuration.cache_bytes(
                min(tokens, configuration.context), batch, value_bytes, grouped=grouped
            ),
        )
        for configuration in configurations
    )


def fits(need: Need, memory_bytes: float) -> bool:
    """Whether weights and cache fit."""
    return need.total <= memory_bytes
