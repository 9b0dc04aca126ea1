"""Writes a checkpoint as a GGUF file that llama.cpp and Ollama load.

Weights keep llama.cpp's names; query and key rows stay in the interleaved order that its `llama`
architecture rotates. A temperature is folded into the last norm's gain, which scales every logit
alike: calibration costs nothing at run time and holds on every server.
"""

import argparse
import json
from pathlib import Path

import gguf
import numpy as np
import torch
from tokenizers import Tokenizer

from training.calibrate import fit_temperature
from training.chat import BOS, EOS, JINJA_TEMPLATE, MARKS
from training.model import Llama, LlamaConfig
from training.tokenizer import load_tokenizer

NAME = "Vitrine demo Llama"
_LAYER_NAMES = {
    "attention_norm.weight": "attn_norm.weight",
    "attention.q.weight": "attn_q.weight",
    "attention.k.weight": "attn_k.weight",
    "attention.v.weight": "attn_v.weight",
    "attention.o.weight": "attn_output.weight",
    "forward_norm.weight": "ffn_norm.weight",
    "feed_forward.gate.weight": "ffn_gate.weight",
    "feed_forward.up.weight": "ffn_up.weight",
    "feed_forward.down.weight": "ffn_down.weight",
}


def export(checkpoint: Path, tokenizer_path: Path, out: Path, temperature: float | None) -> None:
    """Writes `out`; a `temperature` of None is fitted on held-out products (calibrate.py)."""
    saved = torch.load(checkpoint, weights_only=True)
    config, tokenizer = LlamaConfig(**saved["config"]), load_tokenizer(tokenizer_path)
    model = Llama(config)
    model.load_state_dict(saved["weights"])
    if temperature is None:
        temperature = fit_temperature(model, tokenizer)
    print(f"temperature {temperature:.3f}")
    writer = gguf.GGUFWriter(str(out), "llama")
    _add_sizes(writer, config)
    _add_tokenizer(writer, tokenizer, tokenizer_path)
    for name, tensor in saved["weights"].items():
        array = tensor.float().numpy()
        if name == "norm.weight":
            array = array / temperature
        kind = np.float32 if array.ndim == 1 else np.float16
        writer.add_tensor(_gguf_name(name), array.astype(kind))
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()


def _gguf_name(name: str) -> str:
    if name == "embedding.weight":
        return "token_embd.weight"  # no output.weight: llama.cpp then shares this one
    if name == "norm.weight":
        return "output_norm.weight"
    _, layer, rest = name.split(".", 2)
    return f"blk.{layer}.{_LAYER_NAMES[rest]}"


def _add_sizes(writer: gguf.GGUFWriter, config: LlamaConfig) -> None:
    writer.add_name(NAME)
    writer.add_description(
        "Sorts products into seven categories. Trained from scratch for Vitrine."
    )
    writer.add_license("MIT")
    writer.add_file_type(gguf.LlamaFileType.MOSTLY_F16)
    writer.add_vocab_size(config.vocabulary)
    writer.add_context_length(config.context)
    writer.add_embedding_length(config.width)
    writer.add_block_count(config.layers)
    writer.add_feed_forward_length(config.hidden)
    writer.add_head_count(config.heads)
    writer.add_head_count_kv(config.kv_heads)
    writer.add_layer_norm_rms_eps(config.norm_epsilon)
    writer.add_rope_freq_base(config.rope_base)
    writer.add_rope_dimension_count(config.head_width)


def _add_tokenizer(writer: gguf.GGUFWriter, tokenizer: Tokenizer, path: Path) -> None:
    vocabulary = tokenizer.get_vocab(with_added_tokens=True)
    tokens = sorted(vocabulary, key=vocabulary.__getitem__)
    kinds = {BOS: gguf.TokenType.CONTROL, EOS: gguf.TokenType.CONTROL}
    kinds |= dict.fromkeys(MARKS, gguf.TokenType.USER_DEFINED)
    writer.add_tokenizer_model("gpt2")
    writer.add_tokenizer_pre("gpt-2")
    writer.add_token_list(tokens)
    writer.add_token_types([kinds.get(token, gguf.TokenType.NORMAL) for token in tokens])
    writer.add_token_merges(_merges(path))
    writer.add_bos_token_id(vocabulary[BOS])
    writer.add_eos_token_id(vocabulary[EOS])
    writer.add_add_bos_token(True)
    writer.add_add_eos_token(False)
    writer.add_chat_template(JINJA_TEMPLATE)


def _merges(path: Path) -> list[str]:
    merges = json.loads(path.read_text(encoding="utf-8"))["model"]["merges"]
    return [merge if isinstance(merge, str) else " ".join(merge) for merge in merges]


def main() -> None:
    """Reads the paths, writes the file."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("checkpoint", type=Path)
    parser.add_argument("tokenizer", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--temperature", type=float, help="fitted where it is not given")
    options = parser.parse_args()
    export(options.checkpoint, options.tokenizer, options.out, options.temperature)


if __name__ == "__main__":
    main()
