"""The demo model's code is a Llama, and a training row equals its products asked one by one."""

from pathlib import Path
from random import Random

import numpy as np
import pytest

torch = pytest.importorskip("torch", reason="torch is needed to train the demo model only")
pytest.importorskip("tokenizers", reason="tokenizers is needed to train the demo model only")

from training.chat import render  # noqa: E402
from training.corpus import BOS_ID, Corpus, Writer  # noqa: E402
from training.model import Llama, LlamaConfig, causal_mask, rotate, rotations  # noqa: E402
from training.tokenizer import load_tokenizer, train_tokenizer  # noqa: E402
from vitrine.classify.prompt import NOTE_CATEGORIES, system_text, user_text  # noqa: E402

CONFIG = LlamaConfig(vocabulary=700, width=32, layers=2, heads=4, kv_heads=2, hidden=48)


@pytest.fixture(scope="module")
def model() -> Llama:
    torch.manual_seed(0)
    return Llama(CONFIG)


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Corpus:
    path = tmp_path_factory.mktemp("tokenizer") / "tokenizer.json"
    writer = Writer(Random(0))
    train_tokenizer([writer.product(40)[1] for _ in range(400)], CONFIG.vocabulary).save(str(path))
    return Corpus(load_tokenizer(Path(path)), seed=1)


def test_no_token_sees_the_future(model: Llama) -> None:
    one = torch.randint(0, 700, (1, 12))
    two = one.clone()
    two[0, 8:] = 3
    hidden = [model(ids, torch.arange(12), causal_mask(12)) for ids in (one, two)]
    assert torch.allclose(hidden[0][:, :8], hidden[1][:, :8], atol=1e-5)
    assert not torch.allclose(hidden[0][:, 8:], hidden[1][:, 8:], atol=1e-3)


def test_rope_depends_on_the_distance_alone() -> None:
    q, k = torch.randn(1, 1, 1, 8), torch.randn(1, 1, 1, 8)

    def score(at: int, other: int) -> float:
        turned = [rotate(x, rotations(torch.tensor([p]), 8, 1e4)) for x, p in ((q, at), (k, other))]
        return float((turned[0] * turned[1]).sum())

    assert score(3, 1) == pytest.approx(score(103, 101), abs=1e-3)
    assert score(3, 1) != pytest.approx(score(3, 2), abs=1e-3)


def test_a_row_of_products_equals_each_product_behind_its_prefix(
    model: Llama, corpus: Corpus
) -> None:
    """What makes the shared prefix a saving and not another training signal."""
    batch = next(b for b in iter(lambda: corpus.batch(1500), None) if b.answers.any())
    tokens, positions = torch.from_numpy(batch.tokens[:1]), torch.from_numpy(batch.positions)
    together = model(tokens, positions, torch.from_numpy(batch.mask))[0]
    starts = [i for i in range(1, len(positions)) if positions[i] <= positions[i - 1]]
    prefix = int(positions[starts[0]]) if starts else len(positions)
    assert starts, "the row holds one product only"
    length = starts[0] - prefix
    for start in (prefix, *starts):
        alone = torch.cat((tokens[0, :prefix], tokens[0, start : start + length]))[None]
        hidden = model(alone, torch.arange(prefix + length), causal_mask(prefix + length))[0]
        assert torch.allclose(hidden[prefix:], together[start : start + length], atol=1e-4)


def test_every_question_ends_in_one_marked_answer(corpus: Corpus) -> None:
    for _ in range(10):
        batch = corpus.batch(1500)
        assert (batch.tokens[:, 0] == BOS_ID).all()
        assert not (batch.weights[batch.answers > 0]).any()
        if batch.answers.any():
            assert batch.answers.sum(axis=1).min() >= 1


def test_a_question_is_split_as_the_app_s_own_prompt_is(corpus: Corpus) -> None:
    """Token for token: what training shows is what the server will see."""
    order, tokenizer = list(NOTE_CATEGORIES), corpus._tokenizer
    text = "Zara cotton blanket, Rs. 300"
    asked = [BOS_ID, *tokenizer.encode(render(system_text(order), user_text(text))).ids]
    while (exchange := corpus._exchange(order, "Watches"))[:2] != ("Letter:", ""):
        pass
    corpus._exchange = lambda *_: exchange
    shown = [*corpus._prefix(order), *corpus._product(order, "Watches", text, 300)[0]]
    assert shown[: len(asked)] == asked
    assert tokenizer.decode(shown[len(asked) : len(asked) + 1]).strip() == "C"


def test_the_lines_of_the_list_are_known(corpus: Corpus) -> None:
    prefix = corpus._prefix(["Watches", "Baby Care"])
    lines = corpus._lines(np.array(prefix)).tolist()
    words = [
        corpus._tokenizer.decode([i]) for i, line in zip(prefix, lines, strict=True) if line == 1
    ]
    assert "".join(words) == ": Baby Care"


def test_the_same_seed_writes_the_same_corpus(corpus: Corpus) -> None:
    again = [Corpus(corpus._tokenizer, seed=5).batch(800).tokens.tolist() for _ in range(2)]
    assert again[0] == again[1]
