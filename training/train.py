"""Trains the demo model from scratch: `python -m training.train`. Reads top to bottom.

Text loss: cross-entropy of the next token, as any language model's, at a random quarter of the
positions: the output layer over them all would take half of the time. Answer loss: the same over the
tokens that name the category, so that they are not lost among the many. Guide loss: two linear layers
that are thrown away afterwards read the middle of the model. One tells the category from every token
of a product or of a line in the list, so that it is learnt from all words and not from the answer
alone; one tells the number of the line. The upper half has but to find the line of the same category.
Without the guides, reading the list was not learnt in 700 steps (docs/log.md).

AdamW for the embedding and the norms, Muon (Jordan 2024; PyTorch's own) for the matrices; the learning
rate warms up, stays, and falls to zero over the last 40 % of the steps.
"""

import argparse
import json
import time
from pathlib import Path
from random import Random

import torch
import torch.nn.functional as F
from tokenizers import Tokenizer
from torch import Tensor

from training.chat import render
from training.corpus import TOPICS, Batch, Corpus, Writer
from training.model import Llama, LlamaConfig
from training.tokenizer import load_tokenizer, train_tokenizer
from vitrine.classify.prompt import CODES, NOTE_CATEGORIES, system_text

VOCABULARY = 5_000
TEXT_SHARE = 0.25  # of the positions of a step that the text loss looks at
CHECKPOINTS = Path("checkpoints")


def main() -> None:
    """Parses, trains, saves the last checkpoint and the loss curve."""
    options = _options()
    torch.manual_seed(options.seed)
    torch.set_num_threads(options.threads)
    options.out.mkdir(parents=True, exist_ok=True)
    tokenizer = _tokenizer(options.out / "tokenizer.json", options.seed)
    config = LlamaConfig(tokenizer.get_vocab_size(), options.width, options.layers, options.heads,
                         options.kv_heads, options.hidden)  # fmt: skip
    model = Llama(config)
    if options.start:
        model.load_state_dict(torch.load(options.start, weights_only=True)["weights"])
    guides = torch.nn.ModuleList(
        (torch.nn.Linear(config.width, len(TOPICS)), torch.nn.Linear(config.width, len(CODES)))
    )
    corpus = Corpus(tokenizer, options.seed)
    matrices = [p for p in model.blocks.parameters() if p.ndim == 2]
    rest = [p for name, p in model.named_parameters() if p.ndim == 1 or name.startswith("embed")]
    optimizers = [
        torch.optim.Muon(matrices, lr=options.rate, weight_decay=0.01, momentum=0.95,
                         adjust_lr_fn="match_rms_adamw"),
        torch.optim.AdamW([*rest, *guides.parameters()], lr=options.rate, betas=(0.9, 0.98),
                          weight_decay=0.0),
    ]  # fmt: skip
    print(f"{sum(p.numel() for p in model.parameters()):,} parameters, {config}", flush=True)

    curve, started, seen = [], time.perf_counter(), 0
    means = torch.zeros(4)
    for step in range(1, options.steps + 1):
        progress = 1.0 if options.start else step / options.steps
        batch = corpus.batch(options.batch_tokens, progress)
        text_loss, answer_loss, guide_loss, right = losses(model, guides, batch)
        (text_loss + options.answer_weight * answer_loss + guide_loss).backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        for optimizer in optimizers:
            for group in optimizer.param_groups:
                group["lr"] = options.rate * schedule(step / options.steps)
            optimizer.step()
            optimizer.zero_grad(set_to_none=True)
        seen += batch.tokens.size
        now = torch.stack((text_loss.detach(), answer_loss.detach(), guide_loss.detach(), right))
        fresh = now if batch.answers.any() else torch.cat((now[:1], means[1:]))
        means = fresh if step == 1 else 0.98 * means + 0.02 * fresh
        if step % 50 == 0 or step == options.steps:
            seconds = time.perf_counter() - started
            curve.append([step, *(round(float(value), 4) for value in means), round(seconds)])
            print(f"step {step} text {means[0]:.3f} answer {means[1]:.3f} guide {means[2]:.3f} "
                  f"right {means[3]:.3f} "
                  f"{seen / seconds:,.0f} tokens/s {seconds:,.0f} s", flush=True)  # fmt: skip
        if step % 250 == 0 or step == options.steps:
            save(options.out / "model.pt", model, config)
            (options.out / "curve.json").write_text(json.dumps(curve))


def losses(
    model: Llama, guides: torch.nn.ModuleList, batch: Batch
) -> tuple[Tensor, Tensor, Tensor, Tensor]:
    """(text loss, answer loss, guide loss, share of answers right): scalars; nats a token."""
    tokens = torch.from_numpy(batch.tokens)
    with torch.autocast("cpu", torch.bfloat16):
        halfway, hidden = model.halfway_and_end(
            tokens, torch.from_numpy(batch.positions), torch.from_numpy(batch.mask)
        )
        text = torch.from_numpy(batch.weights).bool() & (torch.rand(tokens.shape) < TEXT_SHARE)
        learn = (text | torch.from_numpy(batch.answers).bool())[:, 1:]
        logits = model.logits(hidden[:, :-1][learn])
    targets = tokens[:, 1:][learn]
    answers = torch.from_numpy(batch.answers)[:, 1:][learn].bool()
    each = F.cross_entropy(logits.float(), targets, reduction="none")
    if not answers.any():
        nothing = torch.tensor(0.0)
        return each.mean(), nothing, nothing, nothing
    guide_loss = torch.tensor(0.0)
    for guide, numbers in zip(guides, (batch.topics, batch.lines), strict=True):
        truth = torch.from_numpy(numbers)
        known = F.rms_norm(halfway[truth >= 0].float(), halfway.shape[-1:])
        guide_loss = guide_loss + F.cross_entropy(guide(known), truth[truth >= 0])
    right = (logits[answers].argmax(-1) == targets[answers]).float().mean()
    return each[~answers].mean(), each[answers].mean(), guide_loss, right


def schedule(progress: float) -> float:
    """Learning rate as a share of its peak; `progress` from 0 to 1."""
    return min(1.0, progress / 0.02, (1.0 - progress) / 0.4 + 1e-3)


def save(path: Path, model: Llama, config: LlamaConfig) -> None:
    """Weights and sizes, for `export.py`."""
    torch.save({"config": vars(config), "weights": model.state_dict()}, path)


def _tokenizer(path: Path, seed: int) -> Tokenizer:
    """The tokenizer at `path`; trained first, on text of the corpus, where there is none."""
    if not path.exists():
        writer = Writer(Random(seed))
        texts = [writer.product(90)[1] for _ in range(30_000)]
        prompts = [render(system_text(NOTE_CATEGORIES), "Product: \nLetter:")] * 300
        train_tokenizer([*texts, *prompts], VOCABULARY).save(str(path))
    return load_tokenizer(path)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, default=CHECKPOINTS)
    parser.add_argument("--start", type=Path, help="a checkpoint to go on from")
    parser.add_argument("--steps", type=int, default=3_200)
    parser.add_argument("--batch-tokens", type=int, default=6_000)
    parser.add_argument("--rate", type=float, default=2.5e-3)
    parser.add_argument("--answer-weight", type=float, default=1.0)
    parser.add_argument("--width", type=int, default=192)
    parser.add_argument("--layers", type=int, default=4)
    parser.add_argument("--heads", type=int, default=6)
    parser.add_argument("--kv-heads", type=int, default=2)
    parser.add_argument("--hidden", type=int, default=512)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--seed", type=int, default=1)
    return parser.parse_args()


if __name__ == "__main__":
    main()
