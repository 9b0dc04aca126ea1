"""The demo model's own byte-pair encoding, trained on its corpus (GPT-2's pre-tokenizer)."""

from collections.abc import Iterable
from pathlib import Path

from tokenizers import AddedToken, Tokenizer, decoders, models, pre_tokenizers, trainers

from training.chat import BOS, EOS, MARKS


def train_tokenizer(texts: Iterable[str], vocabulary: int) -> Tokenizer:
    """Learns the merges; ids 0 and 1 are the beginning and end of a text, then the chat's marks."""
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=True)
    tokenizer.decoder = decoders.ByteLevel()
    marks = [AddedToken(mark, normalized=False, special=False) for mark in MARKS]
    trainer = trainers.BpeTrainer(
        vocab_size=vocabulary,
        special_tokens=[BOS, EOS, *MARKS],
        initial_alphabet=sorted(pre_tokenizers.ByteLevel.alphabet()),
        show_progress=False,
    )
    tokenizer.train_from_iterator(texts, trainer)
    tokenizer.add_tokens(marks)
    return tokenizer


def load_tokenizer(path: Path) -> Tokenizer:
    """Reads what `Tokenizer.save` wrote."""
    return Tokenizer.from_file(str(path))
