"""What is kept of a prediction is the whole of it."""

import json

from hypothesis import given
from hypothesis import strategies as st

from vitrine.classify.prediction import Distribution, Prediction, Provenance
from vitrine.errors import ServerTimeout
from vitrine.jobs.codec import prediction_from, prediction_json
from vitrine.messages import Message

texts = st.text(max_size=20)
shares = st.floats(0, 1, allow_nan=False)
spreads = st.builds(
    Distribution,
    probabilities=st.dictionaries(texts, shares, max_size=4),
    logprobs=st.dictionaries(texts, st.floats(-90, 0), max_size=4),
    outside=shares,
    bounded=st.lists(texts, max_size=3).map(tuple),
)
reasons = st.builds(
    Message, st.just("{a} and {b}"), st.fixed_dictionaries({"a": texts, "b": st.integers()})
)
predictions = st.builds(
    Prediction,
    status=st.sampled_from(["answered", "unanswered", "failed"]),
    category=st.none() | texts,
    answer=texts,
    distribution=st.none() | spreads,
    provenance=st.builds(
        Provenance, texts, texts, texts, texts, texts, st.dictionaries(texts, st.integers())
    ),
    reason=st.none() | reasons,
    truncated=st.booleans(),
    prompt_tokens=st.integers(0, 10**6),
    prompt_tokens_cached=st.none() | st.integers(0, 10**6),
    seconds=st.floats(0, 1e6),
)


@given(predictions)
def test_there_and_back(found: Prediction) -> None:
    assert prediction_from(json.loads(json.dumps(prediction_json(found)))) == found


def test_a_sentence_within_a_sentence_comes_back() -> None:
    inner = Message("it is {what}", {"what": "late"})
    error = ServerTimeout(host="http://h", seconds=inner).message
    assert str(Message.from_json(json.loads(json.dumps(error.as_json())))) == str(error)
