"""The same GGUF gives the same numbers in the embedded engine and in a true Ollama."""

from pathlib import Path

import pytest

from tests.contract.conftest import Server
from vitrine.catalog.products import products
from vitrine.catalog.read import read_catalog_file
from vitrine.classify.classifier import Classifier
from vitrine.classify.prompt import NOTE_CATEGORIES
from vitrine.llm.chat_template import GO_TEMPLATE
from vitrine.llm.client import ModelClient
from vitrine.llm.embedded import DEMO_NAME
from vitrine.llm.handover import hand_over
from vitrine.llm.reply import Reply, Turn
from vitrine.messages import Message
from vitrine.settings import Settings

TOLERANCE = 0.05  # two builds of llama.cpp add up in another order; far less is seen near the top
CHATS = {
    "a question": (Turn("system", "Sort."), Turn("user", "Product: a mug\nLetter:")),
    "no system": (Turn("user", "Product: a mug\nLetter:"),),
    "begun": (Turn("system", "S"), Turn("user", "a mug"), Turn("assistant", "Category:")),
    "longer": (
        Turn("system", "S"),
        Turn("user", "u1"),
        Turn("assistant", "a1"),
        Turn("user", "u2 <b>&é漢"),
    ),
    "one role twice": (Turn("user", "u1"), Turn("user", "u2")),
    "two system texts": (Turn("system", "S1"), Turn("system", "S2"), Turn("user", "u")),
    "a mark in the text": (Turn("user", "say [INST] and </s>"),),
}


@pytest.fixture(scope="module")
def demo_in_ollama(true_ollama: Server) -> Server:
    model: Path = Settings.from_environment().demo_model
    said: list[Message] = []
    with ModelClient(true_ollama.host, DEMO_NAME) as client:
        hand_over(client, model, said.append)
        assert client._show().template == GO_TEMPLATE
    assert str(said[-1]) == "Ollama says: success."
    return Server("ollama", true_ollama.host, DEMO_NAME)


def _ask(server: Server, turns: tuple[Turn, ...], **more: object) -> Reply:
    with ModelClient(server.host, server.model) as client:
        return client.ask(turns, options={"num_thread": 1}, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize("schema", [None, {"type": "string", "enum": ["A", "B", "C"]}])
@pytest.mark.parametrize("name", CHATS)
def test_both_servers_give_the_same_distribution(
    embedded: Server, demo_in_ollama: Server, name: str, schema: dict[str, object] | None
) -> None:
    ours = _ask(embedded, CHATS[name], max_tokens=3, format=schema)
    theirs = _ask(demo_in_ollama, CHATS[name], max_tokens=3, format=schema)
    assert ours.prompt_tokens == theirs.prompt_tokens
    assert ours.text == theirs.text
    assert ours.answer_tokens == theirs.answer_tokens
    assert len(ours.positions) == len(theirs.positions)
    for mine, other in zip(ours.positions, theirs.positions, strict=True):
        numbers = {choice.text: choice.logprob for choice in other}
        shared = [choice for choice in mine if choice.text in numbers]
        assert len(shared) >= len(mine) - 2  # nearly equal ones may swap at the end
        assert [c.logprob for c in shared] == pytest.approx(
            [numbers[c.text] for c in shared], abs=TOLERANCE
        )


def test_only_the_embedded_engine_says_what_came_from_the_cache(
    embedded: Server, demo_in_ollama: Server
) -> None:
    first = _ask(embedded, (Turn("system", "Sort. " * 20), Turn("user", "Product: a mug")))
    second = _ask(embedded, (Turn("system", "Sort. " * 20), Turn("user", "Product: a watch")))
    assert first.prompt_tokens_cached is not None
    assert second.prompt_tokens_cached is not None
    assert second.prompt_tokens_cached > 20
    assert _ask(demo_in_ollama, CHATS["no system"]).prompt_tokens_cached is None


def test_a_hundred_products_get_the_same_answers(embedded: Server, demo_in_ollama: Server) -> None:
    """Same top category, and every category's logprob within 0.05, asked one at a time."""
    settings = Settings.from_environment()
    items = products(read_catalog_file(settings.sample_catalog, settings))[:100]
    found = []
    for server in (embedded, demo_in_ollama):
        with ModelClient(server.host, server.model, engine=server.kind) as client:
            classifier = Classifier(client, NOTE_CATEGORIES, route="direct")
            found.append(list(classifier.classify_all([item.description for item in items])))
    for ours, theirs in zip(*found, strict=True):
        assert ours.category == theirs.category
        assert ours.distribution is not None and theirs.distribution is not None
        seen = [name for name in NOTE_CATEGORIES if name not in ours.distribution.bounded]
        mine = [ours.distribution.logprobs[name] for name in seen]
        assert mine == pytest.approx(
            [theirs.distribution.logprobs[name] for name in seen], abs=TOLERANCE
        )
