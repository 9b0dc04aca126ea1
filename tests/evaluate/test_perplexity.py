"""Surprise: sums worked by hand, and the demo model's own logits as the exact reference."""

import asyncio
import math
from collections.abc import Iterator
from pathlib import Path

import pytest

from vitrine.classify.prediction import Distribution
from vitrine.evaluate.perplexity import WordSurprise, answer_surprise, by_word, reading
from vitrine.llm.client import ModelClient
from vitrine.llm.embedded.native import NativeModel
from vitrine.llm.engines import choose
from vitrine.llm.surprise import surprises
from vitrine.settings import Settings

ROOT = Path(__file__).resolve().parents[2]
TEXT = "This soft cotton blanket keeps your baby warm and is easy to wash."


def test_the_steps_of_a_word_are_added_up() -> None:
    steps = [(" blan", 2.0, False), ("ket", 0.5, False), (" zyx", 4.0, True), (" of", 1.0, False)]
    assert by_word(steps) == (
        WordSurprise(" blanket", 2.5, False),
        WordSurprise(" zyx", 4.0, True),
        WordSurprise(" of", 1.0, False),
    )


def test_perplexity_is_e_to_the_mean_surprise_of_a_word() -> None:
    found = reading([[(" a", 1.0, False), (" b", 3.0, True)], [(" c", 2.0, False)], []])
    assert found is not None
    assert (found.texts, found.words, found.nats) == (2, 3, 2.0)
    assert found.perplexity == pytest.approx(math.e**2)
    assert found.bounded == pytest.approx(1 / 3)
    assert found.interval is None  # of two texts


def test_the_interval_holds_the_figure_and_narrows_with_the_texts() -> None:
    texts = [[(" w", 1.0 + place % 3, False)] * 20 for place in range(90)]
    few, many = reading(texts[:9]), reading(texts)
    assert few is not None and many is not None and few.interval and many.interval
    for found in (few, many):
        assert found.interval and found.interval[0] < found.perplexity < found.interval[1]
    assert many.interval[1] - many.interval[0] < few.interval[1] - few.interval[0]


def test_nothing_read_says_nothing() -> None:
    assert reading([]) is None
    assert reading([[]]) is None


def test_an_answers_surprise_counts_what_lies_outside() -> None:
    spread = Distribution(
        {"Home": 0.5, "Baby": 0.5}, {"Home": math.log(0.2), "Baby": math.log(0.2)}, 0.6
    )
    assert answer_surprise(spread, "Home") == pytest.approx(-math.log(0.2))


@pytest.fixture(scope="module")
def client() -> Iterator[ModelClient]:
    with choose(Settings(engine="embedded")).client() as found:
        yield found


def test_each_listed_word_has_the_models_own_logprob(client: ModelClient) -> None:
    """The reference reads the whole vocabulary from llama.cpp itself, not 20 tokens over the API."""
    found = by_word([(step.text, -step.logprob, step.bounded) for step in surprises(client, TEXT)])
    exact = asyncio.run(_exact(TEXT.split()[0], [word.text for word in found]))
    assert len(found) == len(exact) == len(TEXT.split()) - 1
    for word, truth in zip(found, exact, strict=True):
        if word.bounded:
            assert word.nats <= truth + 0.05
        else:
            assert word.nats == pytest.approx(truth, abs=0.05)
    assert 5 <= sum(not word.bounded for word in found) < len(found)


async def _exact(first: str, words: list[str]) -> list[float]:
    """The surprise of each word's own tokens, each given all that stands before it."""
    model = NativeModel(ROOT / "data" / "vitrine-demo.gguf", 1024, 1)
    try:
        found, sofar = [], first
        for word in words:
            before = await model.tokenize(sofar, begin=True)
            whole = await model.tokenize(sofar + word, begin=True)
            assert whole[: len(before)] == before
            places = range(len(before), len(whole))
            found.append(-sum([await _logprob(model, whole[:at], whole[at]) for at in places]))
            sofar += word
        return found
    finally:
        await model.close()


async def _logprob(model: NativeModel, before: list[int], token: int) -> float:
    settings = {"n_predict": 1, "n_probs": 8192, "temperature": 0.0, "post_sampling_probs": False}
    async for chunk in model.complete(before, settings):
        for item in chunk.items:
            for choice in item["top_logprobs"]:
                if choice["id"] == token:
                    return float(choice["logprob"])
    raise AssertionError(f"token {token} is not in the vocabulary listed")
