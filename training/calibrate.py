"""One temperature for the demo model, so that it is right as often as it is sure.

Fitted by the negative log-likelihood of the answers (Guo et al. 2017, arXiv 1706.04599) on products of
the held-out types: how sure a model may be shows on what it was not trained on.
"""

from random import Random

import torch
from scipy.optimize import brentq, minimize_scalar
from tokenizers import Tokenizer
from torch import Tensor

from training import phrases
from training.chat import render
from training.corpus import BOS_ID, made_up_brand
from training.lexicon import read_all
from training.listing import Vocabulary, write_listing
from training.model import Llama, causal_mask
from training.split import HELD_OUT_TYPES, SEED, split_vocabulary
from vitrine.classify.prompt import CODES, NOTE_CATEGORIES, system_text, user_text

PRODUCTS = 1_400
WORDS = (13, 90)
MOST_OUTSIDE = 0.002  # a temperature above 1 lets mass out of the codes, too


def fit_temperature(model: Llama, tokenizer: Tokenizer) -> float:
    """What the logits are to be divided by, as far as the mass outside the codes stays small."""
    logits, codes, answers = held_out_logits(model, tokenizer)

    def loss(temperature: float) -> float:
        return float(torch.nn.functional.cross_entropy(logits[:, codes] / temperature, answers))

    def spill(temperature: float) -> float:
        inside = torch.softmax(logits / temperature, -1)[:, codes].sum(-1)
        return float(1.0 - inside.mean()) - MOST_OUTSIDE

    fitted = float(minimize_scalar(loss, bounds=(0.5, 4.0), method="bounded").x)
    return fitted if spill(fitted) <= 0 else float(brentq(spill, 0.3, fitted))


def held_out_logits(model: Llama, tokenizer: Tokenizer) -> tuple[Tensor, list[int], Tensor]:
    """(logits (products, vocabulary), the codes' token ids, index of the right one (products,))."""
    rng, lexicons = Random(13), read_all()
    _, held = split_vocabulary(lexicons, HELD_OUT_TYPES, SEED)
    brands = {name: tuple(made_up_brand(rng) for _ in range(200)) for name in lexicons}
    vocabulary = Vocabulary(held, brands, phrases.ALL)
    codes = [tokenizer.token_to_id(f"Ġ{code}") for code in CODES[: len(NOTE_CATEGORIES)]]
    rows, answers = [], []
    with torch.no_grad():
        for _ in range(PRODUCTS):
            order = rng.sample(NOTE_CATEGORIES, len(NOTE_CATEGORIES))
            category = rng.choice(order)
            listing = write_listing(
                rng, vocabulary, rng.choice(held[category]), rng.randint(*WORDS)
            )
            text = render(system_text(order), user_text(listing.description))
            ids = torch.tensor([[BOS_ID, *tokenizer.encode(text).ids]])
            length = ids.shape[1]
            hidden = model(ids, torch.arange(length), causal_mask(length))
            rows.append(model.logits(hidden[0, -1]).float())
            answers.append(order.index(category))
    return torch.stack(rows), codes, torch.tensor(answers)
