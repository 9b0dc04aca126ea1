"""A Llama, to the letter: RMSNorm before each block, RoPE, grouped-query attention, SwiGLU, no biases.

Touvron et al. 2023 (arXiv 2302.13971, 2307.09288); RoPE: Su et al. 2021 (2104.09864); GQA: Ainslie
et al. 2023 (2305.13245). The output layer shares the embedding's weights. Knows nothing of products,
prompts or files; `export.py` writes its weights under llama.cpp's names.
"""

from dataclasses import dataclass

import torch
import torch.nn.functional as F
from torch import Tensor, nn


@dataclass(frozen=True)
class LlamaConfig:
    """Sizes; `heads` must divide `width`, `kv_heads` must divide `heads`."""

    vocabulary: int
    width: int = 192
    layers: int = 4
    heads: int = 6
    kv_heads: int = 2
    hidden: int = 512  # of the feed-forward block
    context: int = 1024
    rope_base: float = 10_000.0
    norm_epsilon: float = 1e-5

    @property
    def head_width(self) -> int:
        return self.width // self.heads


class RMSNorm(nn.Module):
    """x / rms(x) · g over the last axis (Zhang & Sennrich 2019, arXiv 1910.07467)."""

    def __init__(self, width: int, epsilon: float) -> None:
        super().__init__()
        self.weight = nn.Parameter(torch.ones(width))
        self.epsilon = epsilon

    def forward(self, x: Tensor) -> Tensor:
        return F.rms_norm(x, x.shape[-1:], self.weight, self.epsilon)


class Attention(nn.Module):
    """Causal self-attention; groups of query heads share one key and value head."""

    def __init__(self, config: LlamaConfig) -> None:
        super().__init__()
        self.heads, self.kv_heads, self.head_width = (
            config.heads,
            config.kv_heads,
            config.head_width,
        )
        kv_width = config.kv_heads * config.head_width
        self.q = nn.Linear(config.width, config.width, bias=False)
        self.k = nn.Linear(config.width, kv_width, bias=False)
        self.v = nn.Linear(config.width, kv_width, bias=False)
        self.o = nn.Linear(config.width, config.width, bias=False)

    def forward(self, x: Tensor, rotation: Tensor, mask: Tensor) -> Tensor:
        batch, length, width = x.shape
        q = self.q(x).view(batch, length, self.heads, self.head_width)
        k = self.k(x).view(batch, length, self.kv_heads, self.head_width)
        v = self.v(x).view(batch, length, self.kv_heads, self.head_width)
        q, k = rotate(q, rotation), rotate(k, rotation)
        groups = self.heads // self.kv_heads
        k, v = k.repeat_interleave(groups, dim=2), v.repeat_interleave(groups, dim=2)
        out = F.scaled_dot_product_attention(
            q.transpose(1, 2), k.transpose(1, 2), v.transpose(1, 2), attn_mask=mask
        )
        return self.o(out.transpose(1, 2).reshape(batch, length, width))


class SwiGLU(nn.Module):
    """down(swish(gate(x)) · up(x)) (Shazeer 2020, arXiv 2002.05202)."""

    def __init__(self, config: LlamaConfig) -> None:
        super().__init__()
        self.gate = nn.Linear(config.width, config.hidden, bias=False)
        self.up = nn.Linear(config.width, config.hidden, bias=False)
        self.down = nn.Linear(config.hidden, config.width, bias=False)

    def forward(self, x: Tensor) -> Tensor:
        return self.down(F.silu(self.gate(x)) * self.up(x))


class Block(nn.Module):
    """Attention, then feed-forward, each behind a norm and beside a residual connection."""

    def __init__(self, config: LlamaConfig) -> None:
        super().__init__()
        self.attention_norm = RMSNorm(config.width, config.norm_epsilon)
        self.attention = Attention(config)
        self.forward_norm = RMSNorm(config.width, config.norm_epsilon)
        self.feed_forward = SwiGLU(config)

    def forward(self, x: Tensor, rotation: Tensor, mask: Tensor) -> Tensor:
        x = x + self.attention(self.attention_norm(x), rotation, mask)
        return x + self.feed_forward(self.forward_norm(x))


class Llama(nn.Module):
    """Token ids (batch, length) to hidden states (batch, length, width); `logits` maps on."""

    def __init__(self, config: LlamaConfig) -> None:
        super().__init__()
        self.config = config
        self.embedding = nn.Embedding(config.vocabulary, config.width)
        self.blocks = nn.ModuleList(Block(config) for _ in range(config.layers))
        self.norm = RMSNorm(config.width, config.norm_epsilon)
        self._initialise()

    def forward(self, tokens: Tensor, positions: Tensor, mask: Tensor) -> Tensor:
        """`positions` (length,), `mask` (length, length): True where row may see column."""
        return self.halfway_and_end(tokens, positions, mask)[1]

    def halfway_and_end(
        self, tokens: Tensor, positions: Tensor, mask: Tensor
    ) -> tuple[Tensor, Tensor]:
        """The hidden states in the middle of the blocks too, for what only training asks."""
        rotation = rotations(positions, self.config.head_width, self.config.rope_base)
        x = self.embedding(tokens)
        middle = len(self.blocks) // 2
        for block in self.blocks[:middle]:
            x = block(x, rotation, mask)
        halfway = x
        for block in self.blocks[middle:]:
            x = block(x, rotation, mask)
        return halfway, self.norm(x)

    def logits(self, hidden: Tensor) -> Tensor:
        """Hidden states (…, width) to logits (…, vocabulary)."""
        return F.linear(hidden, self.embedding.weight)

    def _initialise(self) -> None:
        deep = (2 * self.config.layers) ** -0.5
        for name, weight in self.named_parameters():
            if weight.ndim == 2:
                last = name.endswith(("attention.o.weight", "feed_forward.down.weight"))
                nn.init.normal_(weight, std=0.02 * (deep if last else 1.0))


def rotations(positions: Tensor, head_width: int, base: float) -> Tensor:
    """RoPE's angles as (cos, sin): (2, length, head_width / 2)."""
    frequencies = base ** (-torch.arange(0, head_width, 2, dtype=torch.float32) / head_width)
    angles = positions.float()[:, None] * frequencies[None, :]
    return torch.stack((angles.cos(), angles.sin()))


def rotate(x: Tensor, rotation: Tensor) -> Tensor:
    """Turns each neighbouring pair of (batch, length, heads, head_width) by its position's angle."""
    cos, sin = rotation[0][None, :, None, :], rotation[1][None, :, None, :]
    even, odd = x[..., 0::2].float(), x[..., 1::2].float()
    turned = torch.stack((even * cos - odd * sin, even * sin + odd * cos), dim=-1)
    return turned.flatten(-2).to(x.dtype)


def causal_mask(length: int) -> Tensor:
    """Each token sees itself and what stands before it."""
    return torch.ones(length, length, dtype=torch.bool).tril()
