"""What a live model says of a text, against a server with a small language of its own."""

import math
import re
from collections.abc import Iterator

import pytest

from tests.faulty_server import FaultyServer, Handler, busy
from vitrine.anatomy.readout import token_costs
from vitrine.errors import ServerBusy
from vitrine.llm.client import ModelClient
from vitrine.llm.surprise import Surprise, next_tokens, surprises, words

# after these texts, this comes, with this probability; anything else is not listed
LANGUAGE = {
    "A blue": {" ": 0.6, " c": 0.05, " cup": 0.25},
    "A blue cup": {" on": 0.5, "s": 0.1},
    "A blue cup of": {" te": 0.4, " tea": 0.2, ".": 0.1},
    "A blue cup of tea": {".": 1.0},
}


def _speaks(handler: Handler, _: FaultyServer) -> None:
    prompt = handler.exchange.body["prompt"]
    listed = LANGUAGE.get(prompt, {"?": 0.9})
    tokens = [
        {"token": text, "logprob": math.log(share)}
        for text, share in sorted(listed.items(), key=lambda item: -item[1])
    ]
    pieces = re.findall(r" ?[\w]{1,4}|[^\w]", prompt)  # a token holds up to four letters
    handler.send(
        {
            "response": tokens[0]["token"],
            "done": True,
            "prompt_eval_count": 1 + len(pieces),
            "eval_count": 1,
            "logprobs": [{**tokens[0], "top_logprobs": tokens}],
        }
    )


@pytest.fixture
def client(faulty_server: FaultyServer) -> Iterator[ModelClient]:
    faulty_server.always("/api/generate", _speaks)
    with ModelClient(faulty_server.host, "llama2", 1.0, 5.0) as found:
        yield found


def test_the_next_tokens_come_best_first(client: ModelClient) -> None:
    found = next_tokens(client, "A blue cup")
    assert [choice.text for choice in found] == [" on", "s"]
    assert found[0].logprob == pytest.approx(math.log(0.5))


@pytest.mark.parametrize("name", ["", "</s>"])
def test_the_end_of_a_text_is_one_mark_on_every_server(
    faulty_server: FaultyServer, name: str
) -> None:
    def ends(handler: Handler, _: FaultyServer) -> None:
        listed = [{"token": " on", "logprob": -0.5}, {"token": name, "logprob": -1.5}]
        handler.send(
            {
                "response": " on",
                "done": True,
                "prompt_eval_count": 4,
                "eval_count": 1,
                "logprobs": [{**listed[0], "top_logprobs": listed}],
            }
        )

    faulty_server.always("/api/generate", ends)
    with ModelClient(faulty_server.host, "llama2", 1.0, 5.0) as client:
        assert [choice.text for choice in next_tokens(client, "A cup")] == [" on", ""]


def test_each_word_costs_what_it_adds(client: ModelClient) -> None:
    costs = list(token_costs(client, "A porcelain cup."))
    assert [(cost.text, cost.tokens) for cost in costs] == [
        ("A", 2),
        (" porcelain", 3),
        (" cup.", 2),
    ]


def test_a_text_is_walked_by_the_longest_listed_token(client: ModelClient) -> None:
    steps = list(surprises(client, " A blue cup of tea. "))
    assert steps == [
        Surprise(" blue", pytest.approx(math.log(0.9)), bounded=True),
        Surprise(" cup", pytest.approx(math.log(0.25)), bounded=False),
        Surprise(" of", pytest.approx(math.log(0.1)), bounded=True),
        Surprise(" tea", pytest.approx(math.log(0.2)), bounded=False),
        Surprise(".", pytest.approx(0.0), bounded=False),
    ]


def test_a_way_that_ends_inside_a_word_bounds_the_whole_word(client: ModelClient) -> None:
    """ " te" is listed and " teapot" begins with it, but it may not be that word's own first token."""
    steps = list(surprises(client, "A blue cup of teapots"))
    assert steps[-1] == Surprise(" teapots", pytest.approx(math.log(0.4)), bounded=True)


@pytest.mark.parametrize("text", ["", "  ", "word"])
def test_nothing_follows_a_single_word(client: ModelClient, text: str) -> None:
    assert list(surprises(client, text)) == []


@pytest.mark.parametrize("text", ["a b", " a  b\nc ", "", "   ", "été – à\t3"])
def test_words_joined_are_the_text(text: str) -> None:
    assert "".join(words(text)) == text


def test_a_server_without_logprobs_gives_no_steps(faulty_server: FaultyServer) -> None:
    with ModelClient(faulty_server.host, "llama2", 1.0, 5.0) as client:
        assert next_tokens(client, "A") == ()
        assert list(surprises(client, "A blue cup")) == []


def test_a_servers_refusal_is_passed_on(faulty_server: FaultyServer) -> None:
    faulty_server.always("/api/generate", busy)
    with ModelClient(faulty_server.host, "llama2", 1.0, 5.0) as client, pytest.raises(ServerBusy):
        next_tokens(client, "A")
