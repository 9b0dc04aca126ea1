"""The classifier sends what it must, once, and never turns a bad answer into a category."""

import math
from collections.abc import Mapping, Sequence

import pytest

from vitrine.classify.classifier import Classifier
from vitrine.errors import ModelError, ServerBusy
from vitrine.llm.reply import Reply, TokenChoice, Turn


class QueuedModel:
    """A model that gives the queued replies in turn (the last one for ever) and keeps the history."""

    engine, model, options = "fake", "fake-7b", {"seed": 0}

    def __init__(self, *replies: Reply | ModelError, context: int = 4096) -> None:
        self.queue, self.context = list(replies), context
        self.asked: list[tuple[Sequence[Turn], Mapping[str, object] | None, int]] = []

    def digest(self) -> str:
        return "d" * 64

    def context_tokens(self) -> int:
        return self.context

    def ask(
        self,
        turns: Sequence[Turn],
        *,
        format: Mapping[str, object] | None = None,  # noqa: A002
        max_tokens: int = 1,
    ) -> Reply:
        self.asked.append((turns, format, max_tokens))
        reply = self.queue.pop(0) if len(self.queue) > 1 else self.queue[0]
        if isinstance(reply, ModelError):
            raise reply
        return reply


def reply(text: str, *positions: Mapping[str, float]) -> Reply:
    listed = tuple(
        tuple(TokenChoice(token, math.log(p)) for token, p in position.items())
        for position in positions
    )
    return Reply(text, listed, 100, 80, 1, 0.01)


NAMES = ("Home", "Baby")


def test_a_sure_answer_is_a_category_with_its_probability() -> None:
    model = QueuedModel(reply("B", {"B": 0.9, "A": 0.06}))
    found = Classifier(model, NAMES).classify("a rattle")
    assert (found.status, found.category) == ("answered", "Baby")
    assert found.probability == pytest.approx(0.9 / 0.96)
    assert found.distribution is not None
    assert found.distribution.outside == pytest.approx(0.04)
    assert found.provenance.route == "direct" and found.prompt_tokens_cached == 80


def test_the_category_is_the_likeliest_with_its_spellings_summed() -> None:
    model = QueuedModel(reply("B", {"B": 0.4, "A": 0.35, " A": 0.25}))
    found = Classifier(model, NAMES, route="direct").classify("a mug")
    assert found.category == "Home" and found.probability == pytest.approx(0.6)


def test_a_chatty_answer_is_unanswered_and_keeps_its_words() -> None:
    model = QueuedModel(reply("Sure", {"Sure": 0.9, "A": 0.05, "B": 0.05}))
    found = Classifier(model, NAMES, route="direct").classify("a rattle")
    assert (found.status, found.category, found.answer) == ("unanswered", None, "Sure")
    assert found.probability is None
    assert "none of the categories" in str(found.reason)


def test_without_logprobs_there_is_a_label_only() -> None:
    found = Classifier(QueuedModel(reply("A")), NAMES).classify("a mug")
    assert (found.category, found.distribution, found.probability) == ("Home", None, None)


def test_where_the_first_token_is_small_talk_the_answer_is_begun_for_the_model() -> None:
    chatty = reply("Sure", {"Sure": 0.99, "A": 0.01})
    opened = reply(" A", {" A": 0.7, " B": 0.28})
    model = QueuedModel(chatty, opened, opened)
    found = Classifier(model, NAMES).classify("a mug")
    assert found.provenance.route == "opened"
    assert model.asked[-1][0][-1].role == "assistant"
    assert found.category == "Home"


def test_where_nothing_helps_the_second_position_of_a_quoted_code_is_read() -> None:
    chatty = reply("Sure", {"Sure": 0.999, "A": 0.001})
    quoted = reply('"B', {'"': 1.0}, {"B": 0.8, "A": 0.1})
    model = QueuedModel(chatty, chatty, quoted, quoted)
    found = Classifier(model, NAMES).classify("a rattle")
    assert found.provenance.route == "quoted"
    assert model.asked[-1][1:] == ({"type": "string", "enum": ["A", "B"]}, 2)
    assert found.category == "Baby"
    assert found.probability == pytest.approx(8 / 9)


def test_a_model_that_says_nothing_at_first_is_asked_another_way() -> None:
    silent = Reply("", (), 100, 80, 1, 0.01)
    opened = reply(" A", {" A": 0.95})
    found = Classifier(QueuedModel(silent, opened, opened), NAMES).classify("a mug")
    assert found.provenance.route == "opened" and found.distribution is not None


def test_a_quoted_code_in_one_token_is_no_server_without_logprobs() -> None:
    """Some models write `"A` as one token: then the code’s position lacks on that way only."""
    chatty = reply("Sure", {"Sure": 0.99, "A": 0.01})
    opened = reply(" A", {" A": 0.7, " B": 0.1})
    glued = reply('"A', {'"A': 0.9})
    found = Classifier(QueuedModel(chatty, opened, glued, opened), NAMES).classify("a mug")
    assert found.provenance.route == "opened"


def test_the_route_is_measured_once() -> None:
    model = QueuedModel(reply("A", {"A": 0.99}))
    classifier = Classifier(model, NAMES)
    for text in ("one", "two", "three"):
        classifier.classify(text)
    assert len(model.asked) == 4


def test_an_empty_description_asks_nothing() -> None:
    model = QueuedModel(reply("A", {"A": 0.99}))
    assert Classifier(model, NAMES).classify("  \n").status == "failed"
    assert model.asked == []


def test_equal_descriptions_are_sent_once() -> None:
    model = QueuedModel(reply("A", {"A": 0.99}))
    found = list(Classifier(model, NAMES, route="direct").classify_all(["x", "y", " x ", "y"]))
    assert [p.status for p in found] == ["answered"] * 4
    assert len(model.asked) == 2


def test_one_failure_does_not_stop_the_rest() -> None:
    good = reply("A", {"A": 0.99})
    model = QueuedModel(good, ServerBusy(host="http://h"), good)
    found = list(Classifier(model, NAMES, route="direct").classify_all(["x", "y", "z"]))
    assert [p.status for p in found] == ["answered", "failed", "answered"]
    assert "busy" in str(found[1].reason)


def test_a_server_that_is_gone_fails_the_product_and_raises_nothing() -> None:
    class GoneModel(QueuedModel):
        def digest(self) -> str:
            raise ServerBusy(host="http://h")

    gone = Classifier(GoneModel(ServerBusy(host="http://h")), NAMES, route="direct")
    found = gone.classify_or_fail("a mug")
    assert found.status == "failed" and found.provenance.model_digest == ""
    assert gone.classify_or_fail("").status == "failed"


def test_a_description_past_the_context_is_cut_and_says_so() -> None:
    model = QueuedModel(reply("A", {"A": 0.99}), context=100)
    found = Classifier(model, NAMES, route="direct").classify("word " * 500)
    sent = model.asked[-1][0][1].content
    assert found.truncated and len(sent) < 220
    assert sent.endswith("word\nLetter:")


def test_what_is_readable_is_what_is_sent() -> None:
    model = QueuedModel(reply("A", {"A": 0.99}), context=100)
    classifier = Classifier(model, NAMES, route="direct")
    text = " ".join(f"word{number}" for number in range(99))
    classifier.classify(text)
    assert f"Product: {classifier.readable(text)}\n" in model.asked[-1][0][1].content
    assert classifier.readable("a  mug") == "a  mug"
