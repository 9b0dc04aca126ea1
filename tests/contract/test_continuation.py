"""A text is continued as it stands, in the embedded engine and in a true Ollama."""

from tests.contract.conftest import Server
from vitrine.anatomy.readout import token_costs
from vitrine.llm.client import ModelClient
from vitrine.llm.surprise import next_tokens, surprises

TEXT = "A soft cotton blanket for babies."


def test_twenty_tokens_may_follow(server: Server) -> None:
    with ModelClient(server.host, server.model) as client:
        found = next_tokens(client, TEXT)
    assert len(found) == 20
    assert all(choice.logprob <= 0 for choice in found)


def test_each_word_costs_a_token_or_more(server: Server) -> None:
    with ModelClient(server.host, server.model) as client:
        costs = list(token_costs(client, TEXT))
    assert "".join(cost.text for cost in costs) == TEXT
    assert all(cost.tokens >= 1 for cost in costs)


def test_the_steps_through_a_text_are_the_text_after_its_first_word(server: Server) -> None:
    with ModelClient(server.host, server.model) as client:
        steps = list(surprises(client, TEXT))
    assert "A" + "".join(step.text for step in steps) == TEXT
    assert all(step.logprob <= 0 for step in steps)
