"""Perplexity of the demo model on descriptions it never saw, beside a unigram and a trigram model's.

`python -m training.perplexity CHECKPOINT TOKENIZER`. All three speak the same tokens, and see the same
text; perplexity is e to the mean cross-entropy, in nats, of a token given what stands before it.
"""

import argparse
import math
from collections import Counter
from pathlib import Path
from random import Random

import torch
from tokenizers import Tokenizer

from training import phrases
from training.corpus import BOS_ID, EOS_ID, Writer
from training.lexicon import read_all
from training.listing import Vocabulary, write_listing
from training.model import Llama, LlamaConfig, causal_mask
from training.split import HELD_OUT_TYPES, SEED, split_vocabulary
from training.tokenizer import load_tokenizer
from vitrine.classify.prompt import NOTE_CATEGORIES

TRAINING_TEXTS = 20_000
HELD_OUT_TEXTS = 500
INTERPOLATION = (0.55, 0.3, 0.15)  # trigram, bigram, unigram (Jelinek & Mercer 1980)


class Ngrams:
    """An interpolated trigram model, add-one in its unigrams; `order` 1 uses the unigrams alone."""

    def __init__(self, texts: list[list[int]], vocabulary: int, order: int) -> None:
        self._vocabulary, self._order = vocabulary, order
        self._counts = [Counter[tuple[int, ...]]() for _ in range(4)]
        for text in texts:
            for n in range(4):
                self._counts[n].update(tuple(text[i : i + n]) for i in range(len(text) - n + 1))
        self._total = sum(self._counts[1].values())

    def logprob(self, history: list[int], token: int) -> float:
        """Natural log of p(token | history)."""
        single = (self._counts[1][token,] + 1) / (self._total + self._vocabulary)
        if self._order == 1:
            return math.log(single)
        shares = (self._share(history[-2:], token), self._share(history[-1:], token), single)
        return math.log(sum(w * p for w, p in zip(INTERPOLATION, shares, strict=True)))

    def _share(self, history: list[int], token: int) -> float:
        seen = self._counts[len(history)][tuple(history)]
        return self._counts[len(history) + 1][(*history, token)] / seen if seen else 0.0


def held_out_texts(tokenizer: Tokenizer, count: int) -> list[list[int]]:
    """Descriptions of product types that the corpus never used, in sentence patterns old and new."""
    rng, lexicons = Random(11), read_all()
    _, held = split_vocabulary(lexicons, HELD_OUT_TYPES, SEED)
    vocabulary = Vocabulary(
        held, {name: lexicon.brands for name, lexicon in lexicons.items()}, phrases.ALL
    )
    texts = []
    for _ in range(count):
        kind = rng.choice(held[rng.choice(NOTE_CATEGORIES)])
        text = write_listing(rng, vocabulary, kind, rng.randint(13, 120)).description
        texts.append([BOS_ID, *tokenizer.encode(text).ids, EOS_ID])
    return texts


def ngram_perplexity(model: Ngrams, texts: list[list[int]]) -> float:
    """Over every token but the first of each text."""
    values = [model.logprob(text[:i], text[i]) for text in texts for i in range(1, len(text))]
    return math.exp(-sum(values) / len(values))


def llama_perplexity(model: Llama, texts: list[list[int]]) -> float:
    """The same for the Llama."""
    total, tokens = 0.0, 0
    with torch.no_grad():
        for text in texts:
            ids = torch.tensor([text])
            hidden = model(ids, torch.arange(len(text)), causal_mask(len(text)))
            logprobs = torch.log_softmax(model.logits(hidden[0, :-1]).float(), -1)
            total -= float(logprobs.gather(1, ids[0, 1:, None]).sum())
            tokens += len(text) - 1
    return math.exp(total / tokens)


def main() -> None:
    """Prints the three figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("checkpoint", type=Path)
    parser.add_argument("tokenizer", type=Path)
    options = parser.parse_args()
    tokenizer = load_tokenizer(options.tokenizer)
    saved = torch.load(options.checkpoint, weights_only=True)
    model = Llama(LlamaConfig(**saved["config"]))
    model.load_state_dict(saved["weights"])
    writer = Writer(Random(12))
    known = [
        [BOS_ID, *tokenizer.encode(writer.product(90, noisy=False)[1]).ids, EOS_ID]
        for _ in range(TRAINING_TEXTS)
    ]
    texts = held_out_texts(tokenizer, HELD_OUT_TEXTS)
    size = tokenizer.get_vocab_size()
    print(f"unigram {ngram_perplexity(Ngrams(known, size, 1), texts):.1f}")
    print(f"trigram {ngram_perplexity(Ngrams(known, size, 3), texts):.1f}")
    print(f"llama   {llama_perplexity(model, texts):.1f}")


if __name__ == "__main__":
    main()
