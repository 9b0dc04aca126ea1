"""Words cut by the demo model's own file, against what the engine itself counts."""

from collections.abc import Iterator

import pytest

from vitrine.anatomy.pieces import pieces
from vitrine.anatomy.readout import token_costs
from vitrine.llm.client import ModelClient
from vitrine.llm.embedded.gguf import GgufHeader, read_header
from vitrine.llm.engines import choose
from vitrine.settings import Settings

WORDS = (
    "microwave",
    "necklace",
    "hairdryer",
    "true",
    "Whole",
    "blanket",
    "candlestick",
    "zzzz",
    "a",
)
SETTINGS = Settings(engine="embedded")


@pytest.fixture(scope="module")
def header() -> GgufHeader:
    if not SETTINGS.demo_model.exists():
        pytest.skip("data/ holds no demo model")
    return read_header(SETTINGS.demo_model)


@pytest.fixture(scope="module")
def client(header: GgufHeader) -> Iterator[ModelClient]:
    with choose(SETTINGS).client() as found:
        yield found


@pytest.mark.parametrize("word", WORDS)
def test_a_word_makes_as_many_pieces_as_the_engine_counts(
    header: GgufHeader, client: ModelClient, word: str
) -> None:
    _first, cost = token_costs(client, f"A {word}")
    found = pieces(word, header)
    assert "".join(found) == f" {word}"
    assert len(found) == cost.tokens


def test_each_piece_stands_in_the_list_of_tokens(header: GgufHeader) -> None:
    listed = header.metadata["tokenizer.ggml.tokens"]
    assert isinstance(listed, list)
    for word in WORDS:
        assert {piece.replace(" ", "Ġ") for piece in pieces(word, header)} <= set(listed)


def test_the_earliest_merge_goes_first() -> None:
    merges = ["b c", "a b", "Ġ a", "Ġa bc"]
    header = GgufHeader(
        {"tokenizer.ggml.model": "gpt2", "tokenizer.ggml.merges": merges}, tensors=()
    )
    assert pieces("abc", header) == [" abc"]
    assert pieces("abab", header) == [" ", "ab", "ab"]


@pytest.mark.parametrize("word", ["", "two words", "été", "a1"])
def test_other_words_are_refused(word: str) -> None:
    header = GgufHeader({"tokenizer.ggml.model": "gpt2", "tokenizer.ggml.merges": []}, tensors=())
    with pytest.raises(ValueError, match="plain letters"):
        pieces(word, header)


def test_a_file_with_another_tokenizer_is_refused() -> None:
    with pytest.raises(ValueError, match="merges"):
        pieces("word", GgufHeader({"tokenizer.ggml.model": "llama"}, tensors=()))
