"""A Llama's configuration, and all that follows from it: how many parameters, how large a cache.

Source of the rules: the feed-forward size and the layers are those of Meta's own model.py (repository
meta-llama/llama); the cache is one key and one value a token, layer and key-value head.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace


@dataclass(frozen=True)
class Configuration:
    """What fixes a Llama; the names are the field's own, `context` counts tokens.

    `hidden` is the feed-forward layer's size where it does not follow Meta's rule; `tied` says that the
    output layer is the embedding itself.
    """

    name: str
    dim: int
    layers: int
    heads: int
    kv_heads: int
    vocabulary: int
    context: int
    multiple_of: int = 256
    ffn_multiplier: float | None = None
    hidden: int | None = None
    tied: bool = False

    @property
    def head_size(self) -> int:
        """Numbers in one head's query."""
        return self.dim // self.heads

    @property
    def group(self) -> int:
        """Query heads that share one key-value head: 1 without grouping."""
        return self.heads // self.kv_heads

    @property
    def feed_forward(self) -> int:
        """The feed-forward layer's size: 2/3 of 4·dim, stretched, rounded up to `multiple_of`."""
        if self.hidden is not None:
            return self.hidden
        size = 8 * self.dim // 3
        if self.ffn_multiplier is not None:
            size = int(self.ffn_multiplier * size)
        return -(-size // self.multiple_of) * self.multiple_of

    def parameters(self) -> dict[str, int]:
        """How many there are of each kind; their sum is the model's count."""
        keys_and_values = 2 * self.dim * self.kv_heads * self.head_size
        queries_and_output = 2 * self.dim * self.heads * self.head_size
        return {
            "embedding": self.vocabulary * self.dim,
            "attention": self.layers * (queries_and_output + keys_and_values),
            "feed_forward": self.layers * 3 * self.dim * self.feed_forward,
            "norms": (2 * self.layers + 1) * self.dim,
            "output": 0 if self.tied else self.vocabulary * self.dim,
        }

    @property
    def parameter_count(self) -> int:
        """All parameters."""
        return sum(self.parameters().values())

    def cache_bytes(
        self, tokens: int, batch: int = 1, value_bytes: float = 2, *, grouped: bool = True
    ) -> int:
        """The KV cache; `grouped=False` gives every query head its own keys and values."""
        heads = self.kv_heads if grouped else self.heads
        return round(2 * self.layers * heads * self.head_size * tokens * batch * value_bytes)


def from_metadata(name: str, metadata: Mapping[str, object]) -> Configuration | None:
    """The configuration that a GGUF's metadata tells; None for another architecture or too little.

    The output layer counts as tied where only then the parameters are as many as the file says.
    """

    def number(key: str) -> int | None:
        value = metadata.get(key)
        return value if isinstance(value, int) and value > 0 else None

    dim, layers, heads = (
        number(f"llama.{part}")
        for part in ("embedding_length", "block_count", "attention.head_count")
    )
    vocabulary, context, hidden = (
        number(f"llama.{part}") for part in ("vocab_size", "context_length", "feed_forward_length")
    )
    if not (dim and layers and heads and vocabulary and context and hidden):
        return None
    kv_heads = number("llama.attention.head_count_kv") or heads
    untied = Configuration(name, dim, layers, heads, kv_heads, vocabulary, context, hidden=hidden)
    tied = replace(untied, tied=True)
    return tied if tied.parameter_count == number("general.parameter_count") else untied
